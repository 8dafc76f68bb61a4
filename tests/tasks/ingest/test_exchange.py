"""Agencies' formats, sitemaps and mail: each read from an example of its own."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tasks.ingest.arrival import Tally
from tasks.ingest.document import Document

Found = Callable[..., list[Document]]

NEWSML = b"""<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem guid="urn:harbour:1" version="2" xml:lang="en"><itemMeta>
 <provider qcode="prov:harbour"><name>Harbour Wire</name></provider>
 <versionCreated>2024-05-01T09:30:00Z</versionCreated></itemMeta>
<contentMeta><contentCreated>2024-05-01T08:00:00Z</contentCreated><by>By Nia Pryce</by>
 <headline>Mill reopens</headline><description role="drol:summary">After nine years.</description></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body>
 <h1>Mill reopens</h1><p>The mill cost &#163;5m &amp; more.</p></body></html></inlineXML></contentSet></newsItem>
<newsItem guid="urn:harbour:2"><contentSet><remoteContent href="loom.jpg"/></contentSet></newsItem>
<newsItem guid="urn:harbour:3"><contentMeta><headline>Plain</headline></contentMeta>
 <contentSet><inlineData>The looms run.</inlineData></contentSet></newsItem>
</itemSet></newsMessage>"""
NITF = b"""<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "http://dtd.example/nitf.dtd" [<!ENTITY up SYSTEM "file:///etc/hostname">]>
<nitf><head><title>x</title><docdata><doc-id id-string="h-7"/><date.issue norm="20240501T080000Z"/></docdata>
<pubdata name="Harbour Post" ex-ref="https://www.harbourpost.example/mill"/></head><body><body.head>
<hedline><hl1>Mill reopens</hl1><hl2>After nine years</hl2></hedline><byline>By <person>Nia Pryce</person></byline>
<dateline><location>OBAN</location></dateline></body.head><body.content><p>The mill cost $5m&up;.</p>
<media><media-caption>A loom.</media-caption></media></body.content></body></nitf>"""
SITEMAP = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://www.harbourpost.example/mill</loc>
<news:news><news:publication><news:name>Harbour Post</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2024-05-01</news:publication_date><news:title>Mill reopens</news:title></news:news></url>
<url><loc>https://www.harbourpost.example/loom</loc></url></urlset>"""
LETTER = (
    b"From: Harbour Post <letters@harbourpost.example>\r\nSubject: =?utf-8?q?Mill_reopens_for_=C2=A35m?=\r\n"
    b"Date: Wed, 01 May 2024 08:00:00 +0100\r\nMessage-ID: <m1@harbourpost.example>\r\n"
    b"List-Id: Morning Post <morning.harbourpost.example>\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nPlain words.\r\n'
    b"--b\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"<html><body><p>The mill cost =A35m.</p></body></html>\r\n--b--\r\n"
)
PLAIN_LETTER = (
    b"From: a@harbourpost.example\nSubject: Looms\nDate: Thu, 02 May 2024 08:00:00 Z\n\nThe looms run.\n>From here.\n"
)
ENVELOPE = b"From letters@harbourpost.example Wed May  1 08:00:00 2024\n"


def records(arrived: list[Document]) -> list[dict[str, Any]]:
    return [json.loads(one.content) for one in arrived]


def test_newsml_items_that_hold_text(found: Found) -> None:
    first, second = records(found(NEWSML))
    assert first == {
        "id": "urn:harbour:1",
        "source": "Harbour Wire",
        "title": "Mill reopens",
        "standfirst": "After nine years.",
        "byline": "By Nia Pryce",
        "published": "2024-05-01T08:00:00Z",
        "updated": "2024-05-01T09:30:00Z",
        "language": "en",
        "body": "<p>The mill cost £5m &amp; more.</p>",
    }
    assert second["body"] == "The looms run."


