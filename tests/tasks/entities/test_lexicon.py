"""Every row of the lists written by hand does what its example shows."""

import re

import pytest

from schemas.errors import LedgerError
from tasks.entities import definitions, evidence, lexicon, missed, places, results
from tasks.entities.capitals import of as capitals_of
from tasks.entities.entity import Span
from tasks.entities.organisations import without_legal_form
from tasks.entities.spelling import fold


def span_in(text: str, surface: str) -> Span:
    """That surface in that text, as if the model had called it an event."""
    start = text.index(surface)
    return Span(start, start + len(surface), surface, "EVENT", "EVENT")


def best_label(text: str, surface: str) -> str:
    """The label that most votes are for."""
    span = span_in(text, surface)
    votes = evidence.votes(evidence.of_article(text, [span]), span)
    return max(votes, key=lambda label: votes[label])


@pytest.mark.parametrize("row", lexicon.rows("nationalities"), ids=lambda row: row["word"])
def test_nationalities(row: dict[str, str]) -> None:
    assert best_label(row["example"], row["word"]) == "NORP"
    assert row["country"] in {"", *(one["code"] for one in lexicon.rows("countries"))}


@pytest.mark.parametrize("row", lexicon.rows("aliases"), ids=lambda row: row["alias"])
def test_aliases(row: dict[str, str]) -> None:
    found = places.candidates(row["alias"])
    assert row["country"] in {place.country for place in found if place.kind == row["kind"]}


@pytest.mark.parametrize("row", lexicon.rows("landmarks"), ids=lambda row: row["name"])
def test_landmarks(row: dict[str, str]) -> None:
    assert best_label(row["example"], row["name"]) == row["label"]


@pytest.mark.parametrize("row", lexicon.rows("organisations"), ids=lambda row: row["written"])
def test_organisations(row: dict[str, str]) -> None:
    assert best_label(row["example"], row["written"]) == "ORG"


@pytest.mark.parametrize("row", lexicon.rows("titles"), ids=lambda row: row["title"])
def test_titles(row: dict[str, str]) -> None:
    assert evidence.after_title(row["example"], row["example"].index("Halvorsen"))


@pytest.mark.parametrize("row", lexicon.rows("name_words"), ids=lambda row: f"{row['word']}-{row['place']}")
def test_name_words(row: dict[str, str]) -> None:
    if row["place"] == "legal":
        assert without_legal_form(row["example"]) == "Velmont"
    span = span_in(row["example"], row["example"])
    votes = evidence.votes(evidence.of_article("", []), span)
    assert votes[row["label"]] >= evidence.LIKELY


@pytest.mark.parametrize("row", lexicon.rows("place_cues"), ids=lambda row: row["before"])
def test_place_cues(row: dict[str, str]) -> None:
    text = row["example"]
    alone = evidence.votes(evidence.of_article("Nikopol", []), span_in("Nikopol", "Nikopol"))
    assert evidence.votes(evidence.of_article(text, []), span_in(text, "Nikopol"))["GPE"] > alone["GPE"]


@pytest.mark.parametrize("row", lexicon.rows("class_nouns"), ids=lambda row: row["noun"])
def test_class_nouns(row: dict[str, str]) -> None:
    assert definitions.label_of(row["example"], span_in(row["example"], "Velmont")) == row["label"]
    if row["before"]:
        text = f"the {row['noun']} Velmont"
        assert definitions.label_of(text, span_in(text, "Velmont")) == row["label"]


@pytest.mark.parametrize("row", lexicon.rows("actions"), ids=lambda row: row["action"])
def test_actions(row: dict[str, str]) -> None:
    assert re.match(f"Velmont {lexicon.actions(row['of'])} ", row["example"])


@pytest.mark.parametrize("row", lexicon.rows("table_words"), ids=lambda row: row["word"])
def test_table_words(row: dict[str, str]) -> None:
    assert results.spans(f"{row['example']} Velmont 3") == []


def test_a_missed_country_is_added_and_a_part_of_a_longer_name_is_not() -> None:
    text = "Growth in Norway, said the Kenya Velmont Council."
    found = missed.found(evidence.of_article(text, []), [], capitals_of(text))
    assert [(span.surface, span.label, span.label_model) for span in found] == [("Norway", "GPE", None)]


def test_a_broken_table_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def __truediv__(self, _: str) -> "Broken":
            return self

        def read_text(self, encoding: str) -> str:
            return "word,country\nDane\n"

    monkeypatch.setattr(lexicon, "files", lambda _: Broken())
    with pytest.raises(LedgerError, match=r"nationalities\.csv, line 2"):
        lexicon.rows("nationalities")


def test_folding_levels_accents() -> None:
    assert fold("Médecins") == "medecins"
