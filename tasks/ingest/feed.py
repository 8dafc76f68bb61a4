"""Feeds: RSS, RDF and Atom, an item a record."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from tasks.ingest import xml
from tasks.ingest.records import parsed

FIRST_OF = {  # a record's field: the elements that can hold it, the fullest first, without their namespaces
    "title": ("title",),
    "id": ("guid", "id"),
    "published": ("pubDate", "published", "issued", "date", "created"),
    "updated": ("updated", "modified"),
    "author": ("creator", "author"),
    "body": ("encoded", "content", "description", "summary"),
    "description": ("description", "summary", "subtitle"),
}


def records(content: bytes) -> Iterator[dict[str, Any]]:
    """The feed's items, each as a record with what is known of title, url, id, published, updated, author, body.

    A malformed feed is read as far as it can be. Entities are not resolved and nothing is fetched.

    >>> list(records(b"<rss><channel><item><title>Mill</title><link>https://example.com/a</link></item></channel></rss>"))
    [{'title': 'Mill', 'url': 'https://example.com/a'}]
    """
    root = xml.root(content)
    if root is None:
        return
    for item in root.iter("{*}item", "{*}entry"):
        parts: dict[str, list[etree._Element]] = {}
        for part in item.iterchildren("{*}*"):
            parts.setdefault(xml.local_name(part), []).append(part)
        record = {field: text for field, names in FIRST_OF.items() if (text := _first(parts, names))}
        url = _link(parts) or (record["id"] if record.get("id", "").startswith("http") else "")
        if record.get("description") == record.get("body"):
            record.pop("description", None)
        yield record | ({"url": url} if url else {})


def _first(parts: dict[str, list[etree._Element]], names: tuple[str, ...]) -> str:
    return next((text for name in names for part in parts.get(name, []) if (text := _text(part))), "")


def _text(part: etree._Element) -> str:
    """The element's text; of XHTML inside it the markup; of an author the name."""
    name = part.find("{*}name")
    if name is not None:
        return (name.text or "").strip()
    if len(part):
        return (part.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in part)
    return (part.text or "").strip()


def _link(parts: dict[str, list[etree._Element]]) -> str:
    links = parts.get("link", [])
    plain = [_text(one) for one in links] + [
        one.get("href", "") for one in links if one.get("rel", "alternate") == "alternate"
    ]
    return next((one for one in plain if one), "")


read = parsed(records, "a feed without items")
