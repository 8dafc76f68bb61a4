"""The patterns of `lexicon/` that tell how one amount stands to others: progress, ordinals, relations."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Relation:
    """How the later of two amounts stands to the earlier: what the text before the earlier and between them says."""

    name: str
    before: re.Pattern[str] | None
    between: re.Pattern[str]


def rows(table: str) -> Iterator[dict[str, str]]:
    """The rows of `lexicon/<table>.csv`. A row that lacks a cell raises ValueError with file and line."""
    text = (files("tasks.money") / "lexicon" / f"{table}.csv").read_text(encoding="utf-8")
    reader: csv.DictReader[Any] = csv.DictReader(text.splitlines(), strict=True)
    for row in reader:
        if None in row or None in row.values():
            raise ValueError(f"{table}.csv, line {reader.line_num}: want the cells {reader.fieldnames}.")
        yield row


@cache
def progress_cues() -> re.Pattern[str]:
    """One pattern for all cues of a progress; the name of the group that matched is the progress."""
    cues: dict[str, list[str]] = {}
    for row in rows("progress"):
        cues.setdefault(row["progress"], []).append(row["pattern"])
    groups = (f"(?P<{progress}>{'|'.join(patterns)})" for progress, patterns in cues.items())
    return re.compile(rf"(?<![\w-])(?:{'|'.join(groups)})(?![\w-])", re.IGNORECASE)


@cache
def ordinals() -> tuple[tuple[re.Pattern[str], int], ...]:
    """Patterns of words that count within a series, and what they count to; 0 for one more."""
    return tuple((re.compile(row["pattern"], re.IGNORECASE), int(row["ordinal"])) for row in rows("ordinals"))


@cache
def relations() -> tuple[Relation, ...]:
    """The relations in their order in the table: the first that fits speaks."""
    return tuple(
        Relation(
            row["relation"],
            re.compile(row["before"], re.IGNORECASE) if row["before"] else None,
            re.compile(row["between"], re.IGNORECASE),
        )
        for row in rows("relations")
    )
