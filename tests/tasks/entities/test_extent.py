"""Where a mention begins and ends."""

import pytest

from tasks.entities.entity import Span
from tasks.entities.extent import completed, spans


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        pytest.param("Ana Brandt’s", "PERSON", ["Ana Brandt"], id="possessive"),
        pytest.param("the Halvorsens'", "PERSON", ["the Halvorsens"], id="possessive_of_a_plural"),
        pytest.param("Mr Brandt", "PERSON", ["Brandt"], id="title"),
        pytest.param("Vice President Ana Brandt", "PERSON", ["Ana Brandt"], id="two_titles"),
        pytest.param("General Motors", "ORG", ["General Motors"], id="no_title_in_a_firm"),
        pytest.param("President", "PERSON", [], id="only_a_title"),
        pytest.param("Minsk\n\nBelarus’s", "ORG", ["Minsk", "Belarus"], id="paragraph"),
        pytest.param("Minsk \n \t\nBelarus", "ORG", ["Minsk", "Belarus"], id="paragraph_of_white_space"),
        pytest.param("New York\nLeeds", "ORG", ["New York", "Leeds"], id="short_lines"),
        pytest.param("Oslo - Velmont", "ORG", ["Oslo", "Velmont"], id="dash"),
        pytest.param("Velmont\nInc.", "ORG", ["Velmont\nInc."], id="legal_form_on_the_next_line"),
        pytest.param("Brandt 16", "PERSON", ["Brandt"], id="number_of_a_table"),
        pytest.param(
            "The Royal Velmont Institute for the Study of Inland\nWaterways",
            "ORG",
            ["The Royal Velmont Institute for the Study of Inland\nWaterways"],
            id="wrapped_line",
        ),
        pytest.param("Russian (L", "NORP", ["Russian"], id="open_bracket"),
        pytest.param("“Velmont”,", "ORG", ["Velmont"], id="quotation_marks"),
        pytest.param("the Velmont Bank", "ORG", ["the Velmont Bank"], id="article_stays"),
        pytest.param("12 5 .706", "PRODUCT", [], id="numbers"),
        pytest.param("747", "PRODUCT", ["747"], id="one_number"),
        pytest.param("—", "ORG", [], id="a_dash"),
    ],
)
def test_spans(text: str, label: str, expected: list[str]) -> None:
    found = spans(text, [(0, len(text), label)])
    assert [span.surface for span in found] == expected
    assert all(text[span.start : span.end] == span.surface for span in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gulf of Mexico oil", "Gulf of Mexico"),
        ("Gulf of Mexico.", "Gulf of Mexico"),
        ("Gulf states", "Gulf"),
        ("Gulf", "Gulf"),
    ],
)
def test_completed(text: str, expected: str) -> None:
    assert completed(text, Span(0, 4, "Gulf", "LOC", "LOC")).surface == expected
