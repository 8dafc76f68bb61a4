"""The runs' own rows: what each run did, and whether it came to its end."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flows.bounds import Bound, outside
from flows.process import is_gone
from schemas.conform import conform
from schemas.runs import RUNS
from tasks.lake.lake import Change, Lake

RUNNING, FINISHED, DIED = "running", "finished", "died"


@dataclass(frozen=True, slots=True)
class Run:
    """What a run's own row tells from the beginning, and within which bounds its counts are to lie."""

    run_id: str
    started_at: datetime
    inputs: str
    process: str
    engine: str
    workers: int
    versions: Mapping[str, str]
    again: str | None
    bounds: Mapping[str, Bound]
    bounds_from: int

    def row(self, counts: Mapping[str, int], state: str, finished_at: datetime) -> Change:
        """The row, in place of the one left at the publish before; while the run goes on, no reason to publish."""
        row = {
            "run_id": self.run_id,
            "started_at": self.started_at,
            "finished_at": finished_at,
            "seconds": (finished_at - self.started_at).total_seconds(),
            "inputs": self.inputs,
            **counts,
            "state": state,
            "process": self.process,
            "engine": self.engine,
            "workers": self.workers,
            "versions": json.dumps(self.versions),
            "again": self.again,
            "outside": "\n".join(outside(counts, self.bounds, self.bounds_from)) or None,
        }
        stood = {self.run_id: self.started_at}
        return Change(RUNS, conform([row], RUNS), frozenset(stood), stood, incidental=state == RUNNING)

    @property
    def wrote(self) -> dict[str, str]:
        """What each file says of its making: the run, and the versions that it worked with."""
        return {**self.versions, "run_id": self.run_id}


def mark_died(lake: Lake) -> list[str]:
    """Mark as died the runs that left work undone and whose process is gone; their names."""

    def dead(current: Lake) -> list[dict[str, object]]:
        running = (row for row in current.read("runs").to_pylist() if row["state"] == RUNNING)
        return [row | {"state": DIED} for row in running if is_gone(row["process"])]

    def make(current: Lake) -> list[Change]:
        rows = dead(current)
        return [Change(RUNS, conform(rows, RUNS), frozenset(row["run_id"] for row in rows))] if rows else []

    found = [str(row["run_id"]) for row in dead(lake)]
    if found:
        lake.publish(make)
    return found
