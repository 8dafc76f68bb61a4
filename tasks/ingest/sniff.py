"""What a document's bytes are: told by the content, never by the file's name."""

import codecs
import re

TEXT = "text/plain"
HTML = "text/html"
JSON = "application/json"
OTHER = "application/octet-stream"

GZIP = b"\x1f\x8b"
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
FEEDS = {b"rss", b"feed", b"rdf"}
XML_ROOTS = {b"rss", b"feed", b"rdf", b"urlset", b"sitemapindex", b"newsitem", b"newsmessage", b"nitf", b"opml", b"svg"}


def media_type(head: bytes) -> str:
    """The media type of a document that begins so; application/octet-stream where it is neither text, HTML nor JSON.

    >>> media_type(b"<!doctype html><p>Shares rose."), media_type(b'[{"id": 1}]'), media_type(b"Shares rose.")
    ('text/html', 'application/json', 'text/plain')
    >>> media_type(b"%PDF-1.7"), media_type(b"<rss version='2.0'><channel>")
    ('application/octet-stream', 'application/octet-stream')
    """
    if stranger(head) is not None:
        return OTHER
    start = _after_bom(head)
    leading = LEADING.match(start)
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


def is_feed(head: bytes) -> bool:
    """Whether bytes that begin so are RSS, RDF or Atom."""
    start = _after_bom(head)
    leading = LEADING.match(start)
    root = XML_ROOT.match(start if leading is None else start[leading.end() :])
    return root is not None and root[1].lower() in FEEDS


def is_html(body: bytes) -> bool:
    """Whether bytes that begin so, leading space and comments left out, are a web page or a piece of one."""
    doctype = DOCTYPE.match(body)
    if doctype is not None:
        return doctype[1].lower() == b"html"
    return body.startswith(b"<") and HTML_TAG.search(body[:4096]) is not None


def _xml(start: bytes) -> str | None:
    leading = LEADING.match(start)
    body = start if leading is None else start[leading.end() :]
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
