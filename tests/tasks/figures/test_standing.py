"""What is read of a lake around some mentions: all that may be linked with them, each partition once."""

from datetime import timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given, settings
from hypothesis import strategies as st
from told import DAY, keys, mention

from schemas.articles import ARTICLES
from schemas.money import MONEY
from tasks.figures.evidence import WINDOW
from tasks.figures.mention import Mention
from tasks.figures.standing import OF_ARTICLES, OF_MONEY, InLake

AMOUNTS = st.one_of(st.none(), st.sampled_from([0.0, 1.0, 1.1, 1e6, 1.1e6, 5e6]), st.floats(1e-3, 1e15))
SAID = st.fixed_dictionaries(
    {
        "amount": AMOUNTS,
        "amount_usd": AMOUNTS,
        "currency": st.sampled_from(["USD", "EUR", None]),
        "figure_type": st.sampled_from(["flow", "stock"]),
        "published_at": st.integers(-200, 200).map(lambda days: DAY + timedelta(days=days)),
        "qualifier": st.sampled_from(["exact", "range", "vague"]),
        "amount_min": st.sampled_from([None, 1e6]),
        "amount_max": st.sampled_from([None, 5e6]),
    }
)


def table(rows: list[dict[str, Any]], schema: pa.Schema, names: list[str]) -> pa.Table:
    """Rows as the lake gives them."""
    return pa.Table.from_pylist(rows, schema.empty_table().select(names).schema)


class Read:
    """A lake of these rows that counts how often each of them is given."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        behind = [{name: row.get(name) for name in OF_ARTICLES} for row in rows]
        self.tables = {
            "money": table(rows, MONEY.schema, OF_MONEY),
            "articles": table(behind, ARTICLES.schema, OF_ARTICLES).append_column(
                MONEY.column("published_at").field,
                pa.array([row["published_at"] for row in rows], MONEY.column("published_at").type),
            ),
        }
        self.given = 0

    def __call__(self, name: str, columns: list[str], filter: pc.Expression, span: object) -> pa.Table:
        found = self.tables[name].filter(filter).select(columns)
        self.given += len(found)
        return found


@settings(deadline=None, max_examples=200)
@given(st.lists(SAID, max_size=8), st.lists(SAID, min_size=1, max_size=3))
def test_all_that_shares_a_block_is_given(standing: list[dict[str, Any]], arriving: list[dict[str, Any]]) -> None:
    rows = [mention(**said, story="one") for said in standing]
    new = [Mention.of(mention(**said, story="one")) for said in arriving]
    given = {row["mention_id"] for row in InLake(Read(rows), []).alike(new)}
    for row in rows:
        old = Mention.of(row)
        if any(keys(old) & keys(one) and abs(old.when - one.when) <= WINDOW for one in new):
            assert old.mention_id in given


@settings(deadline=None, max_examples=50)
@given(st.lists(SAID, max_size=8), st.lists(SAID, min_size=1, max_size=4))
def test_nothing_is_read_twice(standing: list[dict[str, Any]], arriving: list[dict[str, Any]]) -> None:
    read = Read([mention(**said) for said in standing])
    lake = InLake(read, [])
    for said in arriving:
        list(lake.alike([Mention.of(mention(**said))]))
    assert read.given <= 2 * len(standing)


def test_articles_that_are_replaced_are_left_out() -> None:
    rows = [mention(article_id="old"), mention(article_id="kept")]
    found = InLake(Read(rows), ["old"]).alike([Mention.of(mention())])
    assert [row["article_id"] for row in found] == ["kept"]
