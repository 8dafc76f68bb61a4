"""A lake: tables in partitioned Parquet that any reader opens, published together or not at all."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from os import PathLike
from pathlib import Path
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from schemas.catalog import TABLES, table_named
from schemas.errors import LakeError
from schemas.table import Partition, Table
from tasks.lake import commit, location, scan, settings, visits
from tasks.lake.layout import Layout, Location, granularity, meets, partition_of, value
from tasks.lake.merge import Change, gathered
from tasks.lake.publish import Publish
from tasks.lake.store import Store

__all__ = ["Change", "Lake"]

UNSAID: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Lake:
    """The tables under `root`. Open one with `Lake.open`."""

    store: Store
    partition: Partition

    @classmethod
    def open(cls, root: str | PathLike[str], *, partition: Partition | None = None, create: bool = True) -> "Lake":
        """The lake at `root` (a folder or `s3://bucket/prefix`), made with that partition (or by month) where there is
        none and `create` is set.

        Raises LakeError where there is none and `create` is not set, where another partition is asked for than the
        lake has, and where the lake has a newer format than this code knows.
        """
        store = location.store(root)
        return cls(store, settings.opened(store, partition, create=create))

    @property
    def layout(self) -> Layout:
        """Where everything stands."""
        return self.store.layout

    @property
    def root(self) -> Location:
        """The lake's folder."""
        return self.layout.root

    @property
    def sequence(self) -> int:
        """How many publishes the lake has had; 0 for a new one."""
        return commit.committed(self.layout)

    def read(
        self,
        table_name: str,
        columns: Sequence[str] | None = None,
        filter: pc.Expression | None = None,
        within: tuple[datetime, datetime] | None = None,
        dates: Iterable[datetime] | None = None,
    ) -> pa.Table:
        """The table's rows as of the last commit, in declared column order; no rows where there are none.

        `within` leaves unread the partitions before its first moment and after its last, and `dates` all that none of
        them falls into; rows of those read are not compared with either.
        """
        table = table_named(table_name)
        parts = self.parts(table, dates)
        return scan.steady(self.layout, lambda: scan.rows(self.files(table, within, parts), table, columns, filter))

    def batches(
        self,
        table_name: str,
        columns: Sequence[str] | None = None,
        filter: pc.Expression | None = None,
        dates: Iterable[datetime] | None = None,
        together: int = scan.BATCH,
    ) -> Iterator[pa.Table]:
        """The rows that `read` gives, some thousands at a time: memory is enough for a table of any size.

        LakeError where the lake is written meanwhile, since these would be rows of two states of it.
        """
        before, table = scan.state(self.layout), table_named(table_name)
        try:
            yield from scan.batches(self.files(table, None, self.parts(table, dates)), table, columns, filter, together)
        except (pa.ArrowInvalid, OSError) as error:
            if scan.state(self.layout) == before:
                raise scan.unreadable(self.layout, error) from error
        if scan.state(self.layout) != before:
            raise LakeError(f"The lake {self.root} was written while {table_name} was read: do it once more.")

    def parts(self, table: Table, dates: Iterable[datetime] | None) -> set[str] | None:
        """The partitions of the table that the dates fall into; None, for all, where none are given."""
        return None if dates is None else {self.part(table.name, date) for date in dates}

    def files(self, table: Table, within: tuple[datetime, datetime] | None, parts: set[str] | None) -> list[Location]:
        """The table's files as of the last commit, those of these partitions that reach into this time."""
        files = scan.files(self.layout, table)
        chosen = files if within is None else [path for path in files if meets(path, within)]
        return [path for path in chosen if parts is None or partition_of(path)[1] in parts]

    def pieces(self, table_name: str, rows: int) -> Iterator[pa.Table]:
        """All rows of the table, at most so many at a time, file by file, each file as it is when its turn comes."""
        for path in self.layout.files(table_named(table_name).name):
            yield from scan.pieces(path, rows)

    def sizes(self, table_name: str) -> dict[str, int]:
        """Rows in each partition of the table, by its value."""
        files = self.layout.files(table_named(table_name).name)
        return scan.steady(self.layout, lambda: {partition_of(path)[1]: scan.count([path]) for path in files})

    def part(self, table_name: str, date: datetime) -> str:
        """The partition of the table that a date falls into."""
        return value(date, granularity(table_named(table_name), self.partition))

    def check(self) -> None:
        """Raise LakeError where the lake was written under other declarations of its tables than those of now."""
        for table in TABLES:
            for path in self.layout.files(table.name)[:1]:
                scan.check_schema(scan.schema(path), table, path)

    def visits(self, keys: Iterable[str]) -> pa.Table:
        """What is remembered of those addresses (rows of schemas.visits), as of the last commit."""
        return visits.recalled(self.layout, keys)

    def counts(self) -> dict[str, int]:
        """Rows in each table, from the footers of its files."""
        return scan.steady(
            self.layout, lambda: {table.name: scan.count(scan.files(self.layout, table)) for table in TABLES}
        )

    def size(self) -> int:
        """Bytes of all tables together."""
        return sum(path.stat().st_size for table in TABLES for path in self.layout.files(table.name))

    def busy(self) -> bool:
        """Whether somebody is writing at this moment."""
        return self.store.busy()

    def recover(self) -> int:
        """Complete a publish that was interrupted after its commit; how many there were. Waits for a running writer."""
        if commit.intended(self.layout) is None:
            return 0
        with commit.told(self.layout), self.store.writer():
            return commit.roll_forward(self.store)

    @contextmanager
    def work(self) -> Iterator[Path]:
        """A fresh scratch folder, removed after the block; those of killed runs are removed before it."""
        with ExitStack() as stack:
            with commit.told(self.layout):
                folder = stack.enter_context(self.store.work())
            yield folder

    def publish(
        self,
        make: Callable[["Lake"], Sequence[Change]],
        *,
        wrote: Mapping[str, str] = UNSAID,
        visited: pa.Table | None = None,
        timeout: float | None = None,
        on_wait: Callable[[], None] | None = None,
    ) -> int:
        """Publish the changes that `make` decides on, and return the lake's sequence afterwards.

        `make` is called with this lake while nobody else can write. All changes appear together or not at all; where
        they change no row, nothing is written. `visited` (rows of schemas.visits) is remembered with them. `wrote`
        (versions, run_id) goes into the metadata of each file written. For `timeout` and `on_wait` see `Store.writer`.
        Raises LakeError, the lake unchanged, where a change would break a key, where the disk is full or where it
        cannot be written.
        """
        with ExitStack() as stack:
            with commit.told(self.layout):
                stack.enter_context(self.store.writer(timeout=timeout, on_wait=on_wait))
                commit.roll_forward(self.store)
            changes = gathered(make(self))
            return Publish(self.store, self.partition, wrote, visited).run(changes) if changes else self.sequence
