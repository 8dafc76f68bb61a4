"""The lake's memory of what was fetched, written once what was found there is in the lake, or with it.

    <lake>/_ledger/visits/17.parquet        one of SLOTS files; a publish rewrites one of them

An address may stand in several of them: the latest row counts. So a publish rewrites a small part of the memory only,
and the number of files does not grow. Who reads an older row asks the server for more than need be, and loses nothing.
"""

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from schemas.visits import VISITS
from tasks.lake import scan
from tasks.lake.commit import Staging
from tasks.lake.layout import Layout

SLOTS = 64


def recalled(layout: Layout, keys: Iterable[str]) -> pa.Table:
    """What is remembered of those addresses, a row each."""
    among = pa.array(sorted(set(keys)), pa.string())

    def look() -> pa.Table:
        files = sorted(layout.visits.glob("*.parquet"))
        if not files or not len(among):
            return VISITS.schema.empty_table()
        return latest(scan.dataset(files, VISITS).to_table(filter=pc.field("key").isin(among)))

    return scan.steady(layout, look)


def record(staging: Staging, sequence: int, visits: pa.Table) -> None:
    """Stage the visits; those without a key are of no address."""
    visits = visits.filter(pc.not_equal(visits["key"], pa.scalar("")))
    if not visits.num_rows:
        return
    path = staging.layout.visits / f"{sequence % SLOTS}.parquet"
    old = scan.whole(path, VISITS) if path.exists() else VISITS.schema.empty_table()
    rows = latest(pa.concat_tables([part.replace_schema_metadata() for part in (old, visits)]))
    staging.parquet(staging.layout.relative(path), [rows], rows.schema, {})


def latest(rows: pa.Table) -> pa.Table:
    """The last row of each address.

    >>> rows = pa.table({"key": ["a", "a", "b"], "visited_at": [2, 1, 1], "etag": ["new", "old", "x"]})
    >>> latest(rows)["etag"].to_pylist()
    ['new', 'x']
    """
    ordered = rows.sort_by([("key", "ascending"), ("visited_at", "descending")])
    keys = ordered["key"].to_pylist()
    return ordered.filter(
        pa.array([one != before for one, before in zip(keys, [None, *keys], strict=False)], pa.bool_())
    )
