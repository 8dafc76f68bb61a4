"""What a figure's row says."""

import json
from typing import Any

import pytest
from told import days, figures_of, mention

NORVIK = {
    "payer": "Norvik",
    "payer_id": "org:norvik",
    "recipient": "Brest",
    "recipient_id": "place:brest",
    "purpose": "roof repairs",
}


def one(*said: dict[str, Any]) -> dict[str, Any]:
    """The row of the one figure that these mentions are of."""
    [figure] = figures_of(*(mention(**NORVIK | part) for part in said))
    return figure


RANGE = {"amount": None, "amount_min": 5e6, "amount_max": 6e6, "qualifier": "range"}
EURO = {"currency": "EUR", "amount_usd": 5.25e6}
BEST = [
    pytest.param(
        [{"amount": 18e9}, {"amount": 18e9}, {"amount": 18.3e9}], (18.3e9, "USD"), id="the finer of roundings"
    ),
    pytest.param([{"amount": 50e6}, {"amount": 52e6}, {"amount": 52e6}], (52e6, "USD"), id="what most say"),
    pytest.param([{"amount": 50e6}, {"amount": 52e6}], (52e6, "USD"), id="the finer of two"),
    pytest.param([{"amount": 51e6}, {"amount": 52e6}], (51e6, "USD"), id="the lower of two as fine"),
    pytest.param([RANGE, {}], (5.25e6, "USD"), id="a number before a range"),
    pytest.param([RANGE, RANGE], (None, "USD"), id="no number but bounds"),
    pytest.param([EURO | {"amount": 4.9e6}, {}, {}], (5.25e6, "USD"), id="the currency that most say"),
    pytest.param([EURO | {"amount": 4.9e6}, {} | days(1)], (4.9e6, "EUR"), id="the currency first said"),
]


@pytest.mark.parametrize(("said", "best"), BEST)
def test_the_amount(said: list[dict[str, Any]], best: tuple[float | None, str]) -> None:
    figure = one(*said)
    assert (figure["amount"], figure["currency"]) == best


def test_one_article_has_one_vote() -> None:
    figure = one(
        *[{"amount": 51e6, "article_id": "a", "sentence": f"Norvik {n}"} for n in "xyz"],
        {"amount": 52e6},
        {"amount": 52e6},
    )
    assert figure["amount"] == 52e6


def test_bounds_and_what_is_said() -> None:
    figure = one({}, RANGE, RANGE | {"amount_max": 9e6}, EURO | {"amount": 4.9e6, "amount_usd": 5.30e6})
    assert (figure["amount_min"], figure["amount_max"]) == (5e6, 6e6)
    assert (figure["said_min"], figure["said_max"]) == (5e6, 9e6)


COURSES = [
    pytest.param(["proposed", "pledged", "paid"], ["proposed", "pledged", "paid"], "actual", id="step by step"),
    pytest.param(["pledged", "proposed", "pledged"], ["pledged"], "planned", id="no step back"),
    pytest.param(["pledged", "cancelled"], ["pledged", "cancelled"], "denied", id="cancelled"),
    pytest.param(["cancelled", "proposed", "pledged"], ["cancelled", "pledged"], "planned", id="taken up again"),
    pytest.param(["paid", "pledged"], ["paid"], "actual", id="told again as a plan"),
]


@pytest.mark.parametrize(("steps", "course", "status"), COURSES)
def test_the_course(steps: list[str], course: list[str], status: str) -> None:
    figure = one(*({"progress": progress, "article_id": f"a{n}"} | days(n) for n, progress in enumerate(steps)))
    history = json.loads(figure["history"])
    assert [step["progress"] for step in history] == course
    assert (figure["progress"], figure["status"]) == (course[-1], status)
    assert history[0] == {"date": "2024-03-01", "progress": steps[0], "article_id": "a0"}


def test_a_day_says_what_most_of_its_articles_say() -> None:
    figure = one({"progress": "pledged"}, {"progress": "pledged"}, {"progress": "cancelled"})
    assert [step["progress"] for step in json.loads(figure["history"])] == ["pledged"]


def test_what_is_no_flow_has_no_course() -> None:
    stock = {"figure_type": "stock", "progress": None, "status": "actual"}
    figure = one(stock, stock | days(1))
    assert (figure["history"], figure["progress"], figure["status"], figure["addable"]) == (None, None, "actual", True)


def test_copies_count_once() -> None:
    first = {"article_id": "a", "source": "one.example"}
    figure = one(
        first,
        {"story": "a", "source": "two.example"},
        {"source": "three.example", "sentence": "Norvik will lend Brest five million for its roofs."},
        {"source": "four.example", "sentence": "Norvik will lend Brest five million for its roofs!"},
        {"source": "three.example", "sentence": "More from Norvik."},
    )
    assert (figure["n_mentions"], figure["n_articles"], figure["n_outlets"]) == (5, 4, 2)


def test_names_and_purpose_are_what_most_articles_say() -> None:
    figure = one(
        {"purpose": "loan"}, {"purpose": "loan"}, {"purpose": "bank loan"}, {"purpose": None, "payer": "Norvik Bank"}
    )
    assert (figure["payer"], figure["purpose"]) == ("Norvik", "loan")


ARTICLE = {"article_id": "a"}


def test_a_part_names_the_whole_and_is_not_added_beside_it() -> None:
    whole = mention(**NORVIK, **ARTICLE, amount=20e6)
    part = mention(**NORVIK, **ARTICLE, amount=5e6, part_of=whole["mention_id"])
    programme, tranche = sorted(figures_of(whole, part), key=lambda row: -row["amount"])
    assert tranche["part_of"] == programme["figure_id"]
    assert (programme["addable"], tranche["addable"]) == (True, False)


def test_a_part_of_a_total_is_added_and_the_total_is_not() -> None:
    total = mention(**NORVIK, **ARTICLE, amount=20e6, figure_type="total", progress=None, addable=False)
    part = mention(**NORVIK, **ARTICLE, amount=5e6, part_of=total["mention_id"])
    whole, flow = sorted(figures_of(total, part), key=lambda row: -row["amount"])
    assert flow["part_of"] == whole["figure_id"]
    assert (whole["addable"], flow["addable"]) == (False, True)


def test_a_revision_takes_the_place_of_what_it_revises_in_all_articles() -> None:
    old = mention(**NORVIK, amount=5e6)
    again = mention(**NORVIK, **ARTICLE, amount=5e6, **days(5))
    new = mention(**NORVIK, **ARTICLE, amount=8e6, revision_of=again["mention_id"], **days(5))
    first, second = figures_of(old, again, new)
    assert first["superseded_by"] == second["figure_id"]
    assert (first["addable"], second["addable"]) == (False, True)
    assert second["superseded_by"] is None