def test_nitf_without_its_dtd_or_entities(found: Found, tally: Tally) -> None:
    (document,) = found(NITF)
    record = records([document])[0]
    assert record["body"].startswith("<p>OBAN - The mill cost $5m")
    assert (record["title"], record["standfirst"], record["byline"]) == (
        *("Mill reopens", "After nine years", "Nia Pryce"),
    )
    assert record["captions"] == ["A loom."]
    assert (document.url, document.source) == ("https://www.harbourpost.example/mill", "Harbour Post")
    assert tally.formats == {"nitf": 1}


def test_a_sitemap_is_links_with_what_it_tells(found: Found) -> None:
    first, second = found(SITEMAP)
    assert records([first]) == [
        {
            "url": "https://www.harbourpost.example/mill",
            "title": "Mill reopens",
            "published": "2024-05-01",
            "source": "Harbour Post",
            "language": "en",
        }
    ]
    assert [one.media_type for one in (first, second)] == ["text/uri-list"] * 2
    assert [one.refusal and one.refusal.reason for one in (first, second)] == ["not_fetched"] * 2


LISTS = {
    "text": b"# today\nhttps://www.harbourpost.example/mill\nhttps://www.harbourpost.example/loom\n",
    "CSV": b"url,title\nhttps://www.harbourpost.example/mill,Mill\nhttps://www.harbourpost.example/loom,Loom\n",
    "JSON Lines": b'{"url": "https://www.harbourpost.example/mill"}\n{"url": "https://www.harbourpost.example/loom"}\n',
}


@pytest.mark.parametrize("content", LISTS.values(), ids=LISTS)
def test_a_list_of_addresses_is_links(found: Found, content: bytes) -> None:
    arrived = found(content)
    assert [one.url for one in arrived] == [f"https://www.harbourpost.example/{page}" for page in ("mill", "loom")]
    assert {one.media_type for one in arrived} == {"text/uri-list"}


def test_a_newsletter(found: Found) -> None:
    (document,) = found(LETTER)
    record = records([document])[0]
    assert record == {
        "id": "m1@harbourpost.example",
        "title": "Mill reopens for £5m",
        "published": "Wed, 01 May 2024 08:00:00 +0100",
        "source": "Morning Post",
        "html": "<html><body><p>The mill cost £5m.</p></body></html>",
    }
    assert document.source == "Morning Post"


def test_a_mailbox(found: Found, tally: Tally) -> None:
    first, second = found(ENVELOPE + LETTER.replace(b"\r\n", b"\n") + b"\n" + ENVELOPE + PLAIN_LETTER)
    assert records([first])[0]["title"] == "Mill reopens for £5m"
    assert records([second])[0]["text"] == "The looms run.\nFrom here."
    assert tally.formats == {"mbox": 2}


@pytest.mark.parametrize(("header", "reason"), [(b"List-Id", None), (b"Content-Type", "unreadable")])
def test_a_message_with_headers_of_malice_costs_no_other(found: Found, header: bytes, reason: str | None) -> None:
    nested = header + b": " + b"(" * 3000 + b"\n" + PLAIN_LETTER
    first, second, third = found(b"\n".join(ENVELOPE + one for one in (PLAIN_LETTER, nested, PLAIN_LETTER)))
    assert [one.refusal for one in (first, third)] == [None, None]
    assert (second.refusal and second.refusal.reason) == reason


BROKEN = {
    "NewsML that breaks off": (NEWSML[:600], {"no_text"}),
    "a sitemap that breaks off": (SITEMAP[:300], {"not_fetched", "no_text"}),
    "a letter of nothing": (b"From: a@b.example\nSubject: x\nDate: Wed, 1 May 2024\n\n", {"no_text"}),
    "an unknown charset": (LETTER.replace(b"iso-8859-1", b"x-none"), {None}),
    "headers of junk": (b"From: <<>>,;\nSubject: =?x?q?=\nDate: ?\nTo: \x80\n\nThe looms run.\n", {None}),
}


@pytest.mark.parametrize(("content", "reasons"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_read_or_refused(found: Found, content: bytes, reasons: set[str | None]) -> None:
    arrived = found(content)
    assert arrived
    assert {one.refusal and one.refusal.reason for one in arrived} <= reasons
