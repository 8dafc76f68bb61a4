"""NITF: the news industry's text format (IPTC), an article a file."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from tasks.ingest import xml
from tasks.ingest.records import parsed


def records(content: bytes) -> Iterator[dict[str, Any]]:
    """The article, as a record; none where nothing in the file is NITF.

    >>> page = b"<nitf><body><body.head><hedline><hl1>Mill</hl1></hedline></body.head>"
    >>> list(records(page + b"<body.content><p>It reopened.</p></body.content></body></nitf>"))
    [{'title': 'Mill', 'body': '<p>It reopened.</p>'}]
    """
    root = xml.root(content)
    for nitf in () if root is None else root.iter("{*}nitf"):
        yield article(nitf)


def article(nitf: etree._Element) -> dict[str, Any]:
    """The record of one nitf element."""
    body = next(nitf.iter("{*}body.content"), None)
    captions = [xml.text_of(one) for one in nitf.iter("{*}media-caption")]
    record = {
        "id": _attribute(nitf, "doc-id", "id-string"),
        "url": _attribute(nitf, "pubdata", "ex-ref"),
        "source": _text(nitf, "distributor") or _attribute(nitf, "pubdata", "name"),
        "title": _text(nitf, "hl1") or _text(nitf, "hedline") or _text(nitf, "title"),
        "standfirst": _text(nitf, "hl2") or _text(nitf, "abstract"),
        "byline": _text(nitf, "person") or _text(nitf, "byline"),
        "published": _attribute(nitf, "date.issue", "norm") or _attribute(nitf, "pubdata", "date.publication"),
        "updated": _attribute(nitf, "date.release", "norm"),
        "language": nitf.get("{http://www.w3.org/XML/1998/namespace}lang", ""),
        "captions": [one for one in captions if one],
        "body": _dateline(nitf, "" if body is None else xml.markup(body, without=("media", "table"))),
    }
    return {field: value for field, value in record.items() if value}


def _dateline(nitf: etree._Element, body: str) -> str:
    """The body, with the dateline before its first words, as it is printed."""
    found = next(nitf.iter("{*}dateline"), None)
    place = xml.text_of(found)
    return body.replace("<p>", f"<p>{place} - ", 1) if place and "<p>" in body else body


def _text(nitf: etree._Element, name: str) -> str:
    return next((text for one in nitf.iter("{*}" + name) if (text := xml.text_of(one))), "")


def _attribute(nitf: etree._Element, name: str, attribute: str) -> str:
    return next((value for one in nitf.iter("{*}" + name) if (value := one.get(attribute, "").strip())), "")


read = parsed(records, "NITF without an article")
