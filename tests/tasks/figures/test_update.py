"""Neither the order nor the portions in which mentions arrive change the figures; what leaves, leaves them too."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from told import DAY, Ledger, days, mention

SAID = st.fixed_dictionaries(
    {
        "amount": st.sampled_from([1e6, 1.02e6, 5e6, 0.85, 0.95, None]),
        "payer_id": st.sampled_from([None, "US", "GB"]),
        "recipient_id": st.sampled_from([None, "UA", "PL"]),
        "purpose": st.sampled_from([None, "school repairs", "loan"]),
        "sentence": st.sampled_from(["Norvik lent Brest it.", "Brest has it.", "One."]),
        "figure_type": st.sampled_from(["flow", "flow", "total"]),
        "progress": st.sampled_from([None, "pledged", "paid", "cancelled"]),
        "ordinal": st.sampled_from([None, None, 0, 1, 2]),
        "currency": st.sampled_from(["USD", "USD", "EUR"]),
        "article_id": st.integers(0, 9).map("article{}".format),
    }
)
DATES = st.lists(st.integers(0, 250), min_size=10, max_size=10)


@st.composite
def mentions(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Mentions in ten articles of their dates, some of them part, revision or conversion of one before."""
    dates, told = draw(DATES), draw(st.lists(SAID, max_size=14))
    rows: list[dict[str, Any]] = []
    for said in told:
        bounds = {} if said["amount"] else {"amount_min": 1e6, "amount_max": 2e6, "qualifier": "range"}
        when = DAY + timedelta(days=dates[int(said["article_id"][-1])])
        row = mention(**said, **bounds, published_at=when, amount_usd=said["amount"])
        siblings = [known["mention_id"] for known in rows if known["article_id"] == row["article_id"]]
        if siblings:
            row[draw(st.sampled_from(["part_of", "revision_of", "conversion_of", "title"]))] = siblings[-1]
        rows.append(row)
    return rows


def by_article(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The mentions of each article: they always arrive together."""
    return [[row for row in rows if row["article_id"] == name] for name in sorted({row["article_id"] for row in rows})]


def fed(portions: list[list[dict[str, Any]]]) -> Ledger:
    """A ledger that has had these portions."""
    ledger = Ledger()
    for portion in portions:
        ledger.publish(portion)
    return ledger


@settings(deadline=None, max_examples=150)
@given(mentions(), st.randoms(use_true_random=False))
def test_order_and_portions_change_nothing(rows: list[dict[str, Any]], random: Any) -> None:
    portions = by_article(rows)
    random.shuffle(portions)
    assert fed(portions).state == fed([rows]).state


@settings(deadline=None, max_examples=100)
@given(mentions(), st.randoms(use_true_random=False))
def test_an_article_that_leaves_was_never_there(rows: list[dict[str, Any]], random: Any) -> None:
    portions = by_article(rows)
    leaving = {portion[0]["article_id"] for portion in portions if random.random() < 0.4}
    ledger = fed([rows])
    ledger.publish([], gone=leaving)
    assert ledger.state == fed([[row for row in rows if row["article_id"] not in leaving]]).state


@settings(deadline=None, max_examples=50)
@given(mentions())
def test_an_article_that_is_read_again_keeps_its_figures(rows: list[dict[str, Any]]) -> None:
    ledger = fed([rows])
    before = ledger.state
    ledger.publish(rows, gone={row["article_id"] for row in rows})
    assert ledger.state == before


def test_a_later_mention_leaves_the_id_and_an_earlier_one_joins_in() -> None:
    said = {"payer_id": "US", "recipient_id": "UA"}
    ledger = fed([[mention(**said, **days(10))]])
    [before] = ledger.figures
    ledger.publish([mention(**said, **days(12))])
    assert list(ledger.figures) == [before]
    ledger.publish([mention(**said, **days(5))])
    [figure] = ledger.figures.values()
    assert figure["n_mentions"] == 3
    assert {row["figure_id"] for row in ledger.money.values()} == {figure["figure_id"]}


def test_what_is_far_from_the_new_is_left_alone() -> None:
    near, far = {"payer_id": "US"}, {"payer_id": "NO"}
    ledger = fed([[mention(**near), mention(**far), mention(**near, **days(200))]])
    result = ledger.publish([mention(**near, **days(1))])
    assert len(result.figures) == 1
    assert len(result.replaced) == 1
