"""A partition after a change: what stays of it and what comes, in order, however few rows are made at a time."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import arrow, row

from schemas.articles import ARTICLES
from schemas.errors import LakeError
from tasks.lake.filed import Filed
from tasks.lake.merge import merged

BEGIN = datetime(2024, 5, 1, tzinfo=UTC)
NUMBERS = st.sets(st.integers(0, 40), max_size=25)


def articles(numbers: set[int], title: str) -> pa.Table:
    """Articles of these numbers in no order; odd ones were published before even ones."""
    dates = {number: BEGIN + timedelta(hours=-number if number % 2 else number) for number in numbers}
    return arrow("articles", [row(ARTICLES, article_id=f"{n:02}", title=title, published_at=dates[n]) for n in numbers])


def sorted_by_date(rows: pa.Table) -> pa.Table:
    """The rows in the order of the table."""
    return rows.sort_by([("published_at", "ascending"), ("article_id", "ascending")])


def filed(rows: pa.Table) -> Filed:
    """The rows in a file of several row groups."""
    sink = pa.BufferOutputStream()
    pq.write_table(rows, sink, row_group_size=7)
    return Filed(pq.ParquetFile(sink.getvalue()), ARTICLES.schema)


@settings(deadline=None)
@given(
    before=NUMBERS,
    coming=NUMBERS,
    going=NUMBERS,
    rows=st.integers(1, 30),
    sorted_before=st.booleans(),
    from_file=st.booleans(),
)
def test_all_rows_that_stay_or_come_in_order(
    before: set[int], coming: set[int], going: set[int], rows: int, sorted_before: bool, from_file: bool
) -> None:
    old, new = articles(before, "old"), articles(coming, "new")
    old = sorted_by_date(old) if sorted_before else old
    old = pa.concat_tables([old.slice(0, 7), old.slice(7)])  # as a file of several row groups is read
    removed = frozenset(f"{number:02}" for number in going | (coming & before))
    after = merged(filed(old) if from_file else old, sorted_by_date(new), removed, ARTICLES)
    pieces = list(after.pieces(rows))
    staying = articles(before - going - coming, "old")
    assert pa.concat_tables(pieces).equals(sorted_by_date(pa.concat_tables([staying, new])))
    assert all(len(piece) == rows for piece in pieces[:-1])
    assert sorted(after.gone["article_id"].to_pylist()) == sorted(removed & {f"{number:02}" for number in before})
    assert after.changed == bool(coming or before & going)


def test_rows_that_come_again_change_nothing() -> None:
    held = sorted_by_date(articles({1, 2, 3, 4}, "old"))
    for name, changed in (("old", False), ("new", True)):
        coming = sorted_by_date(articles({2, 3}, name))
        assert merged(held, coming, frozenset(["02", "03"]), ARTICLES).changed is changed


def test_a_key_that_is_there_already_is_refused() -> None:
    with pytest.raises(LakeError, match="would hold 1 rows with a article_id that is there already"):
        merged(articles({1, 2}, "old"), articles({2, 3}, "new"), frozenset(), ARTICLES)
