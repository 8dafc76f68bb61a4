"""The matter around an article's text, line by line: bylines, datelines, captions, picture credits, closing lines."""

import re
from dataclasses import dataclass, field
from functools import cache

from tasks.clean.dates import LONGEST, moment
from tasks.clean.words import column

BYLINE_LONGEST = 120
CAPTION_LONGEST = 600
CHAFF_LONGEST = 300
HEADING_LONGEST = 60
BRACKET = re.compile(r"\s*(?:\[([^\[\]]{2,160})\]|\(((?:[^()]|\([^()]{1,80}\)){2,160})\))[.]?$")
TRAILING = re.compile(  # "... Photograph: Joan Lind/Agency" without brackets
    r"\s+((?:photo(?:graph)?|picture|image|illustration)s?(?:\s+credits?)?\s*:\s*[^.:()]{3,80}|credit\s*:\s*[^.:()]{3,80})$",
    re.IGNORECASE,
)
CREDIT_INSIDE = re.compile(r"\b(?:photo|picture|image)s?(?:\s+credits?)?\s*(?::|by\b)")
BY = re.compile(r"^by:?\s+", re.IGNORECASE)
BYLINE = re.compile(
    r"""^(?:words\s+|written\s+|story\s+)?by:?\s+
    (?P<name>[A-Z][\w.'’-]*(?:,?\s+(?:[A-Z(][\w.'’&/)-]*|and|in|of|for|the|de|van|von|da|al|bin|&|\|))*+)\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
DATELINE = re.compile(
    rf"""^
    (?P<place>[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de.'’\u0020/-]{{2,40}}           # KYIV, NEW YORK, ST. LOUIS
      (?:,\s(?!{MONTH}\s\d)[A-Z][\w.'’\u0020-]{{1,25}}?)?)?                     # , Calif.
    (?:(?:^|,?\s)(?P<date>{MONTH}\s\d{{1,2}}(?:,\s\d{{4}})?|\d{{1,2}}\s{MONTH}(?:,?\s\d{{4}})?))?
    (?:(?:^|,?\s{{1,3}})\((?P<agency>[A-Z][\w\u0020&/.-]{{1,30}})\))?            # (Reuters)
    \s{{0,3}}(?:-{{1,3}}|[–—])\s{{0,2}}(?=\S)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where and, as it is printed, when a report was filed; `end` is where the report itself begins."""

    place: str | None
    date: str | None
    end: int = field(default=0, compare=False, repr=False)


def dateline(paragraph: str) -> Dateline | None:
    """The dateline that opens the paragraph.

    >>> dateline("KYIV, Oct 14 (Reuters) - Shares rose.")
    Dateline(place='KYIV', date='Oct 14')
    >>> dateline("OBAN, 3 March 2021 – Ferries stopped.").date
    '3 March 2021'
    >>> dateline("Shares rose - a little.") is None
    True
    """
    match = DATELINE.match(paragraph)
    if match is None or not any(match.group("place", "agency")):
        return None
    place = match["place"]
    return Dateline(None if place is None else place.strip(" ,-"), match["date"], match.end())


def byline(line: str) -> str | None:
    """The author's name of a line that is a byline.

    >>> byline("By Nia Pryce and Joan Lind")
    'Nia Pryce and Joan Lind'
    >>> byline("By Monday the ferries had stopped.") is None
    True
    """
    match = BYLINE.match(line) if len(line) <= BYLINE_LONGEST else None
    if match is None or moment(match["name"]) is not None:
        return None
    words = match["name"].split()
    return match["name"].strip(" |") if len(words) > 1 and all(word[0].isupper() for word in words[:2]) else None


def date_line(line: str) -> str | None:
    """The date of a line that holds nothing else.

    >>> date_line("Published: 3 March 2021")
    'Published: 3 March 2021'
    >>> date_line("3 March 2021 was a Wednesday.") is None
    True
    """
    return line if len(line) <= LONGEST and not line.endswith(".") and moment(line) is not None else None


def credited(line: str) -> tuple[str, str] | None:
    """A caption and its picture credit, of a line that ends in one.

    >>> credited("The harbour in winter [File: Joan Lind]")
    ('The harbour in winter', 'File: Joan Lind')
    >>> credited("The harbour (which is deep) froze.") is None
    True
    """
    if len(line) > CAPTION_LONGEST:
        return None
    bracket = BRACKET.search(line)
    if bracket is not None and _is_credit(bracket[1] or bracket[2]):
        return line[: bracket.start()].strip(), (bracket[1] or bracket[2]).strip()
    trailing = TRAILING.search(line)
    if trailing is not None:
        return line[: trailing.start()].strip(), trailing[1].strip()
    return None


def opens_caption(line: str) -> bool:
    """Whether the line begins as captions do and reports do not."""
    return line.lower().startswith(column("caption_cues", "cue", kind="opening"))


def credit_only(line: str) -> bool:
    """Whether the line is a picture credit and nothing else.

    >>> credit_only("Image credit: Joan Lind"), credit_only("Image problems cost the firm dearly.")
    (True, False)
    """
    colon = tuple(cue for cue in column("caption_cues", "cue", kind="credit") if cue.endswith((":", " by")))
    return len(line) <= BYLINE_LONGEST and line.lower().startswith(colon) and not line.endswith(".")


def closing(line: str) -> bool:
    """Whether the line, at an article's end, names its source or makers.

    >>> closing("Source: Harbour Post"), closing("Sources said so.")
    (True, False)
    """
    lowered = line.lower().strip(" *_")
    return lowered in column("closing_lines", "words", kind="whole") or (
        len(line) <= 2 * CAPTION_LONGEST
        and lowered.lstrip("( ").startswith(column("closing_lines", "words", kind="opening"))
    )


CLOSING_BRACKET = re.compile(
    r"\s*\((?:additional\s+)?(?:reporting|writing|editing|compiled)\s+by\s.{3,600}\)\s*$", re.IGNORECASE
)


def _is_credit(bracketed: str) -> bool:
    lowered = bracketed.lower().strip()
    if lowered.startswith(column("caption_cues", "cue", kind="credit")) or CREDIT_INSIDE.search(lowered):
        return True
    parts = [part.strip() for part in re.split(r"[/,|]|\bvia\b", lowered)]
    return any(part in _agencies("agency") for part in parts) or (
        len(parts) > 1 and any(part in _agencies("wire") for part in parts)
    )


@cache
def _agencies(kind: str) -> frozenset[str]:
    return frozenset(column("caption_cues", "cue", kind=kind))


def chaff(line: str) -> bool:
    """Whether the line only leads elsewhere: to another page, a newsletter, an app.

    >>> chaff("READ MORE: Mill to close"), chaff("Read more books, she said.")
    (True, False)
    """
    lowered = line.lower().strip()
    return lowered in column("chaff_lines", "words", kind="whole") or (
        len(line) <= CHAFF_LONGEST and lowered.startswith(column("chaff_lines", "words", kind="opening"))
    )


def leads_away(heading: str) -> bool:
    """Whether the heading stands over links to other articles, or over a note on the author.

    >>> leads_away("More from Harbour Post"), leads_away("What comes next")
    (True, False)
    """
    return len(heading) <= HEADING_LONGEST and heading.lower().startswith(
        column("chaff_lines", "words", kind="heading")
    )
