"""Which mentions are one figure."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.figures.link import link
from tasks.figures.summary import row
from tasks.figures.update import update

DAY = datetime(2024, 3, 1, tzinfo=UTC)
numbers = count()


def mention(**said: Any) -> dict[str, Any]:
    """A mention of $5m, in an article of its own unless said otherwise."""
    number = next(numbers)
    article_id = said.pop("article_id", f"article{number:06d}")
    return {
        "story": article_id,
        "source": None,
        "mention_id": f"{article_id}-{number}",
        "article_id": article_id,
        "figure_id": "new",
        "published_at": DAY,
        "amount": 5e6,
        "amount_min": None,
        "amount_max": None,
        "currency": "USD",
        "qualifier": "exact",
        "figure_type": "flow",
        "status": "actual",
        "payer_id": None,
        "recipient_id": None,
        "holder_id": None,
        "purpose": None,
        "addable": True,
    } | said


def figures_of(*mentions: dict[str, Any]) -> set[frozenset[str]]:
    return {frozenset(known["mention_id"] for known in figure.mentions) for figure in link(mentions)}


TOGETHER = [
    pytest.param({"payer_id": "US"}, {"payer_id": "US"}, id="same payer"),
    pytest.param({"purpose": "school repairs"}, {"purpose": "repairs to schools"}, id="a word of purpose in common"),
    pytest.param({"article_id": "a"}, {"article_id": "a"}, id="same article"),
    pytest.param({"payer_id": "US"}, {"payer_id": "US", "recipient_id": "UA"}, id="one names more parties"),
    pytest.param({"payer_id": "US"}, {"payer_id": "US", "published_at": DAY + timedelta(days=14)}, id="two weeks"),
    pytest.param({"payer_id": "US"}, {"payer_id": "US", "status": "planned"}, id="status may change"),
]
APART = [
    pytest.param({}, {}, id="nothing binds them"),
    pytest.param({"payer_id": "US"}, {"payer_id": "GB"}, id="other payer"),
    pytest.param(
        {"payer_id": "US", "recipient_id": "UA"}, {"payer_id": "US", "recipient_id": "PL"}, id="other recipient"
    ),
    pytest.param({"payer_id": "US"}, {"payer_id": "US", "amount": 6e6}, id="other amount"),
    pytest.param({"payer_id": "US"}, {"payer_id": "US", "currency": "CAD"}, id="other currency"),
    pytest.param({"payer_id": "US"}, {"payer_id": "US", "figure_type": "total"}, id="a total is no flow"),
    pytest.param({"payer_id": "US"}, {"payer_id": "US", "published_at": DAY + timedelta(days=15)}, id="too long after"),
    pytest.param({"purpose": "the work"}, {"purpose": "the fine"}, id="empty words bind nothing"),
    pytest.param({"article_id": "a", "qualifier": "vague"}, {"article_id": "a", "qualifier": "vague"}, id="vague"),
]


@pytest.mark.parametrize(("one", "other"), TOGETHER)
def test_one_figure(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert len(figures_of(mention(**one), mention(**other))) == 1


@pytest.mark.parametrize(("one", "other"), APART)
def test_two_figures(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert len(figures_of(mention(**one), mention(**other))) == 2


said = st.fixed_dictionaries(
    {
        "amount": st.sampled_from([1e6, 5e6]),
        "payer_id": st.sampled_from([None, "US", "GB"]),
        "recipient_id": st.sampled_from([None, "UA", "PL"]),
        "purpose": st.sampled_from([None, "aid package", "aid", "fine"]),
        "published_at": st.integers(0, 40).map(lambda days: DAY + timedelta(days=days)),
    }
)


@given(st.lists(said, max_size=12).map(lambda many: [mention(**one) for one in many]), st.randoms())
def test_the_order_of_arrival_changes_nothing(mentions: list[dict[str, Any]], random: Any) -> None:
    shuffled = list(mentions)
    random.shuffle(shuffled)
    assert figures_of(*mentions) == figures_of(*shuffled)


@given(st.lists(said, max_size=10).map(lambda many: [mention(**one) for one in many]), st.integers(0, 10))
def test_a_lake_fed_in_two_parts_holds_the_same_figures(mentions: list[dict[str, Any]], cut: int) -> None:
    first = update(mentions[:cut], [], [])
    standing = [known | {"figure_id": first.figure_of[known["mention_id"]]} for known in mentions[:cut]]
    second = update(mentions[cut:], [], standing)
    lake = {r["figure_id"]: r for r in first.figures if r["figure_id"] not in second.replaced}
    lake |= {r["figure_id"]: r for r in second.figures}
    at_once = {r["figure_id"]: r for r in update(mentions, [], []).figures}
    assert lake == at_once


def test_a_removed_mention_leaves_its_figure() -> None:
    stays, goes = mention(payer_id="US", figure_id="old"), mention(payer_id="US", figure_id="old")
    result = update([], [goes], [stays])
    assert [figure["n_mentions"] for figure in result.figures] == [1]
    assert "old" in result.replaced


def test_a_figure_counts_articles_and_outlets_without_duplicates() -> None:
    first = mention(payer_id="US", purpose="aid", status="planned", source="one.example")
    repeat = mention(story=first["article_id"], source="three.example")
    later = mention(
        payer_id="US",
        recipient_id="UA",
        purpose="aid package",
        published_at=DAY + timedelta(days=3),
        source="two.example",
    )
    [figure] = link([later, repeat, first])
    summary = row(figure)
    assert (summary["n_mentions"], summary["n_articles"], summary["n_outlets"]) == (3, 2, 2)
    assert (summary["payer_id"], summary["recipient_id"], summary["purpose"]) == ("US", "UA", "aid package")
    assert (summary["status"], summary["first_seen"], summary["last_seen"]) == ("actual", DAY, DAY + timedelta(days=3))
