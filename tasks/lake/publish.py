"""From changes to files: what a publish writes. Called by the one writer, on the current state of the lake."""

import json
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from graphlib import TopologicalSorter
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from schemas.catalog import TABLES
from schemas.conform import conform
from schemas.datapackage import REFERENCES
from schemas.runs import RUNS
from schemas.table import Partition, Table
from schemas.visits import VISITS
from tasks.lake import changes, commit, describe, history, merge, scan, visits
from tasks.lake.commit import Staging
from tasks.lake.layout import Location, granularity, partition_of, place, value
from tasks.lake.merge import Change
from tasks.lake.store import Store

# A table after those that its rows point to, so that who reads files while they are moved meets no pointer to nowhere.
PARENTS_FIRST = tuple(
    TopologicalSorter(
        {
            table.name: {there for (here, _), there in REFERENCES.items() if here == table.name != there}
            for table in TABLES
        }
    ).static_order()
)
AT_ONCE = 2  # partitions that are made at the same time: one is sorted while another is written
RUNS_NAMED = 100  # in one file's metadata
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # where a new table's empty file stands if the publish brings no rows at all


class Publish:
    """One publish under way."""

    def __init__(
        self, store: Store, partition: Partition, wrote: Mapping[str, str], visited: pa.Table | None = None
    ) -> None:
        self.store = store
        self.layout = store.layout
        self.partition = partition
        self.wrote = wrote
        self.visited = VISITS.schema.empty_table() if visited is None else visited
        self.sequence = commit.committed(self.layout) + 1
        self.lines: list[pa.Table] = []  # what changes in rows that stand
        self.begins: datetime | None = None  # the earliest date of a row that comes

    def run(self, asked: list[Change]) -> int:
        """Put the changes into the lake; its sequence, one more than before unless no row changed.

        The list is emptied meanwhile: rows that are staged need not be held any more.
        """
        self.check_schemas()
        arriving = any(change.table.append_only for change in asked)
        asked.sort(key=lambda change: change.incidental)
        with commit.staged(self.store, self.sequence) as staging:
            while asked and (staging.places or not asked[0].incidental):
                if asked[0].table.append_only:
                    self.append(staging, asked.pop(0))
                else:
                    self.merge(staging, asked.pop(0), arriving=arriving)
            if not staging.places:
                return self.sequence - 1
            self.fill(staging)
            self.document(staging)
            visits.record(staging, self.sequence, self.visited)
            history.record(staging, self.sequence, changes.joined(self.lines), self.wrote)
            staging.commit(PARENTS_FIRST)
            commit.roll_forward(self.store)
        return self.sequence

    def check_schemas(self) -> None:
        """LakeError where the lake was written under other declarations: a lake never mixes schemas."""
        for table in TABLES:
            for path in self.layout.files(table.name)[:1]:
                scan.check_schema(scan.schema(path), table, path)

    def append(self, staging: Staging, change: Change) -> None:
        """Stage the rows as files of their own."""
        rows = self.coming(change)
        for told, part in merge.split(rows, change.table, self.by(change.table)).items():
            self.stage(staging, change.table, told, [part])

    def merge(self, staging: Staging, change: Change, *, arriving: bool) -> None:
        """Stage the partitions that the change touches, those without a changed row left out."""
        table, staged = change.table, len(staging.places)
        rows = merge.arranged(self.coming(change), table)
        gained = merge.split(rows, table, self.by(table))
        came = changes.replacing(rows, table, change.removed) if arriving else rows
        change, rows = replace(change, rows=came), came  # the parts hold the others
        stands = {partition_of(path)[1]: path for path in self.layout.files(table.name)}
        nothing = table.schema.empty_table()

        def part(told: str) -> pa.Table:
            """Stage one partition; the rows that go from it."""
            with scan.standing(stands.get(told), table) as (old, about):
                after = merge.merged(old, gained.get(told, nothing), change.removed, table)
                if after.changed:
                    self.stage(staging, table, told, after.pieces(table.row_group), about)
            return after.gone

        with ThreadPoolExecutor(AT_ONCE) as pool:
            went = [nothing, *pool.map(part, sorted(self.touched(change, stands) | set(gained)))]
        if len(staging.places) > staged and table is not RUNS:  # a run's own row changes with each of its publishes
            old = pa.concat_tables(gone.replace_schema_metadata() for gone in went)
            self.lines.append(changes.told(old, came, table))

    def touched(self, change: Change, stands: Mapping[str, Location]) -> set[str]:
        """The partitions in which old rows of the removed owners stand: by their date, or searched for."""
        table = change.table
        named = {value(date, self.by(table)) for owner, date in change.stood.items() if owner in change.removed}
        named &= stands.keys()
        unknown = change.removed - change.stood.keys()
        if table.key == (table.owner,):  # each owner has a row, so one that is not found is looked for elsewhere
            found = scan.owners((stands[told] for told in named), table, change.removed)
            unknown |= change.removed - found
        others = (path for told, path in stands.items() if told not in named)
        return named | {partition_of(path)[1] for path in scan.holding(others, table, unknown)}

    def coming(self, change: Change) -> pa.Table:
        """The change's rows in their declared schema; from when the earliest is, `fill` will ask."""
        rows = conform(change.read(), change.table)
        earliest = pc.min(rows[change.table.dated_by]).as_py()
        self.begins = min({self.begins, earliest} - {None}, default=None)
        return rows

    def fill(self, staging: Staging) -> None:
        """Stage a file without rows for each table that has none, so that every reader finds its columns."""
        filled = {place.split("/")[0] for place in staging.places}
        for table in TABLES:
            if table.name not in filled and not self.layout.files(table.name):
                self.stage(staging, table, value(self.begins or EPOCH, self.by(table)), [table.schema.empty_table()])

    def document(self, staging: Staging) -> None:
        """Stage what tells strangers about the lake, where it has changed."""
        for name, content in describe.documents(self.partition).items():
            path = self.layout.root / name
            if not path.exists() or path.read_text(encoding="utf-8") != content:
                staging.text(name, content)

    def stage(
        self,
        staging: Staging,
        table: Table,
        told: str,
        rows: Iterable[pa.Table],
        before: Mapping[bytes, bytes] = MappingProxyType({}),
    ) -> None:
        """Stage one partition's file in place of one with the metadata `before`."""
        about = {
            "dated_by": table.dated_by,
            "wrote": json.dumps(dict(self.wrote), sort_keys=True),
            "runs": json.dumps(self.runs(before)),
        }
        staging.parquet(place(table, self.by(table), told, self.sequence), rows, table.schema, about)

    def runs(self, before: Mapping[bytes, bytes]) -> list[str]:
        """The runs that have written a file of that metadata, this one last; of very many the latest."""
        earlier: list[str] = json.loads(before.get(b"runs", b"[]"))
        this = self.wrote.get("run_id")
        return [*(run for run in earlier if run != this), *([] if this is None else [this])][-RUNS_NAMED:]

    def by(self, table: Table) -> Partition:
        """How the table is partitioned."""
        return granularity(table, self.partition)
