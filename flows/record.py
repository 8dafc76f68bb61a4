"""The runs' own rows: what each run did, and whether it came to its end."""

import json
from datetime import UTC, datetime

from flows.engine import Engine
from flows.order import Order, Summary
from flows.process import is_gone, this_process
from flows.versions import versions
from schemas.conform import conform
from schemas.runs import RUNS
from tasks.lake.lake import Change, Lake

RUNNING, FINISHED, DIED = "running", "finished", "died"


def run_row(order: Order, summary: Summary, engine: Engine, state: str) -> Change:
    """The run's own row, in place of the one it left at its publish before; while it runs, no reason to publish."""
    finished_at = datetime.now(UTC)
    row = {
        "run_id": order.run_id,
        "started_at": order.started_at,
        "finished_at": finished_at,
        "seconds": (finished_at - order.started_at).total_seconds(),
        "inputs": "\n".join(order.named),
        **summary.counts,
        "state": state,
        "process": this_process(),
        "engine": engine.name,
        "workers": engine.workers,
        "versions": json.dumps(versions(order.settings)),
        "again": order.again and order.again.stage,
        "outside": "\n".join(summary.outside(order.settings)) or None,
    }
    stood = {order.run_id: order.started_at}
    return Change(RUNS, conform([row], RUNS), frozenset(stood), stood, incidental=state == RUNNING)


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
