"""Ids: the same for one article however its address is written, stable from run to run."""

import csv
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.ingest.identity import article_id, canonical_url, document_id, host, is_tracking

PLAIN = "https://news.example.com/a/b?id=7&page=2"


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://news.example.com/a/b?id=7&page=2", id="http"),
        pytest.param("HTTPS://News.Example.COM/a/b?id=7&page=2", id="case of scheme and host"),
        pytest.param("https://news.example.com:443/a/b?id=7&page=2", id="default port"),
        pytest.param("http://news.example.com:80/a/b?id=7&page=2", id="default port of http"),
        pytest.param("https://news.example.com/a/b/?id=7&page=2", id="trailing slash"),
        pytest.param("https://news.example.com/a/b?page=2&id=7", id="order of parameters"),
        pytest.param("https://news.example.com/a/b?id=7&page=2#comments", id="fragment"),
        pytest.param("https://news.example.com/a/b?utm_source=x&id=7&fbclid=1&page=2", id="tracking parameters"),
        pytest.param(" https://news.example.com/a/b?id=7&page=2\n", id="space around"),
    ],
)
def test_one_article_has_one_id(url: str) -> None:
    assert article_id(url, "n", b"one") == article_id(PLAIN, "m", b"two")


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://news.example.com/a/B?id=7&page=2", id="case of the path"),
        pytest.param("https://news.example.com/a/b?id=8&page=2", id="a parameter that chooses"),
        pytest.param("https://news.example.com:8080/a/b?id=7&page=2", id="another port"),
        pytest.param("https://other.example.com/a/b?id=7&page=2", id="another host"),
    ],
)
def test_different_articles_differ(url: str) -> None:
    assert article_id(url, "n", b"") != article_id(PLAIN, "n", b"")


@pytest.mark.parametrize("url", ["/news/a", "a", "ftp://example.com/a", "https://", "https://[1", "https://a:b/c", ""])
def test_what_is_no_address_has_no_canonical_form(url: str) -> None:
    assert canonical_url(url) is None
    assert host(url) is None
    assert article_id(url, "name", b"text") == article_id(None, "name", b"text")


def test_without_address_name_and_content_count() -> None:
    ids = {article_id(None, name, content) for name in ("a.txt", "b.txt") for content in (b"1", b"2")}
    assert len(ids) == 4
    assert article_id(None, "ab", b"c") != article_id(None, "a", b"bc")


def test_ids_do_not_change_between_versions_of_the_program() -> None:
    assert article_id("https://example.com/a", "n", b"") == "6b1cde3c3a517c00"
    assert document_id("6b1cde3c3a517c00", b"text") == "924bd881bb115990"


@given(st.text())
def test_canonical_form_is_its_own_canonical_form(tail: str) -> None:
    once = canonical_url(f"https://example.com/{tail}")
    assert once is None or canonical_url(once) == once


@given(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.from_regex(r"[A-Za-z0-9%.-]{0,12}", fullmatch=True))
def test_tracking_never_changes_an_id(name: str, value: str) -> None:
    assert article_id(f"{PLAIN}&utm_{name}={value}", "n", b"") == article_id(PLAIN, "n", b"")


@given(st.text(), st.binary())
def test_ids_are_sixteen_hexadecimal_characters(name: str, content: bytes) -> None:
    article = article_id(None, name, content)
    assert len(article) == 16
    assert len(document_id(article, content)) == 16
    int(article, 16)


def test_each_tracking_parameter_is_known_by_its_example() -> None:
    text = (files("tasks.ingest") / "lexicon" / "tracking_parameters.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        assert is_tracking(row["example"].partition("=")[0]), row
