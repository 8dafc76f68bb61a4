"""What a document's bytes are: told by the content, never by the file's name."""

import codecs
import re

TEXT = "text/plain"
HTML = "text/html"
JSON = "application/json"
LINK = "text/uri-list"
OTHER = "application/octet-stream"

MAGIC = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive or office document",
    b"PK\x05\x06": "an empty zip archive",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"RIFF": "an image, sound or film",
    b"ID3": "a sound",
    b"OggS": "a sound or film",
    b"PAR1": "a Parquet file",
    b"ARROW1": "an Arrow file",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"\x28\xb5\x2f\xfd": "a zstd file",
    b"\x04\x22\x4d\x18": "an lz4 file",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"SQLite format 3": "a SQLite database",
    b"\x7fELF": "a program",
    b"WARC/": "a WARC archive",
    b"filedesc:": "an ARC archive",
    b"{\\rtf": "an RTF document",
}
BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
CONTROL = bytes(sorted(set(range(32)) - set(b"\t\n\r\f\x1b")))
MOST_CONTROL = 0.02  # of random bytes a tenth are control characters, of damaged text far fewer

LEADING = re.compile(rb"(?:\s+|<!--.*?-->|<\?xml[^>]*\?>)*", re.DOTALL)
DOCTYPE = re.compile(rb"<!doctype\s+(\w+)", re.IGNORECASE)
HTML_TAG = re.compile(rb"<(?:html|head|body|article|title|meta|div|main|section|p|h[1-6]|table|span|br)\b[^>]*>", re.I)
XML_ROOT = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)[\s>/]")
XML_DOCTYPE = re.compile(rb"<!DOCTYPE\s(?:[^>\[]|\[[^\]]*\])*>\s*")
# Roots that are XML though they declare nothing.
XML_ROOTS = {b"rss", b"feed", b"rdf", b"urlset", b"sitemapindex", b"nitf", b"opml", b"svg"} | {
    *{b"newsitem", b"newsmessage", b"packageitem"}
}


def media_type(head: bytes) -> str:
    """The media type of a document that begins so; application/octet-stream where it is neither text, HTML nor JSON.

    >>> media_type(b"<!doctype html><p>Shares rose."), media_type(b'[{"id": 1}]'), media_type(b"Shares rose.")
    ('text/html', 'application/json', 'text/plain')
    >>> media_type(b"%PDF-1.7"), media_type(b"<rss version='2.0'><channel>")
    ('application/octet-stream', 'application/octet-stream')
    """
    if stranger(head) is not None:
        return OTHER
    leading = LEADING.match(start := _after_bom(head))
    body = start if leading is None else start[leading.end() :]
    if body[:1] in (b"{", b"["):
        return JSON if re.match(rb"\{\s*(\"|\}|$)|\[\s*([\[{\"\]\d]|$)", body) else TEXT
    return HTML if is_html(body) else TEXT


def stranger(head: bytes) -> str | None:
    """What a document that begins so is, where it is none that can be read; None for text, HTML and JSON."""
    for magic, name in MAGIC.items():
        if head.startswith(magic):
            return name
    if not head.startswith(BOMS) and len(head) - len(head.translate(None, CONTROL)) > len(head) * MOST_CONTROL:
        return "binary data"
    return _xml(_after_bom(head))


def xml_root(head: bytes) -> str | None:
    """The first element's name in lower case, without prefix, of what begins so; None where it is no markup.

    >>> xml_root(b'<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf.dtd"><nitf>'), xml_root(b"Shares rose.")
    ('nitf', None)
    """
    root = XML_ROOT.match(_body(_after_bom(head)))
    return None if root is None else root[1].lower().decode("ascii", "replace")


def is_html(body: bytes) -> bool:
    """Whether bytes that begin so, leading space and comments left out, are a web page or a piece of one."""
    doctype = DOCTYPE.match(body)
    if doctype is not None:
        return doctype[1].lower() == b"html"
    return body.startswith(b"<") and HTML_TAG.search(body[:4096]) is not None


def _body(start: bytes) -> bytes:
    """What stands behind white space, comments, the XML declaration and a doctype that is not HTML's."""
    body = start[leading.end() :] if (leading := LEADING.match(start)) is not None else start
    doctype = XML_DOCTYPE.match(body)
    return body if doctype is None or is_html(body) else body[doctype.end() :]


def _xml(start: bytes) -> str | None:
    body = _body(start)
    root = XML_ROOT.match(body)
    if root is None:
        return "XML without an element" if start.lstrip().startswith(b"<?xml") and not is_html(body) else None
    declared = b"<?xml" in start[: len(start) - len(body)] or b"xmlns" in body[:1000]
    if root[1].lower() in XML_ROOTS or (declared and not is_html(body)):
        return f"XML with the root {root[1].decode('ascii', 'replace')}"
    return None


def _after_bom(head: bytes) -> bytes:
    if head.startswith(codecs.BOM_UTF8):
        return head[len(codecs.BOM_UTF8) :]
    if head.startswith(BOMS):
        return head.decode("utf-16", "replace").encode("utf-8", "replace")
    return head
