"""A sentence made easy to parse, and the way back from it to the text it came from."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tasks.money.mention import Context, Mention, Role, Where

# Where a sentence ends: a stop (and closing quotes), then space and a capital, figure or opening quote; an empty line;
# or a stop glued to the next word, as feeds leave it ("Corp.Managers said"). Abbreviations before the stop are no end.
BOUNDARY = re.compile(
    r"""(?<=[.!?…])["'”’)\]]*\s+(?=["'“‘(\[]*[A-Z0-9$£€])
      | (?<=[a-z0-9)][.!?])(?=[A-Z][a-z]+\s)
      | \n\s*\n""",
    re.VERBOSE,
)
ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|St|Inc|Corp|Co|Ltd|Bros|No|Rs|vs|Jr|Sr|Nov|Dec|Jan|Feb|Aug|Sept|Oct|approx|est)"
    r"|\b[A-Z]|\.[A-Za-z])\.$"
)
# What a reader skips: tags, escaped tags, tickers, agency datelines, a backslash before a dollar, "-a-barrel".
NOISE = re.compile(
    r"""&lt;A\sHREF.{1,300}?/A&gt; | <[^<>]{1,300}> | &lt;.{1,300}?&gt;
      | \(\s?[A-Z]{1,5}\.[A-Z]{1,2}\s?\) | \[[A-Z]?ID:[^\]]*\]
      | (?<=\s)\s+ | \\(?=\$) | \b[A-Z]{2,5}\.(?:N|O|L|PA|DE|T|NS|TO|HK|AX|BO)\b
      | ^[A-Z][A-Za-z,./ ]{1,40}\s\((?:Reuters|AP|AFP|UPI|CNN)\)\s+-*\s* | ^\s*\(\w{2,20}\)\s+--?\s
      | ^(?:AFP|AP|Reuters)\s+-\s""",
    re.VERBOSE,
)
RATE_TAIL = re.compile(r"-(?:a|an|per)-\w+(?=\s)")
LONGEST = 900  # characters of one sentence that are parsed; longer ones are lists and tables
MOST = 100  # amounts that are parsed together


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a passage and where it stands in its source."""

    start: int
    end: int
    where: Where
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with every amount written as `$5 million` or `$5`, and where each of those stands in it.

    An amount that overlaps one before it has no place of its own: None.
    """

    text: str
    pieces: tuple[Piece, ...]
    amounts: tuple[tuple[int, int] | None, ...]

    def role(self, start: int, end: int, sources: dict[Where, str]) -> Role | None:
        """The Role for `text[start:end]`, found again in its source; None where the stretch crosses two sources."""
        first, last = self._piece(start), self._piece(end - 1)
        if first.where != last.where:
            return None
        source = sources[first.where]
        begin, stop = _outside(first, start), _outside(last, end)
        return Role(source[begin:stop], begin, stop, first.where) if begin < stop else None

    def _piece(self, position: int) -> Piece:
        return self.pieces[bisect_right([piece.start for piece in self.pieces], position) - 1]


def _outside(piece: Piece, position: int) -> int:
    if piece.end - piece.start == piece.source_end - piece.source_start:
        return piece.source_start + position - piece.start
    return piece.source_start if position == piece.start else piece.source_end


@lru_cache(maxsize=256)  # asked for by every sentence of a text
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The bounds of the sentences of a text.

    >>> sentences("Mr. Lee paid. He left.")
    ((0, 13), (14, 22))
    """
    bounds, start = [], 0
    for gap in BOUNDARY.finditer(text):
        if ABBREVIATION.search(text, max(start, gap.start() - 12), gap.start()) is None:
            bounds.append((start, gap.start()))
            start = gap.end()
    return (*bounds, (start, len(text)))


def passages(text: str, mentions: Sequence[Mention], context: Context) -> list[tuple[list[int], Passage]]:
    """For each sentence that holds amounts: the indices of its mentions, and its passage."""
    bounds = sentences(text)
    found: dict[int, list[int]] = {}
    starts = [start for start, _ in bounds]
    for index, mention in enumerate(mentions):
        found.setdefault(bisect_right(starts, mention.start) - 1, []).append(index)
    made = []
    for number, all_indices in found.items():
        for indices in _parsed_at_once(all_indices, mentions):
            inside = [mentions[index] for index in indices]
            first = number == 0 and indices[0] == all_indices[0]
            lead = _lead(text[slice(*bounds[number])], context.before) if first else None
            start = max(bounds[number][0], inside[0].start - LONGEST)
            end = max(min(bounds[number][1], start + 2 * LONGEST), *(mention.end for mention in inside))
            made.append((indices, compose(text, (start, end), inside, context.before, lead)))
    return made


