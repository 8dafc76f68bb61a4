"""Any sequence of publishes gives what dicts would give."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import Rows, State, arrow, held, owners, replace, row

from schemas.catalog import BY_NAME, TABLES
from schemas.table import Partition
from tasks.lake.lake import Change, Lake
from tasks.lake.verify import misplaced, repeated_keys

OWNERS = st.sampled_from("abcde")
MOMENTS = st.integers(0, 24 * 70).map(lambda hours: datetime(2022, 12, 1, tzinfo=UTC) + timedelta(hours=hours))
# What one publish does: to which owners, at which moment, how many mentions each, and whose rows merely go.
BROUGHT = st.dictionaries(OWNERS, st.tuples(MOMENTS, st.integers(0, 3)), max_size=4)
ACTS = st.tuples(BROUGHT, st.frozensets(OWNERS, max_size=2))


def rows(act: dict[str, tuple[datetime, int]]) -> dict[str, Rows]:
    """The articles and entities of one publish."""
    entity, article = BY_NAME["entities"], BY_NAME["articles"]
    return {
        "articles": [row(article, article_id=one, published_at=at, versions=many) for one, (at, many) in act.items()],
        "entities": [
            row(entity, article_id=one, published_at=at, start=number)
            for one, (at, many) in act.items()
            for number in range(many)
        ],
    }


@settings(max_examples=25, deadline=None)
@given(acts=st.lists(ACTS, min_size=1, max_size=5), partition=st.sampled_from(["month", "day", "hour"]))
def test_any_sequence_of_publishes_equals_a_dict(
    acts: list[tuple[dict[str, tuple[datetime, int]], frozenset[str]]], partition: Partition
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake.open(Path(folder) / "lake", partition=partition)
        state: State = {table.name: {} for table in TABLES}
        for brought, going in acts:
            changes = []
            for name, new in rows(brought).items():
                removed = going | owners("articles", rows(brought)["articles"])
                replace(state, name, new, removed)
                changes.append(Change(BY_NAME[name], arrow(name, new), removed))
            lake.publish(lambda _, changes=changes: changes)  # type: ignore[misc]  # bound at once
            assert held(lake) == state
        tables = [BY_NAME["articles"], BY_NAME["entities"]]
        assert [line for table in tables for line in (*misplaced(lake, table), *repeated_keys(lake, table))] == []
        if lake.sequence:
            assert {name: len(pd.read_parquet(lake.root / name)) for name in state} == lake.counts()
