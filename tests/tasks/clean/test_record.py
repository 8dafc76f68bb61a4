"""Cleaning for a shell: record in, record out."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.clean.record import clean_record

TEXT = "The mill at Strathoban reopened on Monday, nine years after it had closed, and all the valley came to see it."


def test_a_text() -> None:
    found = clean_record(
        {"id": 7, "title": "Looms run again", "text": f"By Nia Pryce\n{TEXT}", "published": "4 March 2021"}
    )
    assert (found["id"], found["title"], found["byline"], found["body"]) == (7, "Looms run again", "Nia Pryce", TEXT)
    assert (found["published"], found["published_basis"]) == ("2021-03-04T00:00:00+00:00", "given")


def test_a_page() -> None:
    page = f'<html><head><meta name="author" content="Nia Pryce"></head><h1>Looms run again</h1><p>{TEXT}</p></html>'
    found = clean_record({"id": "p", "html": page, "url": "https://example.com/2021/03/04/looms"})
    assert (found["title"], found["byline"], found["body"]) == ("Looms run again", "Nia Pryce", TEXT)
    assert found["published"] == "2021-03-04T00:00:00+00:00"
    json.dumps(found)


@pytest.mark.parametrize("record", [{"id": 1}, {"id": 1, "html": ""}, {"id": 1, "text": None}, {"id": 1, "html": 7}])
def test_no_article_is_an_error_of_that_record(record: dict[str, object]) -> None:
    found = clean_record(record)
    assert (found["id"], found["error"]) == (1, "no_text")


@given(
    st.dictionaries(
        st.sampled_from(["id", "html", "text", "url", "title", "published"]), st.none() | st.text() | st.integers()
    )
)
def test_no_record_raises(record: dict[str, object]) -> None:
    assert "body" in clean_record(record) or "error" in clean_record(record)
