"""The stated period that an amount is spread over, in years: `over five years`, `10-year, $3bn deal`."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal

from tasks.money.reading.figure import Figure
from tasks.money.reading.lexicon import NUMBER_WORDS

_COUNT = r"(?P<n>[0-9]{1,3}(?:\.[0-9])?|[a-z]+(?:[- ](?:one|two|three|four|five|six|seven|eight|nine|and a half))?)"
_OVER = re.compile(
    rf"\b(?:(?P<over>over|during|across|throughout|spread over)|(?P<weak>for|in|within))\s+"
    r"(?P<det>(?:(?:the|a|an|its|their|his|her|this|that|another|next|past|last|coming|following|previous|first|entire|initial"
    r"|ensuing|subsequent|course of|period of|up to|about|around|roughly|nearly|almost|more than|at least|what|will|be"
    r"|up)\s+){0,5})"
    rf"(?:{_COUNT}[- ])?(?P<unit>years?|months?|decades?|quarter of a century|half[- ]century|century)\b"
    r"(?!(?:[- ]old|['’]))",
    re.IGNORECASE,
)
_SPAN = re.compile(
    rf"\b{_COUNT}[- ](?P<unit>year|month|decade)s?\b(?![- ](?:old|ago|high|low|peak|earlier|later))", re.IGNORECASE
)
_JOINED = re.compile(
    rf"\b(?:after\s+(?:more than\s+)?){_COUNT}\s+(?P<unit>year|month|decade)s?\s+and\s+$", re.IGNORECASE
)
_DEAL = re.compile(
    r"\b(?:deal|contract|loan|plan|program|programme|agreement|award|grant|investment|project|initiative|budget|extension"
    r"|lease|partnership|commitment|pact|package|facility|settlement|effort|campaign|term|funding|study|credit|aid"
    r"|sponsorship|scheme|strategy|undertaking|pledge|licence|license|tenancy|subscription|bailout|highway|transportation)\b",
    re.IGNORECASE,
)
_RECENT = re.compile(r"\b(?:next|past|last|coming|following|previous|first|ensuing|course|period)\b", re.IGNORECASE)
_UNIT_YEARS = {"year": Decimal(1), "month": Decimal(1) / Decimal(12), "decade": Decimal(10), "century": Decimal(100)}
REACH = 130


def set_horizons(text: str, start: int, end: int, figures: Sequence[Figure]) -> None:
    """Set `horizon` on the figures of the sentence `text[start:end]` that a period is stated for."""
    sentence = text[start:end]
    if not any(word in sentence for word in ("year", "month", "decade", "century", "Year")):
        return
    for match in _OVER.finditer(sentence):
        years = _years(match)
        if years is None or not _stated(match, start, figures):
            continue
        _attach(figures, start + match.start(), start + match.end(), years)
    for match in _SPAN.finditer(sentence):
        years = _years(match)
        if years is not None:
            _attach_span(
                text, figures, start + match.start(), start + match.end(), min(end, start + match.end() + 90), years
            )
    for figure in figures:
        match_before = _JOINED.search(text, max(start, figure.start - 60), figure.start)
        if match_before is not None:
            figure.horizon = _years(match_before)


def _stated(match: re.Match[str], start: int, figures: Sequence[Figure]) -> bool:
    """`over` states a period; `in` and `for` need `next` or `past`, or a figure right before them."""
    recent = _RECENT.search(match["det"])
    if match["n"] is None and match["unit"].lower() in ("year", "month", "decade"):
        return match["over"] is not None and match["over"].lower() == "over" and recent is not None
    if match["unit"].lower().startswith("month"):
        coming = re.search(r"\b(?:next|coming|following)\b", match["det"])
        return coming is not None or (match["weak"] is None and recent is None)
    reported = re.search(r"\bfirst\b", match["det"])
    return match["weak"] is None or (recent is not None and reported is None) or _close(match, start, figures)


def _years(match: re.Match[str]) -> Decimal | None:
    unit = match["unit"].lower().rstrip("s")
    if unit == "quarter of a century":
        return Decimal(25)
    if unit.startswith("half"):
        return Decimal(50)
    count = _count(match["n"])
    return None if count is None else (count * _UNIT_YEARS[unit]).quantize(Decimal("0.0001")).normalize()


def _count(printed: str | None) -> Decimal | None:
    """The number of units; 1 where only the unit is named (`over the next decade`)."""
    if printed is None:
        return Decimal(1)
    if printed[0].isdigit():
        return Decimal(printed)
    words = re.split(r"[- ]", printed.lower())
    words = words[1:] if words[0] in ("a", "an") and len(words) > 1 else words
    if words[0] in ("a", "one", "an"):
        return Decimal(1)
    values = [NUMBER_WORDS[word][0] for word in words if word in NUMBER_WORDS]
    if not values or words[0] not in NUMBER_WORDS or words[0] in ("half", "quarter"):
        return None
    return sum(values, Decimal(0)) if words[-1] != "half" or len(words) < 3 else values[0] + Decimal("0.5")


def _close(match: re.Match[str], start: int, figures: Sequence[Figure]) -> bool:
    """`$5m for three years`: without `next` or `over`, only right behind the figure and only with `for`."""
    if match["weak"].lower() != "for":
        return False
    before, _ = _neighbours(figures, start + match.start(), start + match.end())
    return before is not None and start + match.start() - before.end < 25


def _attach(figures: Sequence[Figure], start: int, end: int, years: Decimal) -> None:
    """To the nearest figure before the period, else to the first one behind it."""
    before, behind = _neighbours(figures, start, end)
    if before is not None and start - before.end < REACH and _held(before, start):
        chosen = before
    elif behind is not None and behind.start - end < REACH:
        chosen = behind
    else:
        return
    chosen.horizon = years
    chosen.rules.append(f"over {years} years")
    if chosen.conversion_of is not None:
        chosen.conversion_of.horizon = years


def _neighbours(figures: Sequence[Figure], start: int, end: int) -> tuple[Figure | None, Figure | None]:
    """The last figure that ends by `start` and the first that begins at or after `end`."""
    i = bisect_right(figures, start, key=lambda figure: figure.end)
    j = bisect_left(figures, end, key=lambda figure: figure.start)
    return figures[i - 1] if i else None, figures[j] if j < len(figures) else None


def _held(figure: Figure, place: int) -> bool:
    """Whether nothing between the figure and the period says that the period belongs to something else."""
    between = figure.tokens.text[figure.end : place]
    return not re.search(r"per ?cent|%|, (?:up|down)\b|;", between)


def _attach_span(text: str, figures: Sequence[Figure], start: int, end: int, limit: int, years: Decimal) -> None:
    """`five-year` beside a figure: with a deal between or behind them and no other figure."""
    before, behind = _neighbours(figures, start, end)
    near = behind is not None and behind.start - end < 60
    if behind is not None and near and (behind.start - end < 4 or _DEAL.search(text, end, behind.start)):
        chosen = behind
    elif (
        before is not None
        and start - before.end < 25
        and _DEAL.search(text, end, limit)
        and _joins(text[before.end : start])
    ):
        chosen = before
    else:
        return
    if chosen.horizon is None:
        chosen.horizon = years
        chosen.rules.append(f"{years}-year")


def _joins(between: str) -> bool:
    """Whether only a comma, `over a` or a noun or two stand between a figure and the period."""
    words = re.findall(r"[^\W\d_]+", between)
    return len(words) <= 2 and not any(mark in between for mark in ".;:()")
