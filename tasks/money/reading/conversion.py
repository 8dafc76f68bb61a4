"""Apposed conversions: `€5m ($5.4m)`, `10 million pesos, or $500,000,`: the second states the first again."""

import re
from collections.abc import Sequence
from itertools import pairwise

from tasks.money.reading.figure import Figure

_ADVERB = (
    r"(?:about|around|some|roughly|nearly|almost|approximately|approx\.?|just|over|under|more than|less than|equal to"
    r"|worth|equivalent to|the equivalent of|equivalent of|or|c\.|ca\.|~|=|≈|i\.e\.|then|at the time|currently|up to"
    r"|as much as)"
)
_FOR = r"(?:\s*[^\s()\[\]]{1,14}){0,3}"  # what the first is paid for: "$4m in back pay (C$5.4m)"
_OPENS = re.compile(rf"{_FOR}\s*[(\[]\s*(?:{_ADVERB}\s*)*", re.IGNORECASE)
_OR = re.compile(
    rf"(?:\s*|{_FOR},)\s*,?\s*[-–—]*\s*(?:or|equivalent to|the equivalent of|equal to)\s+(?:{_ADVERB}\s+)*",
    re.IGNORECASE,
)
_SLASH = re.compile(r"\s?[/|]\s?(?:approx\.?\s)?")
_NEXT = re.compile(rf"\s*(?:[;,/]|or)\s*(?:{_ADVERB}\s*)*", re.IGNORECASE)


def link(figures: Sequence[Figure], text: str) -> None:
    """Set `conversion_of` on each figure that converts the one before it, and let it inherit."""
    for a, b in pairwise(figures):
        if b.start - a.end > 40:
            continue
        between = text[a.end : b.start]
        source = a.conversion_of if a.conversion_of is not None and _NEXT.fullmatch(between) else a
        if source.currency == b.currency or not _alike(source, b):
            continue
        opened = _OPENS.fullmatch(between)
        if (opened and _shut(text, b.end)) or _OR.fullmatch(between) or _SLASH.fullmatch(between) or source is not a:
            b.conversion_of = source
            b.rules.append(f"converts {source.surface!r}")


def _shut(text: str, end: int) -> bool:
    """Whether the bracket closes soon: `($5.4m)`, `($5 a share)`, `($5m; £4m)`."""
    return re.match(r"[^().\n]{0,50}[)\]]|[;,]", text[end : end + 60]) is not None


def _alike(a: Figure, b: Figure) -> bool:
    return a.marker.factor == b.marker.factor or a.low != b.low


def inherit(figures: Sequence[Figure]) -> None:
    """A conversion takes the qualifier of the figure it converts, unless a word of its own says otherwise."""
    for figure in figures:
        source = figure.conversion_of
        if source is not None and figure.qualifier == "exact" and source.qualifier in ("about", "at_least", "at_most"):
            figure.qualifier = source.qualifier
