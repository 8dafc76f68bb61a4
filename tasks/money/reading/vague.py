"""Vague multiples and their bounds: `millions of dollars`, `a few hundred pounds`, `multi-billion-dollar`."""

from decimal import Decimal

from tasks.money.reading.figure import Figure
from tasks.money.reading.lexicon import NUMBER_WORDS, SCALES, word_list
from tasks.money.reading.marker import Mark, suffix_at
from tasks.money.reading.number import ONE, read_scales
from tasks.money.reading.tokens import Tokens

Bounds = tuple[Decimal, Decimal]
_MULTIPLES = {"tens": (20, 100), "hundreds": (200, 1000), "dozens": (24, 99), "scores": (40, 99)}
_UPPER = {
    "hundred": 1000,
    "thousand": 10**6,
    **dict.fromkeys(("lakh", "lac"), 10**7),
    **dict.fromkeys(("million", "mln", "mn", "crore"), 10**9),
    **dict.fromkeys(("billion", "bln", "bn", "milliard"), 10**12),
    "trillion": 10**15,
}
_SEVERAL = frozenset(("several", "few", "handful"))
_BEFORE = frozenset(("many", "multiple", "several", "untold", "countless", "numerous", "various", "few"))
VAGUE_HEADS = word_list("vague_heads")
VAGUE_WORDS = VAGUE_HEADS | frozenset(("a", "an")) | frozenset(NUMBER_WORDS)


def vague_scale(word: str) -> Bounds | None:
    """The bounds of a plural scale: `millions` is 2e6 to 1e9."""
    scale = SCALES.get(word[:-1]) if word.endswith("s") else None
    if scale is None or word[:-1] not in _UPPER:
        return None
    return 2 * scale.factor, Decimal(_UPPER[word[:-1]])


def vague_at(tokens: Tokens, i: int) -> Figure | None:
    """The vague figure that starts at token i, currency and all, or None."""
    word = tokens.low[i]
    if word in ("a", "an") and tokens.lower(i + 1) not in ("few", "couple", "handful"):
        return None
    if word.startswith("multi") and word != "multiple":
        return _multi(tokens, i)
    if tokens.lower(i + 1) == "figure" or tokens.lower(i + 2) in ("figure", "figures"):
        return _figures(tokens, i)
    return _few(tokens, i) or _plural(tokens, i)


def _build(tokens: Tokens, first: int, bounds: Bounds, mark: Mark, rule: str) -> Figure:
    factor = mark.marker.factor
    low, high = bounds
    return Figure(tokens, first, mark.after, low * factor, high * factor, mark.marker, mark.country, vague=True,
                  scaled=True, rules=[mark.rule, rule])  # fmt: skip


def _behind(tokens: Tokens, i: int) -> Mark | None:
    """The mark behind a vague number, `of` or not."""
    if tokens.lower(i) == "of":
        i += 1
    return suffix_at(tokens, i) if i < len(tokens) and tokens.near(i) else None


def _plural(tokens: Tokens, i: int) -> Figure | None:
    """`hundreds of millions of dollars`, with `many` or `multiple` inside."""
    first = i
    if tokens.low[i] in _BEFORE:
        i += 1
    word = tokens.lower(i)
    multiple = _MULTIPLES.get(word)
    if multiple is None:
        bounds, after = vague_scale(word), i + 1
    else:
        factor, after = ONE, i + 1
        if tokens.lower(after) == "of":
            factor, after = _scales_of(tokens, after)
        bounds = (multiple[0] * factor, multiple[1] * factor)
    if bounds is None:
        return None
    if multiple is None and tokens.lower(after) == "of" and vague_scale(tokens.lower(after + 1)):
        factor, after = _scales_of(tokens, after)
        bounds = (bounds[0] * factor, bounds[1] * factor)
    mark = _behind(tokens, after)
    if mark is None or (mark.marker.guard and mark.marker.guard != "weight"):
        return None
    return _build(tokens, first, bounds, mark, "vague multiple")


def _scales_of(tokens: Tokens, of: int) -> tuple[Decimal, int]:
    """The scales behind `of`: `of millions`, `of thousands of`, or 1 where none follow."""
    factor, after = ONE, of
    while tokens.lower(after) == "of" and tokens.lower(after + 1)[:-1] in SCALES and after - of < 6:
        factor, after = factor * SCALES[tokens.low[after + 1][:-1]].factor, after + 2
    if factor == ONE and tokens.lower(of + 1) in SCALES:
        return SCALES[tokens.low[of + 1]].factor, of + 2
    return factor, after


def _few(tokens: Tokens, i: int) -> Figure | None:
    """`a few million dollars` (3 to 9), `several hundred`, `a couple of million` (2, about)."""
    j = i + (tokens.low[i] == "a")
    word = tokens.lower(j)
    if (word not in _SEVERAL and word not in ("couple", "dozens", "tens", "scores")) or (word == "few" and j == i):
        return None
    after = j + 1
    if tokens.lower(after) == "of":
        after += 1
    scale, after = read_scales(tokens, after, digits_before=False)
    if tokens.low[after - 1].endswith("s") and scale != ONE:
        return None
    mark = _behind(tokens, after)
    if mark is None or (mark.marker.guard and mark.marker.guard != "weight"):
        return None
    if word == "couple":
        return Figure(tokens, i, mark.after, 2 * scale * mark.marker.factor, None, mark.marker, mark.country,
                      vague=True, scaled=scale != ONE, rules=[mark.rule, "a couple is two, about"])  # fmt: skip
    low, high = (3, 9) if word in _SEVERAL else _MULTIPLES[word]
    return _build(tokens, i, (low * scale, high * scale), mark, "a few is 3 to 9")


def _multi(tokens: Tokens, i: int) -> Figure | None:
    """`multi-million pound`, `multibillion-dollar`."""
    word, j = tokens.low[i], i + 1
    if word == "multi":
        j += j < len(tokens) and tokens.kind[j] == "-"
        word, j = "multi" + tokens.lower(j), j + 1
    bounds = vague_scale(word[5:] + "s")
    mark = suffix_at(tokens, j) if bounds is not None and j < len(tokens) else None
    if bounds is None or mark is None:
        return None
    return _build(tokens, i, bounds, mark, "vague multiple")


def _figures(tokens: Tokens, i: int) -> Figure | None:
    """`six-figure dollar`: from 1e5 to 999999."""
    value, kind = NUMBER_WORDS.get(tokens.low[i], (Decimal(0), ""))
    j = i + 1 + (tokens.kind[i + 1] == "-")
    if kind != "unit" or value < 4 or tokens.lower(j) not in ("figure", "figures"):
        return None
    mark = suffix_at(tokens, j + 1) if j + 1 < len(tokens) else None
    if mark is None:
        return None
    return _build(tokens, i, (Decimal(10) ** (value - 1), Decimal(10) ** value - 1), mark, "a number of figures")