def _parsed_at_once(indices: Sequence[int], mentions: Sequence[Mention]) -> Iterator[list[int]]:
    """The mentions of one sentence in stretches that can be parsed: all of it, unless it is a list or table."""
    held: list[int] = []
    for index in indices:
        far = held and mentions[index].end - mentions[held[0]].start > LONGEST
        if held and (far or len(held) == MOST):
            yield held
            held = []
        held.append(index)
    if held:
        yield held


def _lead(sentence: str, before: str) -> int | None:
    """Where the unfinished sentence at the end of `before` begins, if `sentence` goes on with it."""
    tail = before.rstrip()
    opening = sentence.lstrip()[:1]
    goes_on = opening.islower() or (not opening.isalpha() and tail[-1:].islower())  # "the gross spread is" "$5, ..."
    open_end = tail[-1:] not in (*'.!?…"”’:', "")
    if not (goes_on and open_end) and ABBREVIATION.search(tail) is None:
        return None
    return max(sentences(before)[-1][0], len(before) - LONGEST)


def compose(
    text: str,
    bounds: tuple[int, int],
    mentions: Sequence[Mention],
    before: str = "",
    lead: int | None = None,
    origin: Where = "text",
) -> Passage:
    """The passage of `text[slice(*bounds)]`, with the unfinished end of `before` from `lead` on in front of it."""
    parts: list[str] = []
    pieces: list[Piece] = []
    amounts: list[tuple[int, int] | None] = [None] * len(mentions)

    def add(where: Where, source: str, start: int, end: int, shown: str | None = None) -> None:
        words = _readable(source[start:end]) if shown is None else shown
        if words:
            offset = pieces[-1].end if pieces else 0
            parts.append(words)
            pieces.append(Piece(offset, offset + len(words), where, start, end))

    if lead is not None:
        add("before", before, lead, len(before))
        add("before", before, len(before), len(before), " ")
    position = bounds[0]
    for start, end, number, shown in sorted(_replacements(text, bounds, mentions), key=lambda part: part[:2]):
        if start < position:
            continue
        add(origin, text, position, start)
        add(origin, text, start, end, shown)
        if number is not None:
            amounts[number] = (pieces[-1].start, pieces[-1].end)
        position = end
    add(origin, text, position, bounds[1])
    return Passage("".join(parts), tuple(pieces), tuple(amounts))


def _replacements(
    text: str, bounds: tuple[int, int], mentions: Sequence[Mention]
) -> Iterable[tuple[int, int, int | None, str]]:
    for number, mention in enumerate(mentions):
        yield mention.start, mention.end, number, "$5 million" if is_large(mention) else "$5"
        tail = RATE_TAIL.match(text, mention.end)
        if tail is not None:
            yield mention.end, tail.end(), None, ""
    spans = [(mention.start, mention.end) for mention in mentions]
    for noise in NOISE.finditer(text, *bounds):
        if all(noise.end() <= start or end <= noise.start() for start, end in spans):
            yield noise.start(), noise.end(), None, ""


def is_large(mention: Mention, line: int = 10_000) -> bool:
    """Whether the amount is too large for the price of a common thing: `line` dollars, or as much in small units."""
    size = mention.amount if mention.amount is not None else mention.amount_max
    if size is None:
        return True
    return size >= line * SMALL_UNITS.get(mention.currency or "", 1)


SMALL_UNITS = {"JPY": 100, "KRW": 1000, "INR": 20, "IDR": 10_000, "VND": 20_000, "ITL": 1500, "PKR": 100, "NGN": 500}


def quoted(where: Where, source: str, start: int, end: int) -> Passage:
    """The passage of a stretch of `source` that is read only for names: its amounts stay as they are.

    >>> quoted("title", "Norvik <NRV> buys mill", 0, 22).text
    'Norvik  buys mill'
    """
    end = min(end, start + LONGEST)
    parts: list[str] = []
    pieces: list[Piece] = []
    gaps = [gap.span() for gap in NOISE.finditer(source, start, end)]
    position, offset = start, 0
    for begin, stop in [*gaps, (end, end)]:
        if begin > position:
            parts.append(_readable(source[position:begin]))
            pieces.append(Piece(offset, offset + begin - position, where, position, begin))
            offset = pieces[-1].end
        position = stop
    return Passage("".join(parts), tuple(pieces), ())


def _readable(words: str) -> str:
    return words.translate(SPACES)


SPACES = {10: 32, 9: 32, 13: 32, 160: 32, 0x2019: 0x27, 0x2018: 0x27, 0x201C: 0x22, 0x201D: 0x22}
