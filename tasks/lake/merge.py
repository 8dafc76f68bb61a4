"""What a partition's rows become: pure functions from Arrow tables to Arrow tables."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.errors import LakeError
from schemas.table import Partition, Table
from tasks.lake import layout

Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]


class Rows(Protocol):
    """Rows as a table gives them, of which only some may be in memory at a time."""

    def __len__(self) -> int: ...
    def select(self, columns: list[str], /) -> pa.Table:
        """Those columns of all rows."""

    def slice(self, first: int, count: int, /) -> pa.Table:
        """So many rows from the first on."""


@dataclass(frozen=True)
class Later:
    """So many rows, read when they are needed and not before: to hold all tables of a publish takes memory."""

    num_rows: int
    read: Callable[[], pa.Table]


@dataclass(frozen=True)
class Change:
    """Rows that a table gains (in its declared schema), at hand or to be read later, and owners whose old rows go.

    An owner that is in `rows` but not in `removed` is taken as new: nobody looks for older rows of it. The old rows go
    wherever they stand; `stood` says of removed owners, where that is known, the date under which they do: all
    partitions are searched for the others. `incidental` rows are written beside others, but are no reason to write.
    """

    table: Table
    rows: pa.Table | Later
    removed: frozenset[str] = frozenset()
    stood: Mapping[str, datetime] = field(default_factory=dict)
    incidental: bool = False

    def read(self) -> pa.Table:
        """The rows."""
        return self.rows.read() if isinstance(self.rows, Later) else self.rows


def gathered(changes: Sequence[Change]) -> list[Change]:
    """One change a table, empty ones left out. LakeError where rows of an append-only table are to go."""
    by_table: dict[str, list[Change]] = {}
    for change in changes:
        if change.table.append_only and change.removed:
            raise LakeError(f"{change.table.name} only ever grows: its rows cannot be removed.")
        by_table.setdefault(change.table.name, []).append(change)
    united = [_united(same) if len(same) > 1 else same[0] for same in by_table.values()]
    return [change for change in united if change.rows.num_rows or change.removed]


def _united(same: Sequence[Change]) -> Change:
    return Change(
        same[0].table,
        pa.concat_tables([change.read() for change in same]),
        frozenset[str]().union(*(change.removed for change in same)),
        {owner: date for change in same for owner, date in change.stood.items()},
        all(change.incidental for change in same),
    )


def split(rows: pa.Table, table: Table, by: Partition) -> dict[str, pa.Table]:
    """The rows of each partition, by its value.

    >>> from datetime import UTC, datetime
    >>> from schemas.column import MOMENT
    >>> from schemas.articles import ARTICLES
    >>> moments = [datetime(2022, month, 1, tzinfo=UTC) for month in (10, 11, 10)]
    >>> parts = split(pa.table({"published_at": pa.array(moments, MOMENT)}), ARTICLES, "month")
    >>> {value: rows.num_rows for value, rows in parts.items()}
    {'2022-10': 2, '2022-11': 1}
    """
    if not rows.num_rows:
        return {}
    moments = rows[table.dated_by].cast(pa.timestamp("us"))  # without its zone: not every system has a table of them
    begins: Any = pc.floor_temporal(moments, unit=by)  # type: ignore[type-var]  # stubs know none without a zone
    if pc.min(begins) == pc.max(begins):
        return {layout.value(begins[0].as_py(), by): rows}
    order = pc.sort_indices(begins)
    sorted_rows = rows.take(order)
    counted: Any = pc.value_counts(begins.take(order))
    parts, at = {}, 0
    for begin, count in zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True):
        parts[layout.value(begin, by)] = sorted_rows.slice(at, count)
        at += count
    return parts


@dataclass(frozen=True)
class Merged:
    """A partition's rows after a change, in the table's order; made some at a time, lest they take their size again.

    `old` and `new` rows, of which `order` names those that it holds, numbered one behind the other; `gone` are those
    of the old rows that it does not.
    """

    old: Rows
    new: pa.Table
    gone: pa.Table
    order: Numbers

    @property
    def changed(self) -> bool:
        """Whether the partition is another than before."""
        return not self.gone.equals(self.new)

    def pieces(self, rows: int) -> Iterator[pa.Table]:
        """The rows, so many at a time; of no rows one piece."""
        for at in range(0, len(self.order) or 1, rows):
            chosen = self.order[at : at + rows]
            is_old = chosen < len(self.old)
            parts = _taken(self.old, chosen[is_old]), _taken(self.new, chosen[~is_old] - len(self.old))
            places = np.concatenate([np.flatnonzero(is_old), np.flatnonzero(~is_old)])
            yield _taken(pa.concat_tables(parts), np.argsort(places))


def merged(old: Rows, new: pa.Table, removed: Set[str], table: Table) -> Merged:
    """A partition's rows after a change, of which the `new` are in the table's order.

    LakeError where two of them would have one key.
    """
    keys = old.select([*{table.owner, *by(table)}])
    going = owned(keys, removed, table).to_numpy()
    stays = np.flatnonzero(~going)
    rows = pa.concat_tables([_taken(keys.select(by(table)), stays), new.select(by(table))])
    twice = _twice(rows, new, table.key)
    if twice:
        raise LakeError(
            f"{table.name} would hold {twice} rows with a {' and '.join(table.key)} that is there already: name their "
            f"{table.owner} as removed."
        )
    numbers = np.concatenate([stays, len(old) + np.arange(len(new))])
    order = pc.sort_indices(rows, [(name, "ascending") for name in by(table)]).to_numpy()
    return Merged(old, new, _gone(old, np.flatnonzero(going), table.row_group), numbers[order])


def _gone(old: Rows, at: Numbers, together: int) -> pa.Table:
    """The rows of these numbers, so many of the old rows looked at together."""
    return pa.concat_tables(_taken(old, some) for some in np.split(at, np.flatnonzero(np.diff(at // together)) + 1))


def _taken(rows: Rows, at: Numbers) -> pa.Table:
    """The rows of these numbers, which lie close together: of several chunks Arrow would copy all first."""
    first, last = (int(at.min()), int(at.max())) if len(at) else (0, -1)
    span = rows.slice(first, last - first + 1)
    return span if np.array_equal(at, np.arange(first, last + 1)) else span.take(at - first)


def _twice(rows: pa.Table, new: pa.Table, key: Sequence[str]) -> int:
    """How many keys of new rows the rows have once too often; old rows have different ones."""
    near = rows.select(list(key)).filter(pc.is_in(rows[key[0]], pc.unique(new[key[0]])))
    different = near.group_by(list(key), use_threads=False).aggregate([])  # threads would cost more than they bring
    return near.num_rows - int(different.num_rows)


def owned(rows: pa.Table, owners: Set[str], table: Table) -> Any:
    """Which rows belong to one of the owners."""
    return pc.is_in(rows[table.owner], value_set=_array(frozenset(owners), table.schema.field(table.owner).type))


@lru_cache(maxsize=4)  # asked for again with each partition
def _array(owners: frozenset[str], of: pa.DataType) -> pa.Array:
    return pa.array(sorted(owners), of)


def arranged(rows: pa.Table, table: Table) -> pa.Table:
    """The rows in the table's order."""
    return rows.sort_by([(name, "ascending") for name in by(table)])


def by(table: Table) -> list[str]:
    """The columns of the table's order, and its key, so that the same rows always make the same file."""
    return [*table.order, *(name for name in table.key if name not in table.order)]
