"""What differs between two runs: the lines of all publishes after the one, up to the other, folded into one a value."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from schemas.errors import LakeError, UnknownName
from tasks.lake import history
from tasks.lake.history import Told
from tasks.lake.lake import Lake

Spot = tuple[str, str, str]  # table, column ("" for the whole row), key


@dataclass(frozen=True, slots=True)
class Difference:
    """How many rows of a table differ in one column, or came or went (`column` is then "(row)"), with examples.

    `examples` are tuples of key, old and new value; there are none for changes whose lines are no longer kept.
    """

    table: str
    column: str
    change: str
    rows: int
    examples: list[tuple[str, str | None, str | None]]


def diff(lake: Lake, first: str, second: str, *, examples: int = 3) -> list[Difference]:
    """What the lake had otherwise after the run `first` than after the run `second`, in rows that stood before.

    Raises UnknownName for a run that the lake does not have, and LakeError where the first is not the earlier one.
    """
    between = list(publishes(lake, first, second))
    folded = fold(told for told in between if told.kept)
    groups: dict[tuple[str, str, str], list[tuple[str, str | None, str | None]]] = {}
    for (table, column, key), (old, new) in folded.items():
        groups.setdefault((table, column, kind(column, old, new)), []).append((key, old, new))
    found = [
        Difference(table, column or "(row)", change, len(rows), sorted(rows, key=lambda row: row[0])[:examples])
        for (table, column, change), rows in groups.items()
    ]
    return sorted([*found, *forgotten(between)], key=lambda one: (one.table, one.column, one.change))


def publishes(lake: Lake, first: str, second: str) -> Iterator[Told]:
    """The publishes of the runs that ended after the first did, up to the second."""
    rows = lake.read("runs", ["run_id", "finished_at"]).to_pylist()
    ended: dict[str, datetime] = {row["run_id"]: row["finished_at"] for row in rows}
    for run in (first, second):
        if run not in ended:
            raise UnknownName("run", run, sorted(ended)[-5:])
    if ended[first] > ended[second]:
        raise LakeError(f"Run {first} ended after {second}: name the earlier run first.")
    for told in history.told(lake.layout):
        if told.run_id in ended and ended[first] < ended[told.run_id] <= ended[second]:
            yield told


def fold(told: Iterator[Told]) -> dict[Spot, tuple[str | None, str | None]]:
    """For each spot its value before all and after all; what came to be as it was is left out."""
    first: dict[Spot, Any] = {}
    last: dict[Spot, Any] = {}
    for publish in told:
        for line in publish.lines().to_pylist():
            spot = (line["table"], line["column"] or "", line["key"])
            first.setdefault(spot, line)
            last[spot] = line
    spots = {
        spot: (line["old"], last[spot]["new"])
        for spot, line in first.items()
        if (line["old"], line["old_mark"]) != (last[spot]["new"], last[spot]["new_mark"])
    }
    moved = {(table, key) for table, column, key in spots if not column}
    return {spot: pair for spot, pair in spots.items() if not spot[1] or (spot[0], spot[2]) not in moved}


def kind(column: str, old: str | None, new: str | None) -> str:
    """What became of a value, or of a row, which has no column."""
    if column or (old is not None and new is not None):
        return "changed"
    return "added" if old is None else "removed"


def forgotten(told: list[Told]) -> Iterator[Difference]:
    """The changes of which only the number is kept; one row may be among them several times."""
    counts: dict[str, int] = {}
    for publish in told:
        for name, number in ({} if publish.kept else publish.counts).items():
            counts[name] = counts.get(name, 0) + number
    for name, number in counts.items():
        table, _, column = name.partition("/")
        yield Difference(table, column or "(row)", "no longer told", number, [])
