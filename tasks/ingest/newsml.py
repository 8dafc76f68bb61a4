"""NewsML-G2 and NewsML 1: the exchange formats of news agencies (IPTC), a news item a document."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from tasks.ingest import nitf, xml
from tasks.ingest.records import parsed

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
ITEMS = ("{*}newsItem", "{*}NewsItem")


def records(content: bytes) -> Iterator[dict[str, Any]]:
    """Each news item that holds text, as a record; pictures, packages and planning hold none and are left out.

    >>> item = b"<newsItem guid='u:1'><contentMeta><headline>Mill</headline></contentMeta><contentSet><inlineXML>"
    >>> list(records(item + b"<html><body><p>It reopened.</p></body></html></inlineXML></contentSet></newsItem>"))
    [{'id': 'u:1', 'title': 'Mill', 'body': '<p>It reopened.</p>'}]
    """
    root = xml.root(content)
    for item in () if root is None else root.iter(*ITEMS):
        record = _article(item)
        if "body" in record:
            yield record


def _article(item: etree._Element) -> dict[str, Any]:
    inner = next(item.iter("{*}nitf"), None)
    own = {
        "id": item.get("guid") or _text(item, "PublicIdentifier"),
        "url": next((one.get("href", "") for one in item.iter("{*}link") if _canonical(one)), ""),
        "source": _name(item, "infoSource", "provider") or _name(item, "copyrightHolder"),
        "title": _text(item, "headline", "HeadLine"),
        "standfirst": _role(item, "summary") or _text(item, "SubHeadLine"),
        "byline": _text(item, "by", "ByLine") or _name(item, "creator"),
        "published": _text(item, "embargoed", "contentCreated", "firstCreated", "FirstCreated", "versionCreated"),
        "updated": _text(item, "contentModified", "versionCreated", "ThisRevisionCreated"),
        "language": item.get(LANGUAGE) or next((one.get("tag", "") for one in item.iter("{*}language")), ""),
        "body": "" if inner is not None else _body(item),
    }
    record = {field: value for field, value in own.items() if value}
    return record if inner is None else nitf.article(inner) | record


def _body(item: etree._Element) -> str:
    """The item's text: markup in place, else plain text, else NewsML 1's content."""
    for inline in item.iter("{*}inlineXML"):
        body = next(inline.iter("{*}body"), None)
        told = inline if body is None else body
        return xml.markup(told, without=("h1", "style", "script")) if xml.text_of(told) else ""
    for data in item.iter("{*}inlineData"):
        return (data.text or "").strip()
    for content in item.iter("{*}DataContent"):
        return xml.markup(content)
    return ""


def _canonical(link: etree._Element) -> bool:
    return link.get("rel", "").rpartition(":")[2] in {"canonical", "webpage", "alternate"}


def _text(item: etree._Element, *names: str) -> str:
    """The text of the first of these elements that has any; the names' order goes before the file's."""
    return next((text for name in names for one in item.iter("{*}" + name) if (text := xml.text_of(one))), "")


def _name(item: etree._Element, *names: str) -> str:
    """The name that an element gives to a party, else its literal or code without scheme."""
    for name in names:
        for one in item.iter("{*}" + name):
            told = _text(one, "name") or one.get("literal") or one.get("qcode", "").rpartition(":")[2]
            if told:
                return told
    return ""


def _role(item: etree._Element, role: str) -> str:
    found = (one for one in item.iter("{*}description") if one.get("role", "").rpartition(":")[2] == role)
    return next((text for one in found if (text := xml.text_of(one))), "")


read = parsed(records, "NewsML without an item that holds text")
