"""How a lake stands: its size, its last runs and their age, what was refused, what waits."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from flows.ingest import arriving
from flows.process import is_gone
from flows.record import DIED, RUNNING
from flows.settings import load
from tasks.ingest.remote import is_page
from tasks.lake.known import Known
from tasks.lake.lake import Lake

LAST = 5
OF_RUNS = ("run_id", "state", "started_at", "seconds", "documents", "known", "articles", "money", "rejects", "engine")


def status_of(lake: Lake, *, recovered: int | None, backlog: bool) -> dict[str, Any]:
    """Names and values; `last runs` is a list of rows, the latest first."""
    runs = sorted(lake.read("runs").to_pylist(), key=lambda row: row["started_at"], reverse=True)
    told: dict[str, Any] = {
        "lake": str(lake.root),
        "partition": lake.partition,
        "publishes": lake.sequence,
        "bytes": lake.size(),
        "writing now": lake.busy(),
    }
    if recovered is not None:
        told["recovered"] = recovered
    told |= {f"{table} rows": rows for table, rows in lake.counts().items()}
    told["rejects by reason"] = dict(Counter(lake.read("rejects", ["reason"])["reason"].to_pylist()).most_common())
    if runs:
        told["last run ended"] = f"{age(runs[0]['finished_at'])} ago"
        if backlog:
            told["backlog"] = waiting(lake, runs[0]["inputs"].splitlines())
    told["last runs"] = [{name: shown(row)[name] for name in OF_RUNS} for row in runs[:LAST]]
    return told


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """The row as it stands today: a run whose process has gone is dead, though no other has marked it yet."""
    return row | {"state": DIED} if row["state"] == RUNNING and is_gone(row["process"]) else row


def waiting(lake: Lake, inputs: list[str]) -> int:
    """How many documents the inputs hold that the lake does not; pages on the web are not asked for."""
    files = [given for given in inputs if not is_page(given)]
    found = {document.document_id for document in arriving(files, load(), datetime.now(UTC))}
    return len(found - Known.of(lake).documents.among(found))


def age(moment: datetime) -> str:
    """The time since then, in its largest unit.

    >>> from datetime import timedelta
    >>> age(datetime.now(UTC) - timedelta(hours=5, minutes=20))
    '5 h'
    """
    seconds = (datetime.now(UTC) - moment.replace(tzinfo=UTC)).total_seconds()
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size:.0f} {unit}"
    return f"{seconds:.0f} s"
