"""Formats are told by the content."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.ingest.sniff import HTML, JSON, OTHER, TEXT, media_type

CASES = {
    "text": (b"Mill reopens\n\nThe mill reopened.", TEXT),
    "text with a ticker": (b"<ABC> shares rose by a tenth.", TEXT),
    "text in brackets": (b"[The mill reopened on Monday.]", TEXT),
    "text with a less-than sign": (b"Profit < loss, it said.", TEXT),
    "Windows-1252 text": ("The mill cost £5m – no more.".encode("cp1252"), TEXT),
    "UTF-16 text": ("The mill reopened.".encode("utf-16"), TEXT),
    "text with a stray control character": (b"The mill reopened on Monday\x00 after nine years, and " * 3, TEXT),
    "page": (b"<!DOCTYPE html><html><body><p>Text", HTML),
    "page behind space and comments": (b"\n\n <!-- saved --> <html lang=en>", HTML),
    "page with a byte order mark": (b"\xef\xbb\xbf<!doctype html>", HTML),
    "piece of a page": (b"<p>The mill reopened.</p>", HTML),
    "XHTML": (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html xmlns="http://www.w3.org/1999/xhtml">', HTML),
    "record": (b'{"id": 1}', JSON),
    "printed record": (b'{\n  "id": 1\n}', JSON),
    "list of records": (b' [{"id": 1}]', JSON),
    "feed": (b"<rss version='2.0'><channel><item><description>&lt;p&gt;</description>", OTHER),
    "Atom feed": (b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">', OTHER),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3", OTHER),
    "zip": (b"PK\x03\x04\x14\x00", OTHER),
    "image": (b"\x89PNG\r\n\x1a\n", OTHER),
    "Parquet": (b"PAR1\x15\x04", OTHER),
    "archive of pages": (b"WARC/1.0\r\nWARC-Type: response", OTHER),
    "binary": (bytes(range(256)) * 4, OTHER),
}


@pytest.mark.parametrize(("head", "expected"), CASES.values(), ids=CASES)
def test_media_type(head: bytes, expected: str) -> None:
    assert media_type(head) == expected


@given(st.binary(max_size=300))
def test_any_bytes_have_a_media_type(head: bytes) -> None:
    assert media_type(head) in {TEXT, HTML, JSON, OTHER}
