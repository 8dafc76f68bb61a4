"""Sentence boundaries: a table of what ends one and what does not, and what holds for any text."""

import csv
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.language.sentences import sentences

EXAMPLES = [
    row["example"]
    for table in ("abbreviations", "starters")
    for row in csv.DictReader(
        (files("tasks.language") / "lexicon" / f"{table}.csv").read_text(encoding="utf-8").splitlines()
    )
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("It cost $5.2bn. Shares fell 3.4%.", ["It cost $5.2bn.", "Shares fell 3.4%."], id="decimals"),
        pytest.param("“No.” He left! Why?", ["“No.”", "He left!", "Why?"], id="quotes"),
        pytest.param("J. P. Brandt of Velmont Inc. paid.", ["J. P. Brandt of Velmont Inc. paid."], id="initials"),
        pytest.param("They left the U.S. The bank stayed.", ["They left the U.S.", "The bank stayed."], id="starter"),
        pytest.param("A headline\n\nBody. more", ["A headline", "Body. more"], id="paragraph"),
        pytest.param("One line\nwrapped here.", ["One line\nwrapped here."], id="wrapped"),
        pytest.param(" \n\n ", [], id="empty"),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


@pytest.mark.parametrize("example", EXAMPLES)
def test_lexicon_examples(example: str) -> None:
    """An abbreviation's example is one sentence, a starter's is two."""
    assert len(sentences(example)) == (2 if example.startswith("They left the U.S. ") else 1)


@given(st.text(alphabet="aA.!? \n\t“”U1", max_size=200))
def test_every_character_but_white_space_is_in_one_sentence(text: str) -> None:
    found = sentences(text)
    assert "".join("".join(text[start:end].split()) for start, end in found) == "".join(text.split())
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert all("\n\n" not in text[start:end] for start, end in found)
