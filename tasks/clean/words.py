"""The words that the stage goes by, read from lexicon/*.csv; each row carries an example."""

import csv
from functools import cache
from importlib.resources import files

from schemas.errors import NonConforming


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of lexicon/<name>.csv. Raises NonConforming, naming file and line, for too few or too many cells.

    >>> rows("zones")[0]["zone"]
    'UTC'
    """
    text = (files("tasks.clean") / "lexicon" / f"{name}.csv").read_text(encoding="utf-8")
    read = csv.DictReader(text.splitlines())
    found = []
    for row in read:
        if None in row or None in row.values():
            raise NonConforming(f"{name}.csv line {read.line_num}: {len(read.fieldnames or ())} cells expected.")
        found.append(row)
    return tuple(found)


@cache
def column(name: str, column: str, **where: str) -> tuple[str, ...]:
    """One column of a lexicon, of the rows that have the given values elsewhere.

    >>> column("field_names", "name", field="language")
    ('language', 'lang', 'language_code', 'inlanguage')
    """
    return tuple(row[column] for row in rows(name) if all(row[key] == value for key, value in where.items()))
