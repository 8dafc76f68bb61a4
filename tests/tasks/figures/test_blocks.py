"""Mentions meet whom their keys say, however these are held."""

from datetime import timedelta
from itertools import chain, combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_update import mentions
from told import DAY, keys, mention

from tasks.figures.blocks import Blocks, moment, reaches
from tasks.figures.mention import Mention

WINDOW = timedelta(days=60)


def of(rows: list[dict[str, Any]]) -> list[Mention]:
    """The mentions of the rows, in order."""
    return sorted(map(Mention.of, rows), key=lambda one: one.order)


@settings(deadline=None, max_examples=100)
@given(mentions(), st.integers(1, 4))
def test_pairs_are_of_the_nearest_before_in_a_block(rows: list[dict[str, Any]], nearest: int) -> None:
    ordered = of(rows)
    expected = {
        (one.mention_id, other.mention_id)
        for one, other in combinations(ordered, 2)
        if other.when - one.when <= WINDOW
        for key in keys(one) & keys(other)
        if one in [known for known in ordered[: ordered.index(other)] if key in keys(known)][-nearest:]
    }
    pairs = chain.from_iterable(zip(*some, strict=True) for some in Blocks(ordered).pairs(nearest, WINDOW))
    found = [tuple(ordered[at].mention_id for at in pair) for pair in pairs]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("amount", [0.85, 0.95, 1.85, 5e6])
def test_each_amount_meets_as_many_before_it(amount: float) -> None:
    rows = [mention(amount=amount, amount_usd=amount, purpose="school repairs", sentence=None) for _ in range(5)]
    assert [len(earlier) for earlier, _ in Blocks(of(rows)).pairs(3, WINDOW)] == [1 + 2 + 3 + 3]


@settings(deadline=None, max_examples=100)
@given(mentions(), mentions())
def test_a_mention_meets_those_of_its_blocks(rows: list[dict[str, Any]], others: list[dict[str, Any]]) -> None:
    ordered = of(rows)
    given = of(others)
    found = dict(Blocks(ordered).meet(given))
    for other in given:
        shared = [one for one in ordered if keys(one) & keys(other)]
        met = found.get(other, [])
        assert {int(when) for moments in met for when in moments} == {moment(one) for one in shared}
        near = any(abs(one.when - other.when) <= WINDOW for one in shared)
        assert any(reaches(moments, other, WINDOW) for moments in met) is near


@pytest.mark.parametrize(("days", "met"), [(-61, False), (-60, True), (0, True), (60, True), (61, False)])
def test_the_window_reaches_both_ways_and_holds_its_ends(days: int, met: bool) -> None:
    there, one = (Mention.of(mention(purpose="school repairs", published_at=DAY + timedelta(at))) for at in (0, days))
    ((_, moments),) = Blocks([there]).meet([one])
    assert any(reaches(some, one, WINDOW) for some in moments) is met
