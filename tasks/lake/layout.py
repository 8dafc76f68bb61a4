"""Where everything in a lake stands: the only module that spells a path.

    <lake>/README.md, datapackage.json, croissant.json   what the lake is, for whoever finds it
    <lake>/<table>/month=2022-10/part-0.parquet          one file a table and partition, replaced as a whole
    <lake>/raw/day=2022-10-15/00000001.parquet           one file a publish and day of arrival, never touched again
    <lake>/_ledger/lake.json                             format and partition, written once
    <lake>/_ledger/lock                                  held by the one writer; always empty
    <lake>/_ledger/staging/                              a publish under way
    <lake>/_ledger/intent.json                           a publish that is committed, but not yet in place
    <lake>/_ledger/commit.json                           the last publish that is in place
    <lake>/_ledger/changes/00000007.parquet              what publish 7 changed in rows that stood before
    <lake>/_ledger/visits/17.parquet                     what is remembered of the addresses that were fetched
    <lake>/_ledger/work                                  scratch folders of running runs

Table folders hold Parquet files and nothing else: anything beside them breaks one reader or another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from schemas.table import Partition, Table
from tasks.lake.object_path import ObjectPath

LEDGER = "_ledger"
STAGING = "staging"
README = "README.md"
DATAPACKAGE = "datapackage.json"
CROISSANT = "croissant.json"
SPELLED = {"month": 7, "day": 10, "hour": 13}  # characters of an ISO timestamp that name the partition
MERGED = "part-0.parquet"


Location = Path | ObjectPath
Root = TypeVar("Root", Path, ObjectPath)


@dataclass(frozen=True)
class Layout(Generic[Root]):
    """The paths of one lake."""

    root: Root

    @property
    def ledger(self) -> Root:
        """The folder of the control files."""
        return self.root / LEDGER

    @property
    def settings(self) -> Root:
        """What was decided when the lake was made."""
        return self.ledger / "lake.json"

    @property
    def lock(self) -> Root:
        """The file whose lock makes a process the writer."""
        return self.ledger / "lock"

    @property
    def staging(self) -> Root:
        """Where the files of a publish are made."""
        return self.ledger / STAGING

    @property
    def intent(self) -> Root:
        """A committed publish whose files are being moved into place."""
        return self.ledger / "intent.json"

    @property
    def commit(self) -> Root:
        """The last publish that is wholly in place."""
        return self.ledger / "commit.json"

    @property
    def changes(self) -> Root:
        """What each publish changed in rows that stood before."""
        return self.ledger / "changes"

    @property
    def visits(self) -> Root:
        """What is remembered of the addresses that were fetched."""
        return self.ledger / "visits"

    @property
    def work(self) -> Root:
        """Where running runs keep their batches."""
        return self.ledger / "work"

    def table(self, name: str) -> Root:
        """The folder that analysts hand to pandas."""
        return self.root / name

    def files(self, name: str) -> list[Root]:
        """The table's Parquet files in order of partition and name; none before the first publish."""
        return sorted(self.table(name).glob("*=*/*.parquet"))

    def staged(self, intent: Mapping[str, Any], table: str) -> dict[Root, Root]:
        """The table's files that a committed publish has not brought into place yet: where they belong, and where they
        are."""
        staging = self.root / intent.get("staging", f"{LEDGER}/{STAGING}")
        found = sorted((staging / table).glob("*=*/*.parquet"))
        return {self.root / path.relative_to(staging).as_posix(): path for path in found}

    def relative(self, path: Root) -> str:
        """The path from the lake's root, with forward slashes."""
        return path.relative_to(self.root).as_posix()


def granularity(table: Table, partition: Partition) -> Partition:
    """How the table is partitioned in a lake of that partition: raw always goes by day of arrival.

    >>> from schemas.money import MONEY
    >>> from schemas.raw import RAW
    >>> granularity(MONEY, "hour"), granularity(RAW, "hour")
    ('hour', 'day')
    """
    return "day" if table.append_only else partition


def value(moment: datetime, by: Partition) -> str:
    """The partition that a moment (UTC) falls into.

    >>> moment = datetime(2022, 10, 15, 12, 30)
    >>> value(moment, "month"), value(moment, "day"), value(moment, "hour")
    ('2022-10', '2022-10-15', '2022-10-15T12')
    """
    return moment.isoformat()[: SPELLED[by]]


def place(table: Table, by: Partition, value: str, sequence: int) -> str:
    """Where rows of one partition stand, from the lake's root. `sequence` is the number of the publish.

    >>> from schemas.money import MONEY
    >>> place(MONEY, "month", "2022-10", 7)
    'money/month=2022-10/part-0.parquet'
    """
    name = f"{sequence:08}.parquet" if table.append_only else MERGED
    return f"{table.name}/{by}={value}/{name}"


def partition_of(path: Location) -> tuple[str, str]:
    """The key and value that a data file's folder states.

    >>> partition_of(Path("lake/money/month=2022-10/part-0.parquet"))
    ('month', '2022-10')
    """
    key, _, told = path.parent.name.partition("=")
    return key, told


def meets(path: Location, within: tuple[datetime, datetime]) -> bool:
    """Whether a data file's partition reaches into the span between two moments (UTC).

    >>> file = Path("lake/money/month=2022-10/part-0.parquet")
    >>> meets(file, (datetime(2022, 9, 30), datetime(2022, 10, 1)))
    True
    >>> meets(file, (datetime(2022, 11, 1), datetime(2022, 12, 1)))
    False
    """
    _, told = partition_of(path)
    first, last = (moment.isoformat()[: len(told)] for moment in within)
    return first <= told <= last
