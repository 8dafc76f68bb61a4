"""What a question finds, in any order, and what is no question."""

import httpx
import pytest
from explored import MANY, SOME

from flows.explore.asked import Asked
from flows.explore.held import Held, chosen


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"payer": "US"}, {"f1", "f0"}),
        ({"payer": "us"}, {"f2"}),
        ({"payer": "united states"}, {"f1", "f0"}),
        ({"payer": "white house"}, {"f1"}),
        ({"payer": "org:us-steel"}, {"f2"}),
        ({"payer": "US", "recipient": "Ukraine"}, {"f0"}),
        ({"party": "UA"}, {"f0"}),
        ({"payer": "UA"}, set()),
        ({"type": "total"}, {"f2"}),
        ({"status": "planned"}, {"f5"}),
        ({"currency": "CAD"}, {"f3"}),
        ({"currency": "CAD", "least": "2.5m", "most": "2.5m"}, {"f3"}),
        ({"currency": "CAD", "least": "4m"}, set()),
        ({"least": "600m"}, {"f2", "f1"}),
        ({"least": "600 million", "most": "$1bn"}, {"f1"}),
        ({"most": "5"}, {"f4"}),
        ({"until": "2022-10-01"}, {"f0"}),
        ({"since": "2022-10-02", "until": "2022-10-03"}, {"f1", "f2"}),
        ({"text": "HARBOUR late"}, {"f4"}),
        ({"text": "harbour aid"}, {"f4"}),
        ({"text": "harbour moon"}, set()),
        ({"text": "flood"}, {"f3"}),
        ({"text": "(["}, set()),
        ({"party": "(["}, set()),
        ({"text": "late", "addable": "yes", "least": "6"}, set()),
        ({"party": "russia"}, {"f5"}),
    ],
)
def test_a_question_finds(held: Held, query: dict[str, str], expected: set[str]) -> None:
    asked = Asked.of(query)
    assert asked.faults() == []
    assert set(held.figures.index[chosen(held, asked)]) == expected


@pytest.mark.parametrize("sort", ["-usd", "usd", "-date", "date", "amount", "payer", "-articles"])
def test_any_order_holds_all_figures_once(held: Held, sort: str) -> None:
    rows = chosen(held, Asked(sort=sort))
    assert sorted(rows) == list(range(len(SOME) + len(MANY)))
    names = {"usd": "amount_usd", "date": "first_seen", "amount": "amount", "payer": "payer_name"}
    column = held.figures[names.get(sort.strip("-"), "n_articles")].iloc[rows].dropna()
    assert column.tolist() == sorted(column, reverse=sort.startswith("-"))
    assert not held.figures["amount_usd"].iloc[chosen(held, Asked())].isna().iloc[0]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"since": "October"}, "'October' is no date"),
        ({"until": "2022-13"}, "'2022-13' is no date"),
        ({"least": "lots"}, "'lots' is no amount"),
        ({"most": "5m 6m"}, "'5m 6m' is no amount"),
        ({"sort": "body"}, "No order 'body'. Known: date"),
        ({"page": "0"}, "'0' is no page"),
    ],
)
def test_what_cannot_be_understood_is_told_and_nothing_is_shown(url: str, query: dict[str, str], said: str) -> None:
    answer = httpx.get(url, params=query)
    assert answer.status_code == 400
    assert said in answer.text.replace("&#39;", "'")
    assert "<table>" not in answer.text


def test_a_filter_has_one_address_that_can_be_kept(url: str) -> None:
    answer = httpx.get(f"{url}/?text=&recipient=&payer=US&page=1&utm_source=mail", follow_redirects=True)
    assert str(answer.url) == f"{url}/?payer=US"
