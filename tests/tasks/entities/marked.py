"""Reads sentences with their entities marked, [surface|LABEL] or [surface|LABEL|country]."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

_MARK = re.compile(r"\[([^|\]]+)\|([A-Z_]+)(?:\|([A-Z]{2}))?\]")


@dataclass(frozen=True)
class Marked:
    """A text and its entities: (start, end, label) to country code or None."""

    id: str
    text: str
    entities: dict[tuple[int, int, str], str | None]


def read(path: Path) -> list[Marked]:
    """The marked sentences of a CSV with the columns id and text."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [_unmarked(row["id"], row["text"]) for row in csv.DictReader(lines)]


def _unmarked(name: str, marked: str) -> Marked:
    text, entities, last = "", {}, 0
    for mark in _MARK.finditer(marked):
        text += marked[last:mark.start()]
        entities[len(text), len(text) + len(mark[1]), mark[2]] = mark[3]
        text += mark[1]
        last = mark.end()
    return Marked(name, text + marked[last:], entities)
