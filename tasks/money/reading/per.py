"""The unit of a rate: `a barrel`, `per 10 grams`, `-an-hour`, `each`, `annually`, `annual salary of`; carry-over."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from tasks.money.reading.figure import Figure
from tasks.money.reading.lexicon import UNITS, word_list
from tasks.money.reading.tokens import Tokens, tokenise

_ADJECTIVES = word_list("per_adjectives")
_AGO = word_list("per_ago")
_UNITS = {" ".join(tokenise(word).low): found for word, found in UNITS.items()}
_OFTEN = {word: unit for word, (unit, kind) in UNITS.items() if kind != "noun" and word != "apiece"}
_ADVERBS = frozenset(word for word, (_, kind) in UNITS.items() if kind == "adverb")
_TIMES = frozenset(("year", "month", "week", "day", "hour", "night", "season", "quarter", "annum"))
_CLOSED = frozenset((".", ",", ";", ":", "!", "?", "(", ")", "\n"))
_NOT_UNITS = word_list("per_not_units")
_COMPARED = word_list("per_compared")
_LINKS = word_list("per_links")
REACH = 6


def set_rate(figure: Figure, taken: AbstractSet[int]) -> None:
    """Set the figure's `per` from the words right behind it, else from those nearby; `taken`: tokens of figures."""
    tokens = figure.tokens
    bracketed = figure.conversion_of is not None and tokens.lower(figure.after) == ")"
    unit, _ = unit_behind(tokens, figure.after + bracketed)
    figure.per = unit or _further(tokens, figure.after, taken) or _before(tokens, figure.first, taken)
    if figure.per is not None:
        figure.rules.append(f"per {figure.per}")


def unit_behind(tokens: Tokens, i: int) -> tuple[str | None, int]:
    """The unit that stands right behind token i-1, and the token after it.

    >>> from tasks.money.reading.tokens import tokenise
    >>> unit_behind(tokenise("$90 a barrel"), 2), unit_behind(tokenise("$5-an-hour"), 2)
    (('barrel', 4), ('hour', 6))
    """
    if not tokens.near(i):
        return None, i
    word = tokens.low[i]
    if tokens.kind[i] == "-" and tokens.lower(i + 1) in ("a", "an", "per"):
        return _noun(tokens, _undashed(tokens, i + 2), known=tokens.lower(i + 1) != "per")
    if word in ("a", "an"):
        unit, after = _noun(tokens, _undashed(tokens, i + 1), known=True)
        return (None, i) if tokens.lower(after) in _AGO and unit in _TIMES else (unit, after)
    if word in ("pro", "cada"):
        return _noun(tokens, i + 1, known=True)
    if word == "per" or (word == "/" and tokens.kind[i + 1 : i + 2] == ["w"]):
        return _noun(tokens, _undashed(tokens, i + 1), known=False)
    if word in ("each", "every"):
        return _each(tokens, i)
    if word in UNITS and UNITS[word][1] != "noun":
        return UNITS[word][0], i + 1
    return ("year", i + 4) if tokens.word[i : i + 4] == ["p", ".", "a", "."] else (None, i)


def _undashed(tokens: Tokens, i: int) -> int:
    """i, or the token behind a dash at i."""
    return i + (tokens.kind[i : i + 1] == ["-"])


def _each(tokens: Tokens, i: int) -> tuple[str | None, int]:
    unit, after = _noun(tokens, i + 1, known=True)
    if unit is not None:
        return unit, after
    if tokens.low[i] == "each" and tokens.lower(i + 1) not in ("of", "other"):
        return "unit", i + 1
    if tokens.low[i] == "every" and tokens.lower(i + 1)[:1].isalpha():
        return _singular(tokens.lower(i + 1)), i + 2
    return None, i


def _noun(tokens: Tokens, i: int, *, known: bool) -> tuple[str | None, int]:
    """A unit from units.csv, with a count before it (`10 grams`), or where not `known` any word."""
    if i >= len(tokens):
        return None, i
    if tokens.kind[i] == "n" and not known:
        return _counted(tokens, i)
    for length in (4, 3, 2, 1):
        words = " ".join(tokens.low[i : i + length])
        found = _UNITS.get(words) or _UNITS.get(_singular(words))
        if i + length <= len(tokens) and found is not None:
            return (found[0], i + length) if found[1] == "noun" else (None, i)
    if tokens.low[i] in _ADJECTIVES and tokens.lower(i + 1) in UNITS:
        unit = UNITS[tokens.low[i + 1]][0]
        return ("tonne" if tokens.low[i] == "metric" and unit == "ton" else unit), i + 2
    if known or tokens.kind[i] != "w" or tokens.low[i] in _NOT_UNITS:
        return None, i
    return _singular(tokens.low[i]), i + 1


