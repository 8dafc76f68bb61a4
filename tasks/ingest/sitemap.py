"""Sitemaps and news sitemaps: each entry the link to a page, with title and date where they are told."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from tasks.ingest import xml
from tasks.ingest.records import parsed

PARTS = {  # a link's field: the elements that can hold it, the surest first
    "url": ("loc",),
    "title": ("title",),
    "published": ("publication_date",),
    "updated": ("lastmod",),
    "source": ("name",),
    "language": ("language",),
}


def records(content: bytes) -> Iterator[dict[str, Any]]:
    """The entries of a sitemap, or the sitemaps of an index, as records without a text.

    >>> list(records(b"<urlset><url><loc>https://example.com/a</loc><lastmod>2024-05-01</lastmod></url></urlset>"))
    [{'url': 'https://example.com/a', 'updated': '2024-05-01'}]
    """
    root = xml.root(content)
    if root is None:
        return
    for entry in root.iterchildren("{*}url", "{*}sitemap"):
        texts = {xml.local_name(part): xml.text_of(part) for part in reversed(list(_of_article(entry)))}
        found = {field: next((texts[name] for name in names if texts.get(name)), "") for field, names in PARTS.items()}
        if found["url"]:
            yield {field: text for field, text in found.items() if text}


def _of_article(entry: etree._Element) -> Iterator[etree._Element]:
    """The entry's own elements and those of its news part; not those of images and films, which have titles too."""
    for part in entry.iterchildren("{*}*"):
        yield from part.iter("{*}*") if xml.local_name(part) == "news" else (part,)


read = parsed(records, "a sitemap without entries")
