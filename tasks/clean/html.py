"""A web page: its article, with captions apart, by trafilatura and what the page says of itself."""

import re
from html import unescape

from lxml.etree import _Element
from lxml.html import HtmlElement
from trafilatura import bare_extraction, load_html

from tasks.clean import matter, text
from tasks.clean.draft import DateGiven, Draft, Refusal
from tasks.clean.metadata import Metadata, url_date
from tasks.clean.paragraphs import paragraphs
from tasks.clean.prune import HEADINGS, RUNNING, join_pieces, prune, running, text_of
from tasks.limits import LIMITS, Limits

NAMES = "p|div|html|body|article|section|h[1-6]|ul|ol|table|span|strong|em"
# A lone opening tag may be a ticker in capitals, as in "Phillips <P> rose".
MARKUP = re.compile(rf"</(?:{NAMES})\s*>|<br\s*/?>|<(?:{NAMES})\s+\w+=", re.IGNORECASE)
SITE_NAME = re.compile(r"\s+[|–—·»-]\s+[^|–—·»-]{2,40}$")
# Elements that begin a paragraph: trafilatura's own, and HTML's.
BREAKS = {"p", "head", "item", "cell", "code", "quote", "list", "table", "row", "lb"} | {
    *{"div", "br", "li", "ul", "ol", "tr", "td", "th", "blockquote", "section", "pre", "body", *HEADINGS}
}
SHORTEST = 40  # characters; a page of shorter lines that are no sentences is a menu
ENOUGH = 0.6  # of the page's running text; an extraction with less is tried again with all of trafilatura's means

LARGEST = 8_000_000  # bytes; the longest pages of news hold five million, most of it scripts
LARGE, LONGEST_ATTRIBUTE = 1_000_000, 10_000
LITTLE = 0.5  # of what was to be found; an extraction with less has missed the article


def is_markup(text: str) -> bool:
    """Whether the text of a record is HTML rather than plain.

    >>> is_markup("<p>Shares rose.</p>"), is_markup("Shares of <IBM> rose.")
    (True, False)
    """
    return MARKUP.search(text[:5000]) is not None


def draft(page: bytes | str, url: str | None = None, limits: Limits = LIMITS) -> Draft | Refusal:
    """The draft of the article on the page."""
    tree = _tree(page, limits)
    if isinstance(tree, Refusal):
        return tree
    metadata = Metadata(tree)
    title = _title(tree, metadata)
    heads = {_folded(one) for one in [*_heads(tree), *metadata.values("title"), title or ""]}
    dates = page_dates(metadata, url)  # read before the tree is pruned
    pruned = prune(tree, metadata.values("standfirst"))
    found = _best(extracted(tree), page, pruned.running, metadata)
    if not any(len(one) >= SHORTEST or one.endswith((".", "!", "?")) for one in found):
        return Refusal("no_text", "a page without an article")
    parts = text.Parts(captions=pruned.captions, credits=pruned.credits)
    byline = _byline(metadata)
    heads.add(_folded(byline or title or ""))
    while found and (_folded(matter.BY.sub("", found[0])) in heads or matter.date_line(found[0])):
        found.pop(0)
    flowing = [one for paragraph in found if not matter.chaff(paragraph) for one in text.flowing([paragraph], parts)]
    parts = text.parted(flowing, parts)
    return Draft(
        title=title,
        standfirst=pruned.standfirst,
        byline=byline or ", ".join(parts.bylines) or None,
        paragraphs=parts.paragraphs,
        captions=parts.captions,
        credits=parts.credits,
        dates=[*dates, *text.dateline_date(parts.paragraphs)],
        updated=metadata.value("updated"),
        language=metadata.value("language") or tree.get("lang"),
    )


def _tree(page: bytes | str, limits: Limits) -> HtmlElement | Refusal:
    if len(page) > LARGEST:
        return Refusal("too_much", f"a page of {len(page)} bytes; {LARGEST} is the most that is read")
    begun = page.count(b"<") if isinstance(page, bytes) else page.count("<")  # no element begins without one
    if begun > limits.elements:
        return Refusal("too_much", f"a page with room for {begun} elements; {limits.elements} is the most that is read")
    tree = load_html(page)
    if tree is None:
        return Refusal("no_text", "a page without elements")
    if len(page) > LARGE:
        _without_burdens(tree)
    return tree


