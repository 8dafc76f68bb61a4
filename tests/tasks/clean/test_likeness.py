"""Copies are alike; reports on one template are not."""

import pytest

from tasks.clean.likeness import Text, likeness
from tasks.clean.words import rows

MATCH = (
    "{home} beat {away} {score} at {ground} on Saturday in front of {crowd} people. {first} opened the scoring in "
    "the {a}th minute and {second} made sure of the points in the {b}th, after a long pass from the back that the "
    "keeper of {away} could only watch. The manager of {home} said afterwards that his side had earned it and would "
    "not look at the table."
)
MARKET = (
    "The price of wheat at the Port Ansell exchange closed the week at ${price} a tonne, {way} {change}% from the "
    "Friday before. Traders said that rain in the south and the strength of the currency had decided the week, and "
    "that little would change before the harvest. Volume was {volume} tonnes. Barley closed at ${barley} a tonne."
)
BIRTHS = (
    "The statistics office said on Tuesday that {number} children were born in the country in {month}, the highest "
    "number for that month since records began. The office gives the figures a fortnight after the end of each "
    "month, and revises them when the last parishes have reported. It said that nothing in the figures was out of "
    "the ordinary this time."
)
GAMES = [
    {"home": "Oban", "away": "Leith", "score": "2-1", "ground": "Holm Park", "crowd": "4,120"},
    {"home": "Garth", "away": "Sellick", "score": "3-0", "ground": "Quay Road", "crowd": "1,877"},
]
SCORERS = [
    {"first": "Pryce", "a": "14", "second": "Lind", "b": "77"},
    {"first": "Farrant", "a": "9", "second": "Dow", "b": "60"},
]
WEEKS = [
    {"price": "212.40", "way": "up", "change": "1.2", "volume": "18,400", "barley": "180.10"},
    {"price": "209.90", "way": "down", "change": "1.2", "volume": "17,950", "barley": "180.10"},
]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(MATCH.format(**GAMES[0], **SCORERS[0]), MATCH.format(**GAMES[1], **SCORERS[1]), id="two matches"),
        pytest.param(
            MATCH.format(**GAMES[0], **SCORERS[0]),
            MATCH.format(**GAMES[0] | {"score": "2-0", "crowd": "3,988"}, **SCORERS[0] | {"b": "80"}),
            id="the same sides a year later",
        ),
        pytest.param(MARKET.format(**WEEKS[0]), MARKET.format(**WEEKS[1]), id="two weeks of a market"),
        pytest.param(MARKET.format(**WEEKS[0]), MARKET.format(**WEEKS[0] | {"price": "212.90"}), id="one price"),
        pytest.param(
            BIRTHS.format(number="4,310", month="March"), BIRTHS.format(number="4,480", month="April"), id="two months"
        ),
        pytest.param("Ferries stopped.", "Ferries stopped.", id="too short to say"),
    ],
)
def test_reports_on_one_template_are_not_alike(one: str, other: str) -> None:
    assert likeness(Text(one), Text(other)) is None
    assert likeness(Text(other), Text(one)) is None


@pytest.mark.parametrize(
    ("edit"),
    [
        pytest.param(lambda text: text.replace("on Saturday", "at the weekend"), id="a phrase"),
        pytest.param(lambda text: text.replace("4,120", "4120"), id="thousands set otherwise"),
        pytest.param(lambda text: text + " The two meet again in the cup next month.", id="a sentence more"),
        pytest.param(lambda text: text.rpartition(". ")[0] + ".", id="the last sentence gone"),
        pytest.param(lambda text: text.upper(), id="set in capitals"),
    ],
)
def test_copies_are_alike(edit) -> None:
    text = MATCH.format(**GAMES[0], **SCORERS[0])
    forth, back = likeness(Text(text), Text(edit(text))), likeness(Text(edit(text)), Text(text))
    assert forth == back
    assert forth is not None
    assert forth > 0.8


@pytest.mark.parametrize("row", rows("units"), ids=lambda row: row["word"])
def test_every_unit_makes_its_example_weighty(row: dict[str, str]) -> None:
    assert Text(row["example"]).weighty == {"5"}
