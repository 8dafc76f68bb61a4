"""An article's row."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas.articles import ARTICLES
from schemas.conform import conform
from tasks.clean.article import clean, text_hash
from tasks.clean.draft import Refusal
from tasks.clean.encoding import decoded

SEEN = datetime(2024, 5, 1, tzinfo=UTC)
SEED = Path(__file__).parents[4] / "shared" / "corpus" / "seed" / "000_2a0a8f2702482d22.txt"
TEXT = "The mill at Strathoban reopened on Monday, nine years after it had closed, and all the valley came to see it."


def raw(content: bytes, media_type: str = "text/plain", **more: Any) -> dict[str, Any]:
    plain = {"document_id": "d", "article_id": "a", "source": "Harbour Post", "url": None, "locator": "x"}
    return plain | {"content": content, "media_type": media_type, "published_given": None, "first_seen_at": SEEN} | more


def row(document: dict[str, Any]) -> dict[str, Any]:
    found = clean(document)
    assert not isinstance(found, Refusal)
    conform([found], ARTICLES)
    return found


def test_a_row_of_articles() -> None:
    record = {
        "title": "Looms run again",
        "text": f"OBAN (Wire) - {TEXT}",
        "published": "4 March 2021",
        "updated": "5 March 2021",
    }
    found = row(raw(json.dumps(record).encode(), "application/json"))
    assert (found["title"], found["dateline"], found["language"]) == ("Looms run again", "OBAN (Wire)", "en")
    assert (found["published_at"], found["published_basis"]) == (datetime(2021, 3, 4, tzinfo=UTC), "given")
    assert found["updated_at"] == datetime(2021, 3, 5, tzinfo=UTC)
    assert (found["versions"], found["duplicate_of"], found["article_id"], found["document_id"]) == (1, None, "a", "d")


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2021-03-04", ("2021-03-04", "given")),
        (None, ("2020-01-02", "dateline")),
        ("2031-01-01", ("2020-01-02", "dateline")),
    ],
)
def test_the_date_given_for_the_run_goes_first(published: str | None, expected: tuple[str, str]) -> None:
    content = f"Looms run again\n\nOBAN, 2 January 2020 – {TEXT}\n\nAll came.".encode()
    found = row(raw(content, published_given=published))
    assert (found["published_at"].date().isoformat(), found["published_basis"]) == expected


def test_without_any_date_first_seen_counts() -> None:
    found = row(raw(TEXT.encode()))
    assert (found["published_at"], found["published_basis"]) == (SEEN, "first_seen")


@pytest.mark.parametrize(("host", "month"), [("example.co.uk", 4), ("example.com", 3)])
def test_the_country_of_the_host_decides_which_comes_first(host: str, month: int) -> None:
    content = json.dumps({"text": TEXT, "date": "3/4/2021"}).encode()
    assert row(raw(content, "application/json", url=f"https://{host}/a"))["published_at"].month == month


def test_an_update_before_publication_is_none() -> None:
    content = json.dumps({"text": TEXT, "date": "2021-03-04", "updated": "2021-03-01"}).encode()
    assert row(raw(content, "application/json"))["updated_at"] is None


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (raw(b"... \xc2\xa0 ---"), "no_text"),
        (raw(b'{"id": 1}', "application/json"), "no_text"),
        (raw(b"<html></html>", "text/html"), "no_text"),
        (raw(b"{", "application/json"), "bad_json"),
        (raw(b"%PDF", "application/octet-stream"), "unknown_format"),
    ],
)
def test_what_is_no_article_is_refused(document: dict[str, Any], reason: str) -> None:
    found = clean(document)
    assert isinstance(found, Refusal)
    assert found.reason == reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_decoded(encoding: str) -> None:
    assert decoded("It cost £5m – “no” more.".encode(encoding)) == "It cost £5m – “no” more."


def test_the_text_hash_folds_space_and_case() -> None:
    assert text_hash("Looms  Run", "A\n\nb") == text_hash("looms run", "a B")
    assert text_hash(None, "a b") == text_hash("", "a b")
    assert text_hash("Looms", "a b") != text_hash("Mills", "a b")


@settings(deadline=None)
@given(st.binary() | st.text().map(str.encode), st.sampled_from(["text/plain", "text/html", "application/json"]))
def test_no_bytes_raise(content: bytes, media_type: str) -> None:
    found = clean(raw(content, media_type))
    if not isinstance(found, Refusal):
        conform([found], ARTICLES)


@settings(deadline=None)
@given(st.text())
@example("A\\\x1f/")  # a control character that parts an escape
@example('A\\\\"')
@example("A\uff3c/")
def test_cleaning_a_body_again_changes_nothing(text: str) -> None:
    once = clean(raw(json.dumps({"title": "t", "text": text}).encode(), "application/json"))
    if not isinstance(once, Refusal):
        again = clean(raw(json.dumps({"title": "t", "text": once["body"]}).encode(), "application/json"))
        assert not isinstance(again, Refusal)
        assert again["body"] == once["body"]


@pytest.mark.skipif(not SEED.exists(), reason="the article that the project began from lies outside the repository")
def test_the_article_that_the_project_began_from() -> None:
    found = row(raw(SEED.read_bytes(), published_given="2022-10-15"))
    assert found["title"].endswith("for joint force: Minsk")
    assert found["standfirst"].startswith("Belarus’s ministry of defence says")
    assert found["captions"].count("\n") == 1
    assert found["credit"] == "File: Belarusian defence ministry via AFP\nSource: Al Jazeera and news agencies"
    assert found["body"].startswith("The first convoy of Russian forces")
    assert found["body"].endswith("in a separate statement.")
    assert (found["published_at"], found["published_basis"]) == (datetime(2022, 10, 15, tzinfo=UTC), "given")
