"""What a run leaves in Prefect's pages: how far it is, its summary, its counts, and where the lake is."""

import time
from uuid import UUID

from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from flows.order import Order, Summary

OFTEN = 10.0  # seconds between two reports of progress, each of which costs the server some work


class Report:
    """A run's artifacts. Progress only where the number of documents is known before."""

    def __init__(self, order: Order, expected: int | None) -> None:
        self._order = order
        self._expected = expected
        self._told = time.monotonic()
        self._progress: UUID | None = (
            create_progress_artifact(0.0, key="newsledger-progress", description=f"{expected} documents")
            if expected
            else None
        )

    def advance(self, summary: Summary) -> None:
        """Say how far the run is, if that was not said just now."""
        done = summary.finished == self._expected
        if self._progress is not None and self._expected and (done or time.monotonic() > self._told + OFTEN):
            self._told = time.monotonic()
            update_progress_artifact(self._progress, min(100.0, 100 * summary.finished / self._expected))

    def close(self, summary: Summary) -> None:
        """Leave the summary."""
        create_markdown_artifact(markdown(self._order, summary), key="newsledger-summary", description=summary.run_id)
        create_table_artifact(
            [{"of": name, "count": count} for name, count in summary.counts.items()],
            key="newsledger-counts",
            description=summary.run_id,
        )
        create_link_artifact(link(self._order), link_text="the lake", key="newsledger-lake")


def link(order: Order) -> str:
    """Where the lake is, as an address."""
    lake = order.settings.lake
    return lake if isinstance(lake, str) else lake.absolute().as_uri()


def markdown(order: Order, summary: Summary) -> str:
    """The run's summary for a person."""
    counts = summary.counts
    lines = [
        f"## Run {summary.run_id}",
        f"{counts['documents']:,} documents, {counts['known']:,} known already, in {summary.seconds:.1f} s.",
        f"**{counts['articles']:,} articles** ({counts['duplicates']:,} duplicates), {counts['rejects']:,} refused, "
        f"{counts['entities']:,} entities, **{counts['money']:,} monetary mentions**.",
        "",
        "From " + ", ".join(f"`{given}`" for given in order.named[:20]),
        "",
        f'```python\npd.read_parquet("{order.settings.lake}/money")\n```',
    ]
    return "\n".join(lines)
