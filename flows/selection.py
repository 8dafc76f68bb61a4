"""Rejects as they are asked for: of a reason, stage, outlet, run, or since then."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.errors import BadInput, UnknownName
from schemas.rejects import REASONS
from tasks.clean.dates import moment
from tasks.lake.lake import Lake

SPANS = {4: 2, 7: 5, 10: 8}  # letters of a date, and of the form that it has then
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rejects are meant; None leaves a column open. `since` is a date, or a time back from now such as 2d."""

    reason: str | None = None
    stage: str | None = None
    source: str | None = None
    run: str | None = None
    since: str | None = None

    def rows(self, lake: Lake, now: datetime) -> list[dict[str, Any]]:
        """The rejects that are meant, the latest first."""
        if self.reason is not None and self.reason not in REASONS:
            raise UnknownName("reason", self.reason, REASONS)
        columns = {"reason": self.reason, "stage": self.stage, "source": self.source, "run_id": self.run}
        meant = pc.scalar(True)
        for name, value in columns.items():
            if value is not None:
                meant = meant & (pc.field(name) == value)
        if self.since is not None:
            meant = meant & (pc.field("first_seen_at") >= pa.scalar(since(self.since, now)))
        rows: list[dict[str, Any]] = lake.read("rejects", filter=meant).sort_by("first_seen_at").to_pylist()
        return rows[::-1]

    def told(self, lake: Lake, now: datetime) -> list[dict[str, Any]]:
        """Of those rejects what a person wants to know."""
        names = ("first_seen_at", "stage", "reason", "detail", "source", "document")
        return [{name: row[name] for name in names} for row in self.rows(lake, now)]


def span(option: str, told: str | None) -> None:
    """BadInput unless it is a year, month or day, or nothing.

    >>> span("since", "2024-02")
    """
    if told is None:
        return
    try:
        datetime.strptime(told, "%Y-%m-%d"[: SPANS[len(told)]])  # only whether there is such a day
    except (KeyError, ValueError):
        raise BadInput(f"--{option} {told} is no date: write it like 2022, 2022-02 or 2022-02-15.") from None


def since(told: str, now: datetime) -> datetime:
    """The moment that a date, or a time back from now, names.

    >>> from datetime import UTC
    >>> since("2h", datetime(2024, 5, 1, 12, tzinfo=UTC)).hour
    10
    """
    back = re.fullmatch(r"(\d+)([smhd])", told.strip())
    if back is not None:
        return now - timedelta(seconds=int(back[1]) * SECONDS[back[2]])
    named = moment(told)
    if named is None:
        raise BadInput(f"--since {told} is neither a date (2024-05-01) nor a time back from now (90m, 12h, 2d).")
    return named
