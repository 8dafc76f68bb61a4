"""The lines of past publishes, of bounded size: `newsledger diff` reads them, each publish adds and prunes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from tasks.lake import changes, scan
from tasks.lake.commit import Staging
from tasks.lake.layout import Layout, Location

KEPT = 64_000_000  # bytes of lines; older publishes keep their counts alone


@dataclass(frozen=True, slots=True)
class Told:
    """What one publish changed: how often each "table/column", and the lines unless they were too many to keep."""

    sequence: int
    run_id: str
    counts: dict[str, int]
    path: Location
    kept: bool

    def lines(self) -> pa.Table:
        """Each change; none where they are not kept."""
        with scan.parquet(self.path) as file:
            return file.read()


def record(staging: Staging, sequence: int, lines: pa.Table, wrote: Mapping[str, str]) -> None:
    """Stage the lines of a publish, and older ones without theirs where all together grow too large."""
    if not lines.num_rows:
        return
    place = f"{staging.layout.relative(staging.layout.changes)}/{sequence:08}.parquet"
    counted = json.dumps(changes.counts(lines), sort_keys=True)
    about = {"run_id": wrote.get("run_id", ""), "counts": counted, "kept": "yes"}
    room = KEPT - staging.parquet(place, [lines], changes.LINES, about)
    for one in reversed(told(staging.layout)):
        room -= one.path.stat().st_size
        if room < 0 and one.kept:
            about = {"run_id": one.run_id, "counts": json.dumps(one.counts, sort_keys=True), "kept": "no"}
            staging.parquet(staging.layout.relative(one.path), [changes.LINES.empty_table()], changes.LINES, about)


def told(layout: Layout) -> list[Told]:
    """What all publishes told, the oldest first."""
    return [_read(path) for path in sorted(layout.changes.glob("*.parquet"))]


def _read(path: Location) -> Told:
    about = {key.decode(): text.decode() for key, text in scan.schema(path).metadata.items()}
    return Told(int(path.stem), about["run_id"], json.loads(about["counts"]), path, about["kept"] == "yes")
