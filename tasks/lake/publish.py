"""From changes to files: what a publish writes. Called by the one writer, on the current state of the lake."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.catalog import TABLES
from schemas.conform import conform
from schemas.table import Partition, Table
from tasks.lake import commit, describe, merge, scan
from tasks.lake.commit import Staging
from tasks.lake.layout import Layout, granularity, partition_of, place, value
from tasks.lake.merge import Change

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # where a new table's empty file stands if the publish brings no rows at all


class Publish:
    """One publish under way."""

    def __init__(self, layout: Layout, partition: Partition, wrote: Mapping[str, str]) -> None:
        self.layout = layout
        self.partition = partition
        self.wrote = wrote
        self.sequence = commit.committed(layout) + 1

    def run(self, changes: Sequence[Change]) -> int:
        """Put the changes into the lake; its sequence, one more than before unless no row changed."""
        self.check_schemas()
        with commit.staged(self.layout) as staging:
            for change in changes:
                if change.table.append_only:
                    self.append(staging, change)
                else:
                    self.merge(staging, change)
            if not staging.places:
                return self.sequence - 1
            self.fill(staging, changes)
            self.document(staging)
            moves = staging.commit(self.sequence, [table.name for table in TABLES])
            commit.apply(self.layout, moves)
        return self.sequence

    def check_schemas(self) -> None:
        """LakeError where the lake was written under other declarations: a lake never mixes schemas."""
        for table in TABLES:
            for path in self.layout.files(table.name)[:1]:
                scan.check_schema(pq.read_schema(path), table, path)

    def append(self, staging: Staging, change: Change) -> None:
        """Stage the rows as files of their own."""
        for told, rows in merge.split(conform(change.rows, change.table), change.table, self.by(change.table)).items():
            self.stage(staging, change.table, told, rows)

    def merge(self, staging: Staging, change: Change) -> None:
        """Stage the partitions that the change touches, those without a changed row left out."""
        table = change.table
        gained = merge.split(conform(change.rows, table), table, self.by(table))
        stands = {partition_of(path)[1]: path for path in self.layout.files(table.name)}
        touched = {partition_of(path)[1] for path in scan.holding(stands.values(), table, change.removed)}
        nothing = table.schema.empty_table()
        for told in sorted(touched | set(gained)):
            old = scan.whole(stands[told], table) if told in stands else nothing
            new = merge.merged(old, gained.get(told, nothing), change.removed, table)
            if not new.equals(old):
                self.stage(staging, table, told, new)

    def fill(self, staging: Staging, changes: Sequence[Change]) -> None:
        """Stage a file without rows for each table that has none, so that every reader finds its columns."""
        dates = [change.rows[change.table.dated_by] for change in changes if change.rows.num_rows]
        begins = min((pc.min(column).as_py() for column in dates), default=EPOCH)
        filled = {place.split("/")[0] for place in staging.places}
        for table in TABLES:
            if table.name not in filled and not self.layout.files(table.name):
                self.stage(staging, table, value(begins, self.by(table)), table.schema.empty_table())

    def document(self, staging: Staging) -> None:
        """Stage what tells strangers about the lake, where it has changed."""
        for name, content in describe.documents(self.partition).items():
            path = self.layout.root / name
            if not path.exists() or path.read_text(encoding="utf-8") != content:
                staging.text(name, content)

    def stage(self, staging: Staging, table: Table, told: str, rows: pa.Table) -> None:
        """Stage one partition's file."""
        about = {"dated_by": table.dated_by, "wrote": json.dumps(dict(self.wrote), sort_keys=True)}
        staging.parquet(place(table, self.by(table), told, self.sequence), rows, about)

    def by(self, table: Table) -> Partition:
        """How the table is partitioned."""
        return granularity(table, self.partition)
