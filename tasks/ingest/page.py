"""The address that a web page gives as its own, read from its head without parsing the page."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from urllib.parse import urlsplit

from tasks.ingest.identity import canonical_url

HEAD = 400_000  # scripts and styles can fill the head of a page to this length
TAG = re.compile(r"<(link|meta)\b((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>", re.IGNORECASE)
BEGINS = re.compile(r"<(?:link|meta)\b", re.IGNORECASE)
LONGEST_TAG = 2_500  # characters, of which an address has at most 2,000 or so
MOST_TAGS = 2_000  # pages have some dozens
ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


def own_url(content: bytes) -> str | None:
    """The page's canonical link, else its og:url; one that leads to a front page is not believed.

    >>> own_url(b'<head><link rel="canonical" href="https://example.com/a"></head>')
    'https://example.com/a'
    >>> own_url(b'<meta property="og:url" content="https://example.com/">') is None
    True
    """
    head = content[:HEAD].decode("utf-8", "replace")
    end = head.lower().find("</head")
    found: dict[str, str] = {}
    for tag in tags(head if end < 0 else head[:end]):
        kind, inside = tag.groups()
        attributes = {name.lower(): unescape(a or b or c) for name, a, b, c in ATTRIBUTE.findall(inside)}
        if kind.lower() == "link" and "canonical" in attributes.get("rel", "").lower().split():
            found.setdefault("canonical", attributes.get("href", "").strip())
        elif (attributes.get("property") or attributes.get("name", "")).lower() == "og:url":
            found.setdefault("og:url", attributes.get("content", "").strip())
    return next((found[key] for key in ("canonical", "og:url") if _leads_to_page(found.get(key, ""))), None)


def tags(head: str) -> Iterator[re.Match[str]]:
    """The link and meta tags, but for those of absurd length or number."""
    for begin in islice(BEGINS.finditer(head), MOST_TAGS):
        tag = TAG.match(head, begin.start(), begin.start() + LONGEST_TAG)
        if tag is not None:
            yield tag


def _leads_to_page(url: str) -> bool:
    canonical = canonical_url(url)
    return canonical is not None and bool(urlsplit(canonical).path or urlsplit(canonical).query)
