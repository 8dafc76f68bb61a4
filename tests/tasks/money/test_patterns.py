"""Every row of the pattern tables shows by its example what it says."""

import re
from dataclasses import replace

import pytest

from tasks.money.meaning import interpret
from tasks.money.mention import Context, Mention
from tasks.money.patterns import rows
from tasks.money.progress import ordinal, progress
from tasks.money.reading import read
from tasks.money.relations import related


def mentions_of(example: str) -> tuple[str, dict[str, Mention]]:
    """The example without its brackets, and the mentions by the bracket that they stood in."""
    text = re.sub(r"[][{}]", "", example)
    found = {}
    for mention in interpret(text, read(text, Context()), Context()):
        opened = example.index(mention.surface) - 1
        found[example[opened]] = mention
    return text, found


@pytest.mark.parametrize("row", list(rows("progress")), ids=lambda row: row["example"])
def test_progress(row: dict[str, str]) -> None:
    text, found = mentions_of(row["example"])
    assert re.search(row["pattern"], text, re.IGNORECASE)
    planned = replace(found["["], figure_type="flow", status="planned")
    assert progress(planned, text) == row["progress"]
    assert progress(replace(planned, status="actual"), text) == "paid"


@pytest.mark.parametrize("row", list(rows("ordinals")), ids=lambda row: row["example"])
def test_an_ordinal(row: dict[str, str]) -> None:
    text, found = mentions_of(row["example"])
    assert ordinal(found["["], text) == int(row["ordinal"])


RELATIONS = {"contains": ("{", "part_of"), "revised_by": ("{", "revision_of")}


@pytest.mark.parametrize("row", list(rows("relations")), ids=lambda row: row["example"])
def test_a_relation(row: dict[str, str]) -> None:
    text, found = mentions_of(row["example"])
    opening, name = RELATIONS.get(row["relation"], ("[", row["relation"]))
    places = list(found)
    assert related(list(found.values()), text) == {places.index(opening): (name, 1 - places.index(opening))}


NOTHING = [
    "Norvik paid $5m and Velmont paid $8m.",
    "Norvik paid $5m. Of the $20m it owes, nothing is left.",
    "Norvik raised its grant to $8m from $5m a year earlier.",
    "Sales rose to $8m from $5m.",
    "Norvik pledged $8m, including $20m in guarantees.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_amounts_that_stand_alone(text: str) -> None:
    assert related(interpret(text, read(text, Context()), Context()), text) == {}


COUNTED = [
    ("Norvik paid $5m in its second quarter.", None),
    ("Norvik was the second to pay $5m.", None),
    ("Norvik gave an additional $5m.", 0),
    ("Norvik paid the third and final instalment of $5m.", 3),
]


@pytest.mark.parametrize(("text", "number"), COUNTED)
def test_which_of_a_series(text: str, number: int | None) -> None:
    [mention] = read(text, Context())
    assert ordinal(mention, text) == number
