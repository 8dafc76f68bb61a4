"""What a page says of itself: JSON-LD of schema.org, meta tags, time elements, its own address."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from html import unescape
from typing import Any

from lxml.html import HtmlElement

from tasks.clean.words import column, rows

ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report|Review|Newspaper)$")
PAGE_TYPE = re.compile(r"(?:WebPage|ItemPage)$")
URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2]|[a-z]{3})[/-]?(0[1-9]|[12]\d|3[01])(?=\D)", re.IGNORECASE)
WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$")
DEEPEST = 12  # levels of JSON-LD; published ones have five


class Metadata:
    """The metadata of one page, read when asked for."""

    def __init__(self, tree: HtmlElement) -> None:
        self._tree = tree

    def values(self, field: str) -> list[str]:
        """What the page says under each of the field's names, the surest first."""
        return [one for one, _ in self.told(field)]

    def told(self, field: str) -> list[tuple[str, str]]:
        """The same, each with where it stands: json-ld or meta."""
        found = []
        for row in rows("page_names"):
            if row["field"] == field:
                source, basis = (self.linked, "json-ld") if row["kind"] == "linked" else (self.meta, "meta")
                found += [(one, basis) for one in source.get(row["name"], []) if one]
        return found

    def value(self, field: str) -> str | None:
        """The surest of them."""
        return next(iter(self.values(field)), None)

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """The contents of the meta tags, by their name in lower case."""
        found: dict[str, list[str]] = {}
        for tag in self._tree.iter("meta"):
            content = " ".join((tag.get("content") or "").split())
            for key in ("property", "name", "itemprop", "http-equiv"):
                if tag.get(key) and content:
                    found.setdefault(tag.get(key, "").strip().lower(), []).append(content)
        return found

    @cached_property
    def linked(self) -> dict[str, list[str]]:
        """The article's properties in JSON-LD, by their name in lower case, as text."""
        found: dict[str, list[str]] = {}
        wanted = column("page_names", "name", kind="linked")
        for item in sorted(self._items(), key=lambda item: not _is(item, ARTICLE_TYPE)):
            for key, value in item.items():
                if key.lower() not in wanted:
                    continue
                texts = [" ".join(unescape(text).split()) for text in _texts(value)]
                found.setdefault(key.lower(), []).extend([", ".join(texts)] if key == "author" else texts)
        return found

    @cached_property
    def times(self) -> list[str]:
        """The moments of time elements, those that are marked as the publication's first."""
        tags = [tag for tag in self._tree.iter("time") if tag.get("datetime")]
        tags.sort(key=lambda tag: tag.get("pubdate") is None and "ublish" not in str(dict(tag.attrib)))
        return [tag.get("datetime", "") for tag in tags[:3]]

    def _items(self) -> Iterator[Mapping[str, Any]]:
        for script in self._tree.iter("script"):
            if "ld+json" in (script.get("type") or "").lower() and script.text:
                try:
                    value = json.loads(WRAPPING.sub("", script.text), strict=False)
                except (ValueError, RecursionError):
                    continue  # a page's broken JSON-LD is as good as none
                yield from (item for item in _walk(value) if _is(item, ARTICLE_TYPE) or _is(item, PAGE_TYPE))


def url_date(url: str | None) -> str | None:
    """The date in a page's address.

    >>> url_date("https://example.com/2021/03/04/mill")
    '2021 03 04'
    """
    match = URL_DATE.search(url or "")
    return None if match is None else " ".join(match.groups())


def _walk(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if depth > DEEPEST:
        return
    if isinstance(value, Mapping):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement"):
            yield from _walk(value.get(key), depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _walk(item, depth + 1)


def _is(item: Mapping[str, Any], kind: re.Pattern[str]) -> bool:
    types = item.get("@type")
    return any(isinstance(one, str) and kind.search(one) for one in (types if isinstance(types, list) else [types]))


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if isinstance(value, Mapping):
        return _texts(value.get("name"))
    return []
