"""A page's tree without what surrounds the article: captions set apart, promotion and links to other pages removed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from lxml.html import HtmlElement

from tasks.clean import matter
from tasks.clean.words import column

HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
SENTENCE_END = (".", "!", "?", "”", '"', "’", "…", ":", "।")
APART = re.compile(r"[^a-z0-9]+")
HEADINGS = ("h2", "h3", "h4", "h5", "h6")
BLOCKS = ("p", *HEADINGS, "li", "ul", "ol", "div", "span", "figcaption", "blockquote", "section", "aside")
UNSEEN = ("script", "style", "noscript", "svg", "template", "iframe", "button", "select")
LABEL_LONGEST = 40  # characters before the link in "READ ON | Mill to close"
MENU_LINKED = 0.6  # of a list's text lies in links where the list is a menu or a trail of sections
MOST = 0.3  # of the page's running text; what holds more is no surrounding, whatever its name
PICTURE_LONGEST = 400  # characters of text with a picture; more is an article with pictures
RUNNING = 80  # characters; a paragraph so long is running text


@dataclass(slots=True)
class Pruned:
    """What was taken out of the tree and is kept, and how much running text the tree held before (`running`)."""

    captions: list[str] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)
    standfirst: str | None = None
    running: int = 0

    def caption(self, text: str) -> None:
        """Keep a caption, with its credit apart."""
        if matter.credit_only(text):
            self.credits.append(text)
            return
        caption, credit = matter.credited(text) or (text, "")
        self.captions += [caption] if caption else []
        self.credits += [credit] if credit else []


def prune(tree: HtmlElement, descriptions: list[str]) -> Pruned:
    """Take captions, the standfirst and all surroundings out of the tree, which is changed.

    `descriptions` are what the page gives as its summary; an element with just that text is the standfirst.
    """
    kept = Pruned()
    for element in list(tree.iter(*UNSEEN)):
        remove(element)
    kept.running = running(tree)
    most = MOST * kept.running
    _prune_named(tree, kept, most)
    large: set[HtmlElement] = set()
    for heading in list(tree.iter(*HEADINGS)):
        if matter.leads_away(text_of(heading)):
            remove(_headed_by(heading, most, large))
    for element in list(tree.iter("p", "li", "ul", "ol", *HEADINGS)):
        if only_link(element):
            remove(element)
    _take_standfirst(tree, set(descriptions), kept)
    return kept


def running(element: HtmlElement) -> int:
    """How many characters of running text the element's paragraphs hold."""
    return sum(length for one in element.iter("p") if (length := len(text_of(one))) >= RUNNING)


def only_link(element: HtmlElement) -> bool:
    """Whether the element holds nothing but links to other pages, with a label at most, and no sentence."""
    links = [text_of(one) for one in element.iter("a")]
    text = text_of(element) if links else ""
    if not text or text.endswith(SENTENCE_END):
        return False
    linked = sum(map(len, links))
    if element.tag in {"ul", "ol"}:
        return linked >= MENU_LINKED * len(text) and not any(text_of(one).endswith(SENTENCE_END) for one in element)
    if linked >= 0.9 * len(text):
        return len(text.split()) > 2
    label = text[: len(text) - len(links[-1])].rstrip()
    return text.endswith(links[-1]) and len(label) <= LABEL_LONGEST and label.endswith((":", "|"))


def remove(element: HtmlElement) -> None:
    """Take the element out of its tree; the text behind it stays."""
    if element.getparent() is not None:
        element.drop_tree()


def text_of(element: HtmlElement) -> str:
    """The element's text in one line."""
    return " ".join("".join(element.itertext()).split())


@cache
def named(names: str) -> str | None:
    """The kind of section that an element of that class and id is: caption, standfirst, chaff or picture.

    >>> named("storyRelatedLinks"), named("wp-caption-text"), named("correlated")
    ('chaff', 'caption', None)
    """
    flat = f"-{APART.sub('-', HUMP.sub('-', names).lower())}-"
    return next((kind for kind, words in _names().items() if words.search(flat)), None)


@cache
def _names() -> dict[str, re.Pattern[str]]:
    """For each kind of section, the words that name it; the earlier kind goes before the later."""
    kinds = ("caption", "standfirst", "chaff", "picture")
    return {kind: re.compile(f"-(?:{'|'.join(column('page_sections', 'word', kind=kind))})-") for kind in kinds}


def _prune_named(tree: HtmlElement, kept: Pruned, most: float) -> None:
    """Take out what its tag, class or id names as a caption, a picture's block or a surrounding."""
    for element in list(tree.iter(*BLOCKS)):
        kind = _kind(element)
        if kind is None or kind == "standfirst" or element.getparent() is None:
            continue
        if kind == "chaff" and running(element) <= most:
            remove(element)
        elif kind == "caption" and len(text := text_of(element)) <= matter.CAPTION_LONGEST:
            kept.caption(text)
            remove(element)
        elif kind == "picture":
            _take_picture(element, kept)
    for block in dict.fromkeys(picture.getparent() for picture in tree.iter("img")):
        _take_picture(block, kept)


