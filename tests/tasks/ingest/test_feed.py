"""Feeds, an item a record."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.ingest.feed import records

RSS = b"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Harbour Post</title><item><title>Looms run again</title>
<link>https://example.com/looms</link><guid isPermaLink="false">hp-1</guid><dc:creator>Nia Pryce</dc:creator>
<pubDate>Thu, 04 Mar 2021 10:00:00 GMT</pubDate><description>Sixty weavers return.</description>
<content:encoded><![CDATA[<p>The mill reopened.</p>]]></content:encoded></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Looms run again</title><id>tag:hp-1</id>
<link rel="self" href="https://example.com/feed"/><link href="https://example.com/looms"/>
<author><name>Nia Pryce</name></author><published>2021-03-04T10:00:00Z</published>
<updated>2021-03-05T10:00:00Z</updated><summary>Sixty weavers return.</summary></entry></feed>"""


def test_rss() -> None:
    assert list(records(RSS)) == [
        {
            "title": "Looms run again",
            "id": "hp-1",
            "published": "Thu, 04 Mar 2021 10:00:00 GMT",
            "author": "Nia Pryce",
            "body": "<p>The mill reopened.</p>",
            "description": "Sixty weavers return.",
            "url": "https://example.com/looms",
        }
    ]


def test_atom() -> None:
    (found,) = records(ATOM)
    assert (found["url"], found["author"], found["id"]) == ("https://example.com/looms", "Nia Pryce", "tag:hp-1")
    assert (found["published"], found["updated"]) == ("2021-03-04T10:00:00Z", "2021-03-05T10:00:00Z")
    assert (found["body"], "description" in found) == ("Sixty weavers return.", False)


@pytest.mark.parametrize(
    ("feed", "items"),
    [
        pytest.param(RSS[:-30], 1, id="cut short"),
        pytest.param(b"\n\n" + RSS, 1, id="space before the declaration"),
        pytest.param(RSS.replace(b"Looms run", b"Looms & mills run"), 1, id="bare ampersand"),
        pytest.param(
            b"<rss><channel><item><guid>https://example.com/a</guid></item></channel></rss>", 1, id="guid is the link"
        ),
        pytest.param(b"<rss/>", 0, id="no item"),
        pytest.param(b"", 0, id="nothing"),
    ],
)
def test_malformed_feeds(feed: bytes, items: int) -> None:
    found = list(records(feed))
    assert len(found) == items
    assert all("url" in one for one in found)


def test_entities_of_the_feed_are_not_resolved() -> None:
    entity = b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    found = records(entity + b"<rss><item><title>x&a;</title></item></rss>")
    assert [one.get("title") for one in found] == ["x&a;"]


@given(st.binary())
def test_no_bytes_raise(content: bytes) -> None:
    list(records(RSS[:200] + content))
