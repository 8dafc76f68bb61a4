"""What a publish changed in rows that stood before: one line a changed value, kept beside the lake.

`_ledger/changes/00000007.parquet` belongs to publish 7. Rows that arrive are not told here: `raw.run_id` tells those.
"""

import json
from collections.abc import Iterator, Sequence, Set
from hashlib import blake2b
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.table import Table

# A line without a column tells of a whole row: one that went has no `new`, one that came no `old`.
# The marks tell long values apart that are shown in part.
LINES = pa.schema(
    [pa.field("table", pa.string(), nullable=False), pa.field("key", pa.string(), nullable=False)]
    + [pa.field(name, pa.string()) for name in ("column", "old", "new", "old_mark", "new_mark")]
)
SHOWN = 120  # characters of a value that are kept
BEFORE = 30  # of them before the place where old and new part


def replacing(new: pa.Table, table: Table, removed: Set[str]) -> pa.Table:
    """Those rows that come in place of others: where new documents arrive, rows of other owners are theirs."""
    return new.filter(pc.is_in(new[table.owner], value_set=pa.array(sorted(removed), pa.string())))


def told(old: pa.Table, new: pa.Table, table: Table) -> pa.Table:
    """The lines for rows that went and rows that came in their place, wherever each stands."""
    old_keys, new_keys = keys(old, table), keys(new, table)
    at = pc.index_in(new_keys, value_set=old_keys)
    stayed = pc.is_valid(at)
    both = new_keys.filter(stayed)
    lines = list(differing(old.take(at.filter(stayed)), new.filter(stayed), both, table))
    gone = pc.invert(pc.is_in(old_keys, value_set=new_keys))
    lines += [line(table, key, None, row, None) for key, row in whole(old.filter(gone), old_keys.filter(gone), table)]
    came = pc.invert(stayed)
    lines += [line(table, key, None, None, row) for key, row in whole(new.filter(came), new_keys.filter(came), table)]
    return pa.Table.from_pylist(lines, schema=LINES)


def keys(rows: pa.Table, table: Table) -> pa.Array:
    """The rows' keys, each as one text."""
    parts: list[Any] = [rows[name].cast(pa.string()) for name in table.key]
    joined: Any = pc.binary_join_element_wise(*parts, "/")
    return joined.combine_chunks()


def differing(old: pa.Table, new: pa.Table, at: pa.Array, table: Table) -> Iterator[dict[str, Any]]:
    """A line for each value that is not what it was, in rows that correspond one to one."""
    for name in table.schema.names:
        before: Any = old[name].combine_chunks()
        after: Any = new[name].combine_chunks()
        unequal = pc.fill_null(pc.not_equal(before, after), False)
        changed = pc.or_(unequal, pc.xor(pc.is_null(before), pc.is_null(after)))
        spots = (column.filter(changed).to_pylist() for column in (at, before, after))
        for key, was, now in zip(*spots, strict=True):
            yield line(table, key, name, text(was), text(now))


def whole(rows: pa.Table, at: Any, table: Table) -> Iterator[tuple[str, str]]:
    """Key and content of each row, as far as it says anything."""
    kept = [name for name in table.schema.names if name not in (*table.key, table.owner)]
    for key, row in zip(at.to_pylist(), rows.select(kept).to_pylist(), strict=True):
        yield key, json.dumps({name: value for name, value in row.items() if value is not None}, default=str)


def line(table: Table, key: str, column: str | None, old: str | None, new: str | None) -> dict[str, Any]:
    """One line; long values cut to where they part."""
    begin = max(0, parting(old, new) - BEFORE) if old is not None and new is not None else 0
    return {
        "table": table.name,
        "key": key,
        "column": column,
        "old": cut(old, begin),
        "new": cut(new, begin),
        "old_mark": mark(old),
        "new_mark": mark(new),
    }


def parting(old: str, new: str) -> int:
    """Where two texts cease to be equal.

    >>> parting("five million", "five billion")
    5
    """
    least = min(len(old), len(new))
    return next((at for at in range(least) if old[at] != new[at]), least)


def cut(value: str | None, begin: int) -> str | None:
    """At most SHOWN characters of a value, from near `begin` where it is longer."""
    if value is None or len(value) <= SHOWN:
        return value
    begin = min(begin, len(value) - SHOWN)
    return ("…" if begin else "") + value[begin : begin + SHOWN] + ("…" if begin + SHOWN < len(value) else "")


def mark(value: str | None) -> str | None:
    """A hash of a value that is too long to be kept; None of one that is kept whole."""
    return blake2b(value.encode(), digest_size=8).hexdigest() if value is not None and len(value) > SHOWN else None


def text(value: Any) -> str | None:
    """A value as it is shown."""
    return None if value is None else str(value)


def counts(lines: pa.Table) -> dict[str, int]:
    """How many lines there are for each table and column, as they are kept when the lines are not: "money/amount"."""
    named = lines.group_by(["table", "column"]).aggregate([([], "count_all")]).to_pylist()
    return {f"{one['table']}/{one['column'] or ''}": one["count_all"] for one in named}


def joined(parts: Sequence[pa.Table]) -> pa.Table:
    """All lines of a publish."""
    return pa.concat_tables(parts) if parts else LINES.empty_table()
