"""The data dictionary: every table and column in words, as Markdown."""

from collections.abc import Iterable, Sequence
from typing import Final

import pyarrow as pa

from schemas.catalog import TABLES
from schemas.column import BOOLEAN, DAY, EXACT, FLOAT64, INT32, INT64, MOMENT, STRING, Column
from schemas.rejects import REASONS, REJECTS
from schemas.table import Table

GENERATED: Final = "<!-- Generated from schemas/ by `newsledger dictionary --write`: change it there, do not edit. -->"

OPENING: Final = """\
What every table and column of the lake means. A table is a folder of Parquet files, and
`pandas.read_parquet("lake/money")` reads it whole; the frame's `attrs` then carries the same meanings and units."""

TYPES: Final = """\
A folder inside a table is a partition: `month=2022-10` (or `day=`, `hour=`, as the lake was made) holds the rows
dated within it, and pandas shows it as one more column of type category.

Types are Arrow's. This is what pandas makes of them:"""

# What pandas.read_parquet gives for each type that a column may declare: where it may be missing, and where not.
IN_PANDAS: Final[dict[pa.DataType, tuple[str, str]]] = {
    STRING: ("str", "str"),
    BOOLEAN: ("boolean", "bool"),
    INT32: ("Int32", "int32"),
    INT64: ("Int64", "int64"),
    FLOAT64: ("float64", "float64"),
    MOMENT: ("datetime64[us, UTC]", "datetime64[us, UTC]"),
    DAY: ("datetime64[us]", "datetime64[us]"),
    EXACT: ("object", "object"),
    pa.binary(): ("object", "object"),
}


def render(tables: Sequence[Table] = TABLES) -> str:
    """The dictionary of these tables as one Markdown page, ending in a newline.

    >>> page = render()
    >>> page.splitlines()[0].startswith("<!-- Generated")
    True
    """
    overview = _grid(("table", "one row is"), ((f"[{table.name}](#{table.name})", table.grain) for table in tables))
    types = _grid(
        ("type", "in pandas", "in pandas where a value may be missing"),
        ((str(arrow), full, missing) for arrow, (missing, full) in IN_PANDAS.items()),
    )
    parts = [GENERATED, "# Data dictionary", OPENING, overview, TYPES, types, *(_table(table) for table in tables)]
    return "\n\n".join(parts) + "\n"


def _table(table: Table) -> str:
    heads = ("column", "type", "unit", "meaning", "missing", "how it is made", "example")
    parts = [f"## {table.name}", _facts(table), _grid(heads, map(_line, table.columns))]
    if table.name == REJECTS.name:
        parts.append(_grid(("reason", "means"), ((f"`{code}`", meaning) for code, meaning in REASONS.items())))
    return "\n\n".join(parts)


def _facts(table: Table) -> str:
    span = "the day" if table.append_only else "the month, day or hour"
    facts = [
        f"One row is {table.grain}.",
        f"- key: {_names(table.key)}",
        f"- partition: {span} of `{table.dated_by}`",
        f"- sorted by: {_names(table.order)}" if table.order else "",
        f"- written anew together: all rows of one `{table.owner}`" if not table.append_only else "- never rewritten",
        f"- beware: {table.beware}" if table.beware else "",
    ]
    return "\n".join([facts[0], "", *filter(None, facts[1:])])


def _line(column: Column) -> tuple[str, ...]:
    meaning, missing = column.parts
    return (
        f"`{column.name}`",
        str(column.type),
        column.unit,
        meaning,
        missing,
        column.made,
        f"`{column.example}`" if column.example else "",
    )


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _grid(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    escaped = ([cell.replace("|", "\\|") for cell in row] for row in rows)
    lines = [heads, ["---"] * len(heads), *escaped]
    return "\n".join("|" + "|".join(f" {cell} " if cell else " " for cell in line) + "|" for line in lines)
