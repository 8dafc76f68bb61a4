"""The address that a page gives as its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.ingest.page import own_url

CASES = {
    "canonical": ('<link rel="canonical" href="https://example.com/a">', "https://example.com/a"),
    "attributes in any order": ("<LINK href=https://example.com/a rel=canonical>", "https://example.com/a"),
    "canonical before og:url": (
        '<meta property="og:url" content="https://example.com/b"><link rel="canonical" href="https://example.com/a">',
        "https://example.com/a",
    ),
    "og:url": ("<meta content='https://example.com/b' property='og:url'/>", "https://example.com/b"),
    "entities": ('<link rel="canonical" href="https://example.com/a?x=1&amp;y=2">', "https://example.com/a?x=1&y=2"),
    "front page is not believed": (
        '<link rel="canonical" href="https://example.com/"><meta property="og:url" content="https://example.com/b">',
        "https://example.com/b",
    ),
    "relative": ('<link rel="canonical" href="/a">', None),
    "another relation": ('<link rel="alternate" href="https://example.com/a">', None),
    "in the body": ('</head><body><link rel="canonical" href="https://example.com/a">', None),
    "greater-than sign in an attribute": (
        '<meta name="d" content="a > b"><link rel="canonical" href="https://example.com/a">',
        "https://example.com/a",
    ),
}


@pytest.mark.parametrize(("head", "expected"), CASES.values(), ids=CASES)
def test_own_url(head: str, expected: str | None) -> None:
    assert own_url(f"<html><head>{head}".encode()) == expected


@given(st.binary())
def test_no_bytes_raise(content: bytes) -> None:
    own_url(b"<link " + content)
