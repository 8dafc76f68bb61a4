"""Which mentions are one figure."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from told import days, figures_of, mention

from tasks.figures.link import Links
from tasks.figures.mention import Mention

NORVIK = {"payer": "Norvik", "payer_id": "org:norvik"}
BREST = {"recipient": "Brest", "recipient_id": "place:brest"}
BOTH = NORVIK | BREST
ARTICLE = {"article_id": "a"}
PAID = {"progress": "paid", "status": "actual"}
TRANCHE = BOTH | {"amount": 5e6, "purpose": "tranche of the loan"}
IN_MAY = ARTICLE | NORVIK | {"purpose": "tax", "sentence": "Norvik paid its tax of $5.25m in May.", "surface": "$5.25m"}
ROUND = IN_MAY | {"amount": 5e6}
LOSS = ARTICLE | {
    "figure_type": "result",
    "holder": "Norvik",
    "purpose": "loss",
    "surface": "$5.25m",
    "status": "actual",
}
LIST = ARTICLE | {"purpose": "price", "sentence": "The Norvik library cost $5.25m.", "surface": "$5.25m"}
DEBT = {"figure_type": "stock", "holder": "Norvik", "holder_id": "org:norvik", "purpose": "harbour", "amount": 5.26e6}

SCHOOLS = BOTH | {"purpose": "schools", "sentence": "Norvik gives Brest $5.25m, Ada Marlow, a minister, said."}
OTHERWISE = SCHOOLS | {"amount": 5.52e6, "sentence": "As Ada Marlow said, Brest will have $5.52m of Norvik's."}
TOGETHER = [
    pytest.param(NORVIK, NORVIK, id="same payer"),
    pytest.param({"purpose": "school repairs"}, {"purpose": "repairs to schools"}, id="words of purpose in common"),
    pytest.param(
        {"sentence": "Norvik lent Brest it."}, {"sentence": "Brest got it from Norvik."}, id="names in common"
    ),
    pytest.param(ARTICLE | NORVIK, ARTICLE | {"purpose": "loan"} | NORVIK, id="same article and payer"),
    pytest.param(NORVIK, BOTH, id="one names more parties"),
    pytest.param(BOTH, BOTH | days(60), id="two months between, both parties"),
    pytest.param(BOTH, BOTH | {"progress": "paid", "status": "actual"}, id="the progress may change"),
    pytest.param(BOTH | {"amount": 18e9}, BOTH | {"amount": 18.3e9}, id="rounded"),
    pytest.param(BOTH | {"amount": 18e9, "qualifier": "at_least"}, BOTH | {"amount": 18.7e9}, id="more than"),
    pytest.param(
        BOTH | {"amount": None, "amount_min": 5e6, "amount_max": 6e6, "qualifier": "range"}, BOTH, id="a range holds it"
    ),
    pytest.param(BOTH, BOTH | {"currency": "EUR", "amount": 4.9e6, "amount_usd": 5.3e6}, id="converted"),
    pytest.param(TRANCHE | {"ordinal": 2}, TRANCHE | {"ordinal": 2}, id="the same of a series"),
    pytest.param(NORVIK | {"ordinal": 0}, NORVIK, id="a further one, told of on one day"),
    pytest.param(
        ARTICLE | BOTH | {"sentence": "x"}, ARTICLE | BOTH | {"sentence": "x", "start": 999}, id="a sentence said twice"
    ),
    pytest.param(
        IN_MAY, IN_MAY | {"sentence": "Norvik may pay its $5.25m late."}, id="one article, a month in one sentence"
    ),
    pytest.param(ROUND, ROUND | {"sentence": "It paid a tax of $5.25m."}, id="one article, a round amount"),
    pytest.param(LOSS, LOSS | {"purpose": "yearly loss"}, id="one article, one result in more words"),
    pytest.param(DEBT, DEBT | days(5), id="the debt of a party, two articles"),
    pytest.param(
        BOTH | {"amount": None, "amount_min": 5e6, "amount_max": 6e6, "qualifier": "range"},
        BOTH | {"amount": None, "amount_min": 5e6, "amount_max": 6e6, "qualifier": "range"},
        id="one range",
    ),
    pytest.param(SCHOOLS, OTHERWISE, id="sources disagree"),
    pytest.param({"payer": "the firm"}, {"payer": "The Firm", "purpose": "loan"}, id="named alike without an id"),
]
APART = [
    pytest.param({}, {}, id="nothing binds them"),
    pytest.param(NORVIK, NORVIK | {"payer": "Velmont", "payer_id": "org:velmont"}, id="other payer"),
    pytest.param(BOTH, BOTH | {"recipient": "Lyon", "recipient_id": "place:lyon"}, id="other recipient"),
    pytest.param(NORVIK, NORVIK | {"amount": 6e6}, id="other amount"),
    pytest.param(NORVIK | {"amount": 5.21e6}, NORVIK | {"amount": 5.28e6}, id="nearly the same, one party"),
    pytest.param(BOTH | {"amount": 1e9}, BOTH | {"amount": 1.4e9}, id="a rounding too far"),
    pytest.param(NORVIK, NORVIK | {"currency": "CAD", "amount_usd": 3.9e6}, id="other currency"),
    pytest.param(NORVIK, NORVIK | {"currency": None, "amount_usd": None}, id="unknown currency"),
    pytest.param(BOTH, BOTH | {"figure_type": "total"}, id="a total is no flow"),
    pytest.param(BOTH, BOTH | {"per": "year"}, id="a rate is no sum"),
    pytest.param(NORVIK, NORVIK | {"purpose": "loan"} | days(47), id="seven weeks between, one party"),
    pytest.param(TRANCHE | PAID, TRANCHE | PAID | days(30), id="paid twice"),
    pytest.param(BOTH, BOTH | days(93), id="a quarter between"),
    pytest.param({"purpose": "the work"}, {"purpose": "the fine"}, id="empty words bind nothing"),
    pytest.param(TRANCHE | {"ordinal": 2}, TRANCHE | {"ordinal": 3}, id="second and third"),
    pytest.param(BOTH, BOTH | {"ordinal": 0} | days(7), id="a further one, a week later"),
    pytest.param(ARTICLE | BOTH, ARTICLE | BOTH | {"ordinal": 0}, id="another one, in one article"),
    pytest.param(ARTICLE | BOTH | {"sentence": "x"}, ARTICLE | BOTH | {"sentence": "x"}, id="side by side"),
    pytest.param(IN_MAY, IN_MAY | {"sentence": "Norvik paid Brest $5.25m in June."}, id="one article, other months"),
    pytest.param(ROUND, ROUND | {"sentence": "It also paid a tax of $5.25m."}, id="one article, one more"),
    pytest.param(LOSS, LOSS | {"purpose": "revenue"}, id="one article, other results"),
    pytest.param(LOSS, LOSS | {"sentence": "Analysts had expected Norvik to lose $5.25m."}, id="what was awaited"),
    pytest.param(LIST, LIST | {"sentence": "The Velmont pool cost $5.25m."}, id="one article, things of a list"),
    pytest.param(SCHOOLS, OTHERWISE | {"purpose": "ferries"}, id="near amounts for other things"),
    pytest.param(DEBT, DEBT | {"amount": 5e6} | days(5), id="a debt of round size, and no word in common"),
    pytest.param(
        {"figure_type": "price", "holder_id": "org:norvik", "holder": "Norvik", "amount": 18.0},
        {"figure_type": "price", "holder_id": "org:norvik", "holder": "Norvik", "amount": 18.25},
        id="prices are not rounded",
    ),
]


@pytest.mark.parametrize(("one", "other"), TOGETHER)
def test_one_figure(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert len(figures_of(mention(**one), mention(**other))) == 1


@pytest.mark.parametrize(("one", "other"), APART)
def test_two_figures(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert len(figures_of(mention(**one), mention(**other))) == 2


def test_a_vague_amount_is_like_another_of_the_same_bounds() -> None:
    vague = BOTH | {"amount": None, "amount_min": 2e6, "amount_max": 1e9, "qualifier": "vague", "purpose": "school"}
    assert len(figures_of(mention(**vague), mention(**vague), mention(**BOTH))) == 2


def test_a_conversion_goes_with_what_it_converts() -> None:
    original = mention(**ARTICLE, currency="XYZ", amount_usd=None, sentence="It is 5m (4m)")
    conversion = mention(**ARTICLE, amount=4e6, conversion_of=original["mention_id"], sentence="It is 5m (4m)")
    [figure] = figures_of(conversion, original)
    assert (figure["currency"], figure["amount"]) == ("XYZ", 5.25e6)


def test_what_one_mention_would_join_its_contradiction_keeps_apart() -> None:
    """Norvik to Brest, Norvik to Lyon: a mention of Norvik alone goes to one of them, and never joins the two."""
    lyon = {"recipient": "Lyon", "recipient_id": "place:lyon"}
    told = [mention(**BOTH), mention(**NORVIK), mention(**NORVIK, **lyon)]
    assert sorted(figure["n_mentions"] for figure in figures_of(*told)) == [1, 2]


def test_a_copied_sentence_is_the_same_figure_whatever_stands_around_it() -> None:
    sentence = "The lenders of the harbour town were paid back in full."
    assert len(figures_of(*(mention(sentence=sentence, title=title) for title in ("Roofs", "Cheese")))) == 1


def test_a_copied_sentence_is_the_same_figure_though_its_parties_are_read_otherwise() -> None:
    sentence = {"sentence": "The lenders of the harbour town were paid back in full."}
    assert len(figures_of(mention(**sentence, **NORVIK), mention(**sentence, payer="Velmont"))) == 1


def test_copies_of_an_article_tell_of_its_figures_in_the_same_places() -> None:
    fare = {"figure_type": "price", "surface": "$2", "amount": 2.0, "sentence": "($2 a fare)", "story": "a"}
    rows = [mention(**fare, article_id=article, start=start) for article in "abc" for start in (40, 900)]
    assert [figure["n_mentions"] for figure in figures_of(*rows)] == [3, 3]
    others = [mention(**fare | {"story": article}, article_id=article) for article in "abc"]
    assert [figure["n_mentions"] for figure in figures_of(*others)] == [1, 1, 1]


def test_a_copied_sentence_with_two_amounts_speaks_of_two_figures() -> None:
    said = BOTH | {"sentence": "The harbour got 5.25 and 5.26 million in two years."}
    first, second = ({"article_id": article, **said} for article in "ab")
    rows = [mention(**article, amount=amount) for article in (first, second) for amount in (5.25e6, 5.26e6)]
    assert [figure["n_mentions"] for figure in figures_of(*rows)] == [2, 2]


def test_what_one_article_tells_apart_no_other_joins() -> None:
    """Norvik gave Brest and then again as much: who tells of one of the two gifts does not make them one."""
    gift = ARTICLE | BOTH | {"purpose": "gift"}
    twice = [mention(**gift, sentence=f"Norvik gave Brest $5.25m in {month}.") for month in ("May", "June")]
    figures = figures_of(*twice, mention(**BOTH, purpose="gift", sentence="Norvik gave Brest $5.25m."))
    assert sorted(figure["n_mentions"] for figure in figures) == [1, 2]


def test_outlets_convert_at_rates_of_their_own() -> None:
    """The same kroner as 5.25 and as 6 million dollars are one; other kroner are not, though the dollars agree."""
    rows = []
    for article, (kroner, dollars) in enumerate([(50e6, 5.25e6), (50e6, 6e6), (57e6, 6e6)]):
        own = BOTH | {"article_id": f"a{article}"}
        original = mention(**own, amount=kroner, currency="NOK", amount_usd=None)
        rows += [original, mention(**own, amount=dollars, conversion_of=original["mention_id"])]
    assert sorted(figure["n_mentions"] for figure in figures_of(*rows)) == [2, 4]


@settings(deadline=None)
@given(st.integers(1, 12), st.data())
def test_what_is_reached_is_all_that_links_lead_to(count: int, data: st.DataObject) -> None:
    mentions = [Mention.of(mention(start=number)) for number in range(count)]
    ids = [one.mention_id for one in mentions]
    place = st.integers(0, count - 1)
    pairs = data.draw(st.lists(st.tuples(place, place), max_size=12))
    begin = data.draw(st.sets(st.sampled_from(ids)))
    expected, before = set(begin), None
    while expected != before:
        before = set(expected)
        expected |= {ids[at] for pair in pairs if {ids[end] for end in pair} & before for at in pair}
    found = np.array([(*pair, 5) for pair in pairs], np.int64).reshape(-1, 3)
    assert {one.mention_id for one in Links(mentions, found).reached(begin)} == expected
    kept = Links(mentions, found).within(begin).found
    assert kept[:, :2].tolist() == [list(pair) for pair in pairs if {ids[end] for end in pair} <= begin]
