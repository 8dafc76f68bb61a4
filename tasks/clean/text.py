"""Plain text, as agencies and archives print an article: title, standfirst, captions, body, source line."""

from dataclasses import dataclass, field

from tasks.clean import matter
from tasks.clean.draft import DateGiven, Draft
from tasks.clean.paragraphs import SENTENCE_END, blocks
from tasks.clean.unicode import line

TITLE_LONGEST = 250
STANDFIRST_LONGEST = 320
FRONT = 8  # blocks at most between title and body


@dataclass(slots=True)
class Parts:
    """An article's paragraphs with the matter around them taken out."""

    paragraphs: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    dates: list[DateGiven] = field(default_factory=list)

    def take(self, block: list[str]) -> bool:
        """Whether the block was matter that stands apart from the text; if so it has been put in its place."""
        if any(matter.credited(one) or matter.opens_caption(one) for one in block):
            for one in block:
                self.caption(one)
            return True
        if all(matter.credit_only(one) for one in block):
            self.credits += block
            return True
        if all(matter.byline(one) or matter.date_line(one) for one in block):
            self.bylines += [name for one in block if (name := matter.byline(one))]
            self.dates += [DateGiven(date, "text") for one in block if (date := matter.date_line(one))]
            return True
        return False

    def caption(self, one: str) -> None:
        """Keep a caption, with its credit apart."""
        caption, credit = matter.credited(one) or (one, "")
        self.captions += [caption] if caption else []
        self.credits += [credit] if credit else []


def draft(text: str) -> Draft:
    """The draft of an article in plain text; its first line is the title where it can be one."""
    given = blocks(text)
    given = [[one] for one in given[0]] if len(given) == 1 else given
    title = _title(given)
    parts = Parts()
    standfirst, begin = _front(given, 0 if title is None else 1, parts)
    rest = parted([one for block in given[begin:] for one in flowing(block, parts)], parts)
    return Draft(
        title=title,
        standfirst=standfirst,
        byline=", ".join(rest.bylines) or None,
        paragraphs=rest.paragraphs,
        captions=rest.captions,
        credits=rest.credits,
        dates=[*rest.dates, *dateline_date(rest.paragraphs)],
    )


def parted(paragraphs: list[str], parts: Parts, *, title: str | None = None) -> Parts:
    """The paragraphs, with a repeated title, bylines at their head and closing lines at their end taken out."""
    kept = list(paragraphs)
    while kept and ((title is not None and line(kept[0]) == title) or _heads(kept[0], parts)):
        kept.pop(0)
    while kept and matter.closing(kept[-1]):
        parts.credits.append(kept.pop())
    if kept and (bracket := matter.CLOSING_BRACKET.search(kept[-1])) is not None and bracket.start() > 0:
        parts.credits.append(bracket[0].strip().strip("()"))
        kept[-1] = kept[-1][: bracket.start()]
    parts.paragraphs = kept
    return parts


def dateline_date(paragraphs: list[str]) -> list[DateGiven]:
    """The date of the dateline that opens the text, if it has one."""
    found = matter.dateline(paragraphs[0]) if paragraphs else None
    return [] if found is None or found.date is None else [DateGiven(found.date, "dateline")]


def _heads(paragraph: str, parts: Parts) -> bool:
    name = matter.byline(paragraph)
    parts.bylines += [] if name is None else [name]
    return name is not None


def _title(given: list[list[str]]) -> str | None:
    if len(given) < 2 or len(given[0]) > 1:
        return None
    first = given[0][0]
    plain = len(first) <= TITLE_LONGEST and not first.endswith((".", ":", ";", ","))
    return first if plain and matter.dateline(first) is None and matter.byline(first) is None else None


def _front(given: list[list[str]], begin: int, parts: Parts) -> tuple[str | None, int]:
    """The standfirst and the place where the body begins; what stands between goes into parts."""
    candidate: int | None = None
    at = begin
    while at < min(len(given), begin + FRONT):
        if not parts.take(given[at]):
            if begin == 0 or candidate is not None or not _can_stand_first(given[at]):
                break
            candidate = at
        at += 1
    if candidate is None:
        return None, at
    text_behind = any(not matter.closing(block[0]) for block in given[at:])
    taken_behind = at > candidate + 1
    if text_behind and (taken_behind or matter.dateline(given[at][0]) or not SENTENCE_END.search(given[candidate][0])):
        return given[candidate][0], at
    return None, candidate


def _can_stand_first(block: list[str]) -> bool:
    return len(block) == 1 and len(block[0]) <= STANDFIRST_LONGEST and matter.dateline(block[0]) is None


def flowing(block: list[str], parts: Parts) -> list[str]:
    """The block's lines that belong to the text; a caption among paragraphs is known by its credit alone."""
    kept = []
    for one in block:
        if matter.credit_only(one):
            parts.credits.append(one)
        elif matter.credited(one):
            parts.caption(one)
        else:
            kept.append(one)
    return kept
