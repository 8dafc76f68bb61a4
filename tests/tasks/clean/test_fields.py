"""JSON records under the many names of their fields."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.clean.draft import Draft, Refusal
from tasks.clean.fields import draft, names, of_record, value
from tasks.clean.words import rows

TEXT = "The mill reopened on Monday.\n\nIt had been closed."


def read(**record: Any) -> Draft:
    found = of_record(record)
    assert isinstance(found, Draft)
    return found


def test_the_usual_record() -> None:
    found = read(id="1", title="Mill reopens", text=TEXT, published="4 March 2021", author="Nia Pryce", language="en")
    assert (found.title, found.byline, found.language) == ("Mill reopens", "Nia Pryce", "en")
    assert list(found.paragraphs) == ["The mill reopened on Monday.", "It had been closed."]
    assert [(one.text, one.basis) for one in found.dates] == [("4 March 2021", "given")]


def test_names_in_any_case_and_objects_and_lists() -> None:
    found = read(Headline="Mill reopens", articleBody=TEXT, AUTHORS=[{"name": "Nia Pryce"}, "Joan Lind"])
    assert (found.title, found.byline) == ("Mill reopens", "Nia Pryce, Joan Lind")


def test_an_unknown_date_gives_way_to_another_name() -> None:
    assert [one.text for one in read(text=TEXT, published_iso=None, published="Unknown", date="2021-03-04").dates] == [
        "2021-03-04"
    ]


def test_an_empty_text_gives_way_to_another_name() -> None:
    assert read(text=" ", content=TEXT).paragraphs == ["The mill reopened on Monday.", "It had been closed."]


def test_a_page_in_a_record() -> None:
    found = read(
        html="<html><h1>Mill reopens</h1><p>The mill reopened on Monday, after nine years of silence.</p></html>"
    )
    assert found.title == "Mill reopens"
    assert "The mill reopened" in " ".join(found.paragraphs)


def test_a_repeated_title_and_a_byline_leave_the_body() -> None:
    found = read(title="Mill reopens", text="Mill reopens\nBy Nia Pryce\nThe mill reopened.")
    assert (found.byline, list(found.paragraphs)) == ("Nia Pryce", ["The mill reopened."])


def test_a_summary_that_repeats_the_body_is_none() -> None:
    assert read(text=TEXT, description="The mill reopened on Mon...").standfirst is None
    assert read(text=TEXT, description="Sixty weavers return.").standfirst == "Sixty weavers return."


def test_quotes_escaped_twice() -> None:
    assert read(text='She said: \\"Yes.\\"').paragraphs == ['She said: "Yes."']


def test_a_title_wholly_in_brackets() -> None:
    assert read(text=TEXT, title="[Mill reopens]").title == "Mill reopens"
    assert read(text=TEXT, title="[Updated] Mill reopens").title == "[Updated] Mill reopens"


@pytest.mark.parametrize(
    "record", [{}, {"id": 1}, {"text": None}, {"text": ""}, {"text": ["", None]}, {"V1": {"title": "x"}}]
)
def test_no_text_is_refused(record: dict[str, Any]) -> None:
    found = of_record(record)
    assert isinstance(found, Refusal)
    assert found.reason == "no_text"


@pytest.mark.parametrize("row", rows("field_names"), ids=lambda row: row["name"])
def test_each_name_is_known_by_its_example(row: dict[str, str]) -> None:
    assert row["name"] in names()[row["field"]]
    assert value(json.loads(row["example"]), row["field"])


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON_VALUES)
def test_no_value_raises(item: Any) -> None:
    for name in ("title", "text", "published", "author", "description", "captions"):
        of_record({"text": TEXT, name: item})


@given(st.binary())
def test_no_bytes_raise(content: bytes) -> None:
    assert isinstance(draft(content), Draft | Refusal)