def _take_picture(block: HtmlElement | None, kept: Pruned) -> None:
    """Take out a picture's block with its caption; a paragraph with a picture in it only where it is no sentence."""
    if block is None or block.tag not in {"div", "span", "p", "li", "section"}:
        return
    text = text_of(block)
    if not 0 < len(text) <= PICTURE_LONGEST or next(block.iter("img", "picture"), None) is None:
        return
    if block.tag != "p" and _kind(block) != "picture":
        return
    if block.tag == "p" and text.endswith(SENTENCE_END):
        return
    if block.tag != "p" and _tells(block):
        return
    if next(block.iter("a", *HEADINGS), None) is None:
        for part in [one for one in map(text_of, block.iter("p", "span")) if one] or [text]:
            kept.caption(part)
    remove(block)


def _tells(block: HtmlElement) -> bool:
    """Whether the block is a slide of a picture story: a heading of its own over running text, and no link."""
    heading, link = next(block.iter(*HEADINGS), None), next(block.iter("a"), None)
    return heading is not None and link is None and running(block) >= RUNNING


def _kind(element: HtmlElement) -> str | None:
    if element.tag == "figcaption" or element.get("itemprop") == "caption":
        return "caption"
    names = " ".join(filter(None, (element.get("class"), element.get("id"))))
    return named(names[:300]) if names else None


def _headed_by(heading: HtmlElement, most: float, large: set[HtmlElement]) -> HtmlElement:
    """The largest section that begins with the heading and is small beside the article.

    `large` are the elements found not to be, so that many headings in one do not each read all of it.
    """
    section, title = heading, text_of(heading)
    while (parent := section.getparent()) is not None and parent.tag not in {"body", "article", "main"}:
        if not _begins(parent, title) or _more(parent, most, large):
            break
        section = parent
    return section


def _begins(element: HtmlElement, title: str) -> bool:
    """Whether the element's text begins with the title; no more of it is read than that needs."""
    pieces, wanted = [], len("".join(title.split()))
    for piece in element.itertext():
        pieces.append(piece)
        wanted -= len("".join(piece.split()))
        if wanted <= 0:
            break
    return " ".join("".join(pieces).split()).startswith(title)


def _more(element: HtmlElement, most: float, large: set[HtmlElement]) -> bool:
    """Whether the element holds more running text than that."""
    if element not in large and running(element) > most:
        large.add(element)
    return element in large


def _take_standfirst(tree: HtmlElement, told: set[str], kept: Pruned) -> None:
    """Keep the first element behind the headline that is the page's description, or is named a standfirst."""
    for element in _before_body(tree):
        explicit = _kind(element) == "standfirst" or element.get("itemprop") == "description"
        text = text_of(element) if explicit or len(element) < 4 else ""
        if (text in told and not _among_paragraphs(element)) or (
            explicit and 20 <= len(text) <= 500 and not matter.chaff(text)
        ):
            kept.standfirst = text or None
            remove(element)
            return


def _among_paragraphs(element: HtmlElement) -> bool:
    """Whether the element is a paragraph beside the body's: many pages describe themselves by their first sentence."""
    parent = element.getparent()
    if element.tag != "p" or parent is None or len(text_of(element)) < RUNNING:
        return False
    return sum(one is not element and len(text_of(one)) >= RUNNING for one in parent.iterchildren("p")) >= 2


def _before_body(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The blocks behind the headline, to the second running paragraph."""
    seen, headline = 0, next(tree.iter("h1"), None) is None
    for element in list(tree.iter("h1", "h2", "h3", "p", "div", "span", "section")):
        if element.tag == "h1":
            headline = True
        elif headline:
            yield element
            seen += element.tag == "p" and len(text_of(element)) >= RUNNING
        if seen >= 2:
            return


def join_pieces(tree: HtmlElement) -> None:
    """Bring an article that was cut into several blocks of one class, for pictures and promotion, into the first."""
    pieces: dict[tuple[str, str, HtmlElement | None], list[HtmlElement]] = {}
    for block in tree.iter("div", "section"):
        paragraphs = [one for one in block if one.tag == "p" and len(text_of(one)) >= RUNNING]
        if len(paragraphs) > 1 and block.get("class"):
            article = next(block.iterancestors("article"), None)
            pieces.setdefault((block.tag, block.get("class", ""), article), []).append(block)
    for first, *others in pieces.values():
        for other in others:
            if first not in other.iterancestors():
                first.extend(list(other))
                remove(other)