def _without_burdens(tree: HtmlElement) -> None:
    """Take attributes out that are as large as pages: images written out, states of scripts."""
    for element in tree.iter():
        for name, told in list(element.items()):
            if len(told) > LONGEST_ATTRIBUTE:
                del element.attrib[name]


def fragment(markup: str, limits: Limits = LIMITS) -> Draft | Refusal:
    """The draft of a piece of HTML that holds an article's text and nothing else, as feeds and records carry it."""
    tree = _tree(f"<html><body><div>{markup}</div></body></html>", limits)
    if isinstance(tree, Refusal):
        return tree
    pruned = prune(tree, [])
    found = [one for text in _flow(tree) if (one := " ".join(text.split()))]
    return Draft(paragraphs=found, captions=pruned.captions, credits=pruned.credits)


def extracted(tree: HtmlElement) -> list[str]:
    """The paragraphs of the article in the tree, which is changed.

    trafilatura's quick way is taken first. Where that finds little of the page's running text, or all of the page in
    one lump, an article in pieces is joined, and the best of all its ways is taken.
    """
    quick = _paragraphs(tree, fast=True)
    if len(quick) > 1 and _running(quick) >= ENOUGH * running(tree):
        return quick
    whole = _paragraphs(tree, fast=False)
    join_pieces(tree)
    return max(quick, whole, _paragraphs(tree, fast=True), key=lambda found: (len(found) > 1, _running(found)))


def _best(found: list[str], page: bytes | str, before: int, metadata: Metadata) -> list[str]:
    """The extracted paragraphs, unless far more of the article is to be had elsewhere.

    What names a surrounding on most pages may name the article on this one: then the page is read as it came. And what
    a page's scripts would bring, its metadata may hold.
    """
    if _running(found) < LITTLE * before:
        whole = _paragraphs(load_html(page), fast=False)
        found = whole if _running(found) <= LITTLE * _running(whole) else found
    told = paragraphs(metadata.value("body") or "")
    return told if _running(found) < LITTLE * sum(map(len, told)) else found


def page_dates(metadata: Metadata, url: str | None) -> list[DateGiven]:
    """The dates that the page gives, the surest first."""
    dated = url_date(url)
    return [
        *(DateGiven(one, basis) for one, basis in metadata.told("published")),
        *([] if dated is None else [DateGiven(dated, "url")]),
        *(DateGiven(one, "text") for one in metadata.times),
    ]


def _paragraphs(tree: HtmlElement, *, fast: bool) -> list[str]:
    found = bare_extraction(tree, fast=fast, include_comments=False, date_extraction_params={"max_date": "2100-01-01"})
    body = getattr(found, "body", None)
    return [] if body is None else [one for text in _flow(body) if (one := " ".join(text.split()))]


def _flow(body: _Element) -> list[str]:
    """The texts of the extracted body, one a paragraph, in order."""
    texts: list[list[str]] = [[]]
    for event, element in iterevents(body):
        if element.tag in BREAKS:
            texts.append([])
        texts[-1].append((element.text if event == "start" else element.tail) or "")
    return ["".join(pieces) for pieces in texts]


def iterevents(body: _Element) -> list[tuple[str, _Element]]:
    """Start and end of each element below the body, in order."""
    found: list[tuple[str, _Element]] = []
    stack: list[tuple[str, _Element]] = [("start", body)]
    while stack:
        event, element = stack.pop()
        found.append((event, element))
        if event == "start":
            stack.append(("end", element))
            stack.extend(("start", child) for child in reversed(element))
    return found


def _running(paragraphs: list[str]) -> int:
    return sum(len(one) for one in paragraphs if len(one) >= RUNNING)


def _folded(title: str) -> str:
    return "".join(char for char in title.casefold() if char.isalnum())


def _heads(tree: HtmlElement) -> list[str]:
    return [text_of(head) for head in tree.iter("h1")]


def _title(tree: HtmlElement, metadata: Metadata) -> str | None:
    heads = _heads(tree)
    given = metadata.value("title")
    if given is not None:
        bare = SITE_NAME.sub("", unescape(given))
        return bare if bare in heads else unescape(given)
    titles = [SITE_NAME.sub("", text_of(tag)) for tag in tree.iter("title")]
    return next((one for one in [*heads[:1], *titles] if one), None)


def _byline(metadata: Metadata) -> str | None:
    return next((one for one in metadata.values("byline") if not one.startswith(("http", "@", "/"))), None)
