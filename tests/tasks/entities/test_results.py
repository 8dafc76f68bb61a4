"""Tables of results: who is a team, who a competitor, what a dateline names."""

import pytest

from tasks.entities import capitals, definitions, results


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Leeds 3 Velmont 1", [("Leeds", "ORG"), ("Velmont", "ORG")], id="score"),
        pytest.param("Norway 3 (Brandt 12, Okoro 70) Nikopol 1", "Norway Brandt Okoro Nikopol", id="scorers"),
        pytest.param("Kansas City 19, Velmont 14", "Kansas City|Velmont", id="score_with_comma"),
        pytest.param("Leeds 10 8 3 61 64 23\nVelmont 9 11 3 81 82 21", "Leeds|Velmont", id="standings"),
        pytest.param("Velmont v Leeds", "Velmont|Leeds", id="fixture"),
        pytest.param("Leeds at Sunderland", "Leeds|Sunderland", id="away"),
        pytest.param("1. Ana Brandt ( Norway ) 1:46.2", "Ana Brandt|Norway", id="ranking_spaced"),
        pytest.param("136 Tunde Okoro 68 68", "Tunde Okoro", id="golf"),
        pytest.param("9 - Tunde Okoro (Velmont)", "Tunde Okoro|Velmont", id="scorers_of_a_league"),
        pytest.param("Okoro c Brandt b Velek 8", "Okoro|Brandt|Velek", id="scoreboard"),
        pytest.param("Bowling: Okoro 16-3-39-3, Brandt 5-0-20-1", "Okoro|Brandt", id="bowling"),
        pytest.param("To bat: Tunde Okoro, Lars Brandt", "Tunde Okoro|Lars Brandt", id="to_bat"),
        pytest.param("BRATISLAVA 1996-12-06", "BRATISLAVA", id="dateline"),
        pytest.param("Velmont made 12 cars and Leeds 14 ships in March 3", "", id="prose"),
        pytest.param("March 3 April 4", "", id="months"),
        pytest.param("Extras 12 Total 120", "", id="words_of_tables"),
        pytest.param("", "", id="empty"),
    ],
)
def test_spans(text: str, expected: str | list[tuple[str, str]]) -> None:
    found = results.spans(text)
    if isinstance(expected, str):
        assert "|".join(span.surface for span in found).replace("|", " ") == expected.replace("|", " ")
    else:
        assert [(span.surface, span.label) for span in found] == expected
    assert all(text[span.start : span.end] == span.surface for span in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("LEEDS WIN IN NORWAY AGAIN", "Leeds win in Norway again", id="headline"),
        pytest.param("US AND EU AGREE ON TRADE", "US and EU agree on trade", id="acronyms"),
        pytest.param("NEW ZEALAND SHARES FALL SHARPLY", "New Zealand shares fall sharply", id="place_of_two_words"),
        pytest.param("Velmont beat OSLO 3-1", "Velmont beat Oslo 3-1", id="place_in_a_mixed_line"),
        pytest.param("Velmont of the US", "Velmont of the US", id="as_it_was"),
        pytest.param("İSTANBUL VE İZMİR BÜYÜK ŞEHİR", None, id="letters_that_grow"),
    ],
)
def test_levelled(text: str, expected: str | None) -> None:
    levelled = capitals.levelled(text)
    assert len(levelled) == len(text)
    if expected is not None:
        assert levelled == expected


@pytest.mark.parametrize(
    ("text", "surface", "label"),
    [
        ("The Grey Lanterns were an English rock band.", "Grey Lanterns", "ORG"),
        ("Velmont (1871-1944) was a Norwegian chemist.", "Velmont", "PERSON"),
        ("Halvorsen lost his seat.", "Halvorsen", "PERSON"),
    ],
)
def test_defined_subjects(text: str, surface: str, label: str) -> None:
    assert [(span.surface, span.label) for span in definitions.subjects(text)] == [(surface, label)]