def _counted(tokens: Tokens, i: int) -> tuple[str | None, int]:
    """`per 1,000 cubic metres`: the unit with its count, as printed."""
    unit, after = _noun(tokens, i + 1, known=False)
    if unit is None:
        return None, i
    return (unit if tokens.word[i] == "1" else tokens.text[tokens.start[i] : tokens.end[after - 1]]), after


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _further(tokens: Tokens, after: int, taken: AbstractSet[int]) -> str | None:
    """`in aid annually`, `on advertising every year`, `at each convention`: a little further in the same clause."""
    for i in range(after, min(len(tokens), after + REACH)):
        word = tokens.low[i]
        if word in _CLOSED or i in taken or not tokens.near(i):
            return None
        if word in _ADVERBS:
            return _OFTEN.get(word)
        if i > after and word in ("a", "an", "per", "each", "every"):
            unit, _ = unit_behind(tokens, i)
            if (
                unit in _TIMES
                or (word == "per" and unit is not None)
                or (word in ("each", "every") and unit not in (None, "unit"))
            ):
                return "year" if unit == "annum" else unit
            if (
                word in ("each", "every")
                and tokens.lower(i - 1) in ("at", "for", "to", "in")
                and tokens.kind[i + 1 : i + 2] == ["w"]
            ):
                return _singular(tokens.low[i + 1])
    return None


def _before(tokens: Tokens, first: int, taken: AbstractSet[int]) -> str | None:
    """`annual salary of`, `price per barrel was`, `each ticket costs`: a little before in the same clause."""
    for i in range(first - 1, max(-1, first - 1 - REACH), -1):
        word = tokens.low[i]
        if word in _CLOSED or i in taken or word in ("quarterly",):
            return None
        if word in _OFTEN and word not in ("pa", "ph", "pw", "daily"):
            return _OFTEN[word] if _leads(tokens.low[i + 1 : first]) else None
        if word == "per" and tokens.lower(i + 1) not in _NOT_UNITS:
            return None if i - 1 in taken else _noun(tokens, i + 1, known=False)[0]
        if word in ("each", "every", "pro", "cada") and tokens.lower(i + 1) in UNITS:
            return UNITS[tokens.low[i + 1]][0]
    return None


def _leads(between: list[str]) -> bool:
    """`annual [salary] of`: nouns, then a link to the amount; no comma, no `one`, no second verb."""
    return "one" not in between and bool(_LINKS.intersection(between) or len(between) < 2)


def carry(figures: Sequence[Figure], sentence_of: Sequence[int]) -> None:
    """Spread a unit to the figures of the same sentence that are compared with it: `from $15 per hour to $15.69`."""
    for a, b, one, two in zip(figures, figures[1:], sentence_of, sentence_of[1:], strict=False):
        if b.conversion_of is a:
            a.per = b.per = a.per or b.per
        elif one == two and a.tokens is b.tokens and a.currency == b.currency and (a.per is None) != (b.per is None):
            _carry_one(a, b)


def _carry_one(a: Figure, b: Figure) -> None:
    tokens = a.tokens
    between = set(tokens.low[a.after : b.first])
    unit = a.per or b.per
    if between & {".", ";", "total", "totalling", "revenue", "sales"} or b.first - a.after > 14:
        return
    if (
        not _comparable(a, b)
        or between.isdisjoint(_COMPARED)
        or tokens.lower(b.after) in ("this", "last", "in", "next")
    ):
        return
    if a.per is None and unit == "year":
        return
    a.per = b.per = unit


def _comparable(a: Figure, b: Figure) -> bool:
    """Amounts of one order, both without scale or both with."""
    if a.scaled != b.scaled or a.vague or b.vague or not a.low or not b.low:
        return False
    return abs(a.low) * 40 > abs(b.low) and abs(b.low) * 40 > abs(a.low)
