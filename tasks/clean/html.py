"""A web page: its article, with captions apart, by trafilatura and what the page says of itself."""

import re

from lxml.html import HtmlElement
from trafilatura import bare_extraction, load_html

from tasks.clean import text
from tasks.clean.draft import DateGiven, Draft, Refusal
from tasks.clean.metadata import Metadata, url_date
from tasks.clean.paragraphs import paragraphs
from tasks.clean.unicode import line

MARKUP = re.compile(r"<(?:p|div|br|html|body|article|h[1-6]|ul|table|span)\b[^>]*>", re.IGNORECASE)
SITE_NAME = re.compile(r"\s+[|–—·»-]\s+[^|–—·»-]{2,40}$")


def is_markup(text: str) -> bool:
    """Whether the text is HTML rather than plain.

    >>> is_markup("<p>Shares rose.</p>"), is_markup("Shares of <IBM> rose.")
    (True, False)
    """
    return MARKUP.search(text[:5000]) is not None


def draft(page: bytes | str, url: str | None = None) -> Draft | Refusal:
    """The draft of the article on the page."""
    tree = load_html(page)
    if tree is None:
        return Refusal("no_text", "a page without elements")
    metadata = Metadata(tree)
    captions, credits = _captions(tree)
    found = bare_extraction(tree, fast=True, include_comments=False, url=url)
    body = "" if found is None else str(getattr(found, "text", None) or "")
    if not body.strip():
        return Refusal("no_text", "a page without an article")
    title = _title(tree, metadata)
    parts = text.parted(paragraphs(body), text.Parts(), title=title)
    return Draft(
        title=title,
        standfirst=metadata.value("standfirst"),
        byline=_byline(metadata) or ", ".join(parts.bylines) or None,
        paragraphs=[one for one in parts.paragraphs if one not in set(captions)],
        captions=captions,
        credits=[*credits, *parts.credits],
        dates=[*page_dates(metadata, url), *text.dateline_date(parts.paragraphs)],
        updated=metadata.value("updated"),
        language=metadata.value("language") or tree.get("lang"),
    )


def page_dates(metadata: Metadata, url: str | None) -> list[DateGiven]:
    """The dates that the page gives, the surest first."""
    dated = url_date(url)
    printed = [*metadata.values("published"), *([] if dated is None else [dated]), *metadata.times]
    return [DateGiven(one, "metadata") for one in printed]


def _title(tree: HtmlElement, metadata: Metadata) -> str | None:
    heads = [line(" ".join(head.itertext())) for head in tree.iter("h1")]
    given = metadata.value("title")
    if given is not None:
        bare = SITE_NAME.sub("", given)
        return bare if bare != given and bare in heads else given
    titles = [SITE_NAME.sub("", line(" ".join(tag.itertext()))) for tag in tree.iter("title")]
    return next((one for one in [*heads[:1], *titles] if one), None)


def _byline(metadata: Metadata) -> str | None:
    return next((one for one in metadata.values("byline") if not one.startswith(("http", "@", "/"))), None)


def _captions(tree: HtmlElement) -> tuple[list[str], list[str]]:
    captions = [line(" ".join(tag.itertext())) for tag in tree.iter("figcaption")]
    return [one for one in dict.fromkeys(captions) if one], []
