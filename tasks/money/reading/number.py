"""Numbers as printed: digits with any locale's separators, number words, fractions and scales, read into Decimal."""

import re
from decimal import Decimal
from typing import NamedTuple

from tasks.money.reading.lexicon import NUMBER_WORDS, SCALES, WORDS
from tasks.money.reading.tokens import Tokens

ONE = Decimal(1)
LONGEST = 24  # tokens in one number; longer runs are not numbers anybody prints
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}")
_DOTTED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
_SEPARATORS = re.compile(r"[ \u00a0\u2009\u202f'’]")
_HALVED = frozenset(("2", "3", "4", "8"))
FRACTIONS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.3333333333", "⅔": "0.6666666667", "⅛": "0.125", "⅜": "0.375",
             "⅝": "0.625", "⅞": "0.875", "⅕": "0.2", "⅖": "0.4", "⅗": "0.6", "⅘": "0.8"}  # fmt: skip


class Number(NamedTuple):
    """A number and where it ends: `scale` is 1 where none was printed, `dotted` the value if `.` groups thousands."""

    value: Decimal
    after: int
    scale: Decimal = ONE
    digits: bool = True
    dotted: Decimal | None = None
    plain: bool = False


def digits(printed: str) -> Decimal | None:
    """The value of digits with separators, or None where they make no single number.

    >>> digits("1,234.50"), digits("180.000,00"), digits("12,34,567"), digits("49,90"), digits("1.2.3")
    (Decimal('1234.50'), Decimal('180000.00'), Decimal('1234567'), Decimal('49.90'), None)
    """
    if len(printed) > LONGEST * 2:
        return None
    text = _SEPARATORS.sub("", printed)
    commas, dots = text.count(","), text.count(".")
    if commas and dots:
        whole, mark, rest = text.rpartition("." if text.rfind(".") > text.rfind(",") else ",")
        other = "," if mark == "." else "."
        if mark in whole:
            return None
        return Decimal(f"{whole.replace(other, '')}.{rest}")
    if commas:
        if _GROUPED.fullmatch(text) and text[0] != "0":
            return Decimal(text.replace(",", ""))
        return Decimal(text.replace(",", ".")) if commas == 1 else None
    if dots > 1:
        return Decimal(text.replace(".", "")) if _DOTTED.fullmatch(text) else None
    return Decimal(text)


def read_number(tokens: Tokens, i: int, *, beside: bool = False) -> Number | None:
    """The number that starts at token i, with its scales; `beside`: a currency mark stands right before it.

    >>> from tasks.money.reading.tokens import tokenise
    >>> read_number(tokenise("two and a half billion"), 0).value
    Decimal('2500000000.0')
    """
    total, largest, j = Decimal(0), None, i
    first: Number | None = None
    while j < len(tokens) and j - i < LONGEST:
        part = _part(tokens, j, beside=beside and first is None)
        if part is None or (largest is not None and part.value >= largest):
            break
        total += part.value
        first = first or part
        largest, j = part.scale, part.after
        nxt = j + 1 if tokens.lower(j) == "and" else j
        if part.scale == ONE or not _continues(tokens, nxt, digits=first.digits):
            break
        j = nxt
    if first is None or first.after == i:
        return None
    after = j if tokens.lower(j - 1) != "and" else j - 1
    return first if after == first.after else Number(total, after, first.scale, first.digits)


def _continues(tokens: Tokens, i: int, *, digits: bool) -> bool:
    """Whether a smaller part follows a scale: `two hundred thousand` after `three million`, never bare digits."""
    if not tokens.near(i):
        return False
    word = tokens.low[i]
    if word in NUMBER_WORDS:
        if tokens.lower(i - 1) == "and" and digits:
            return False  # "$8m and three years"
        return NUMBER_WORDS[word][1] in ("unit", "teen", "tens")
    scale = SCALES.get(tokens.lower(i + 1))
    return tokens.kind[i] == "n" and scale is not None and scale.kind == "word" and tokens.lower(i - 1) != "and"


def _part(tokens: Tokens, i: int, *, beside: bool) -> Number | None:
    small = _small(tokens, i, beside=beside)
    if small is None:
        return None
    scale, after = read_scales(tokens, small.after, digits_before=small.digits)
    after, extra = _and_a_half(tokens, after)
    plain = small.plain and scale == ONE
    dotted = None if small.dotted is None else small.dotted * scale
    return Number((small.value + extra) * scale, after, scale, small.digits, dotted, plain)


def _and_a_half(tokens: Tokens, i: int) -> tuple[int, Decimal]:
    """`a million and a half`, `two and a half` where no scale stood before."""
    places = [k for k in range(i, min(i + 6, len(tokens))) if tokens.kind[k] != "-" or not tokens.glued(k)][:3]
    if [tokens.low[k] for k in places] in (["and", "a", "half"], ["and", "a", "quarter"]):
        return places[2] + 1, NUMBER_WORDS[tokens.low[places[2]]][0]
    return i, Decimal(0)


def _small(tokens: Tokens, i: int, *, beside: bool) -> Number | None:
    """A number before its scale: digits, words, a fraction or a bare article or scale that stands for one."""
    if tokens.kind[i] == "n":
        return _digit_token(tokens, i, beside=beside)
    word = tokens.low[i]
    if word in FRACTIONS:
        return Number(Decimal(FRACTIONS[word]), i + 1)
    known = NUMBER_WORDS.get(word)
    if known is not None and known[1] in ("unit", "teen", "tens"):
        return _quarters(tokens, i) or _words(tokens, i)
    if word in ("a", "an", "half", "quarter", "the"):
        return _article(tokens, i)
    if word == "dozen" or (word in SCALES and SCALES[word].kind == "word" and word[-1] != "s" and len(word) > 3):
        return Number(ONE, i, digits=False) if word != "dozen" else Number(Decimal(12), i + 1, digits=False)
    return None


def _digit_token(tokens: Tokens, i: int, *, beside: bool) -> Number | None:
    printed = tokens.word[i]
    value = digits(printed)
    if value is None:
        return None
    dotted = Decimal(printed.replace(".", "")) if _DOTTED.fullmatch(printed) and printed[0] != "0" else None
    j = i + 1
    if beside and tokens.lower(j) in (".", ",") and tokens.gap(j) == 1 and _digits_after(tokens, j + 1):
        return Number(digits(f"{printed}{tokens.word[j]}{tokens.word[j + 1]}") or value, j + 2)
    fraction, after = _fraction(tokens, j)
    if fraction is None and tokens.lower(j) == "/" and tokens.glued(j) and tokens.lower(j + 1) in _HALVED:
        under = Decimal(tokens.low[j + 1])
        return Number(value / under, j + 2) if value < under else None
    return Number(value + (fraction or 0), after, dotted=dotted, plain=printed.isdigit())


def _digits_after(tokens: Tokens, i: int) -> bool:
    return i < len(tokens) and tokens.kind[i] == "n" and tokens.gap(i) == 1 and tokens.word[i].isdigit()


def _fraction(tokens: Tokens, i: int) -> tuple[Decimal | None, int]:
    """`1/2` behind a whole number: `4-1/2`, `4 1/2`, `4½`."""
    if tokens.lower(i) in FRACTIONS and tokens.gap(i) < 2:
        return Decimal(FRACTIONS[tokens.low[i]]), i + 1
    j = i + 1 if i < len(tokens) and tokens.kind[i] == "-" and tokens.glued(i) else i
    if tokens.lower(j + 1) != "/" or tokens.kind[j] != "n" or not tokens.near(j) or not tokens.glued(j + 1):
        return None, i
    over, under = tokens.word[j], tokens.lower(j + 2)
    if len(over) < 3 and over.isdigit() and under in ("2", "3", "4", "8", "16", "32", "64") and int(over) < int(under):
        return Decimal(over) / Decimal(under), j + 3
    return None, i


def _article(tokens: Tokens, i: int) -> Number | None:
    """`a million`, `half a`, `a half`, `a quarter of a`, `half-a-`: the number that an article or fraction makes."""
    j, value, fraction = i, ONE, False
    while j < len(tokens) and j - i < 7:
        word = tokens.low[j]
        if word in ("half", "quarter") and not fraction:
            value, fraction = NUMBER_WORDS[word][0], True
        elif word == "dozen" and j > i:
            return Number(value * 12, j + 1, digits=False)
        elif word not in ("a", "an", "of") and tokens.kind[j] != "-":
            break
        j += 1
    coins = fraction and tokens.lower(j) in WORDS
    if j == i or tokens.low[i] == "the" or not (_is_scale(tokens, j) or coins):
        return None
    return Number(value, j, digits=False)


def _is_scale(tokens: Tokens, i: int) -> bool:
    scale = SCALES.get(tokens.lower(i))
    return scale is not None and scale.kind == "word" and tokens.low[i] not in ("mil", "mill")


def _quarters(tokens: Tokens, i: int) -> Number | None:
    """`three quarters of a` before a scale."""
    j = i + 1
    if j < len(tokens) and tokens.kind[j] == "-":
        j += 1
    if tokens.lower(j) not in ("quarters", "quarter") or tokens.low[i] not in ("one", "three"):
        return None
    count, j = NUMBER_WORDS[tokens.low[i]][0], j + 1
    while tokens.lower(j) in ("of", "a"):
        j += 1
    return Number(count / 4, j, digits=False) if _is_scale(tokens, j) else None


def _words(tokens: Tokens, i: int) -> Number | None:
    """Number words below a thousand, and the `ninety nine hundred` that runs past it."""
    value, j = _tens(tokens, i)
    if tokens.lower(j) == "hundred":
        value, j = value * 100, j + 1
        k = j + 1 if tokens.lower(j) == "and" else j
        if NUMBER_WORDS.get(tokens.lower(k), (0, ""))[1] in ("unit", "teen", "tens"):
            rest, j = _tens(tokens, k)
            value += rest
    if tokens.lower(j) == "point":
        return _point(tokens, j + 1, value)
    after, extra = _and_a_half(tokens, j)
    return Number(value + extra, after, digits=False)


def _tens(tokens: Tokens, i: int) -> tuple[Decimal, int]:
    value, kind = NUMBER_WORDS[tokens.low[i]]
    j = i + 1
    if kind == "tens":
        k = j + 1 if j < len(tokens) and tokens.kind[j] == "-" else j
        unit, unit_kind = NUMBER_WORDS.get(tokens.lower(k), (Decimal(0), ""))
        if unit_kind == "unit" and unit:
            return value + unit, k + 1
    return value, j


def _point(tokens: Tokens, i: int, whole: Decimal) -> Number | None:
    """`two point six nine`: each word after the point is one digit."""
    printed = ""
    while NUMBER_WORDS.get(tokens.lower(i + len(printed)), (0, ""))[1] == "unit" and len(printed) < LONGEST:
        printed += str(NUMBER_WORDS[tokens.low[i + len(printed)]][0])
    return Number(whole + Decimal(f"0.{printed}"), i + len(printed), digits=False) if printed else None


def read_scales(tokens: Tokens, i: int, *, digits_before: bool) -> tuple[Decimal, int]:
    """The scales from token i, multiplied: `lakh crore`, `thousand million`, `-billion`, `bn`, `k`."""
    factor, j = ONE, i
    while j < len(tokens) and j - i < 6:
        k = j + 1 if tokens.kind[j] == "-" and tokens.glued(j) and tokens.glued(j + 1) else j
        word = tokens.lower(k)
        scale = SCALES.get(word)
        if (
            scale is None
            or (k and not tokens.near(k))
            or (scale.kind != "word" and not _letter_fits(tokens, k, j, digits_before))
        ):
            break
        if word == "hundreds" or (word in ("mil", "mill") and not digits_before):
            break
        factor, j = factor * scale.factor, k + 1
        digits_before = digits_before and scale.kind == "word"
    if j > i and j < len(tokens) and tokens.word[j] == "." and tokens.low[j - 1] in ("cr", "mn", "bn", "mln", "bln"):
        return factor, j + 1 if tokens.glued(j) and tokens.lower(j + 1)[:1].islower() else j
    return factor, j


def _letter_fits(tokens: Tokens, i: int, before: int, digits_before: bool) -> bool:
    """A lone letter is a scale right behind digits (`5m`), or one space away where it is m, b or k (`$5 m`)."""
    if not digits_before or i != before or tokens.kind[i - 1] not in ("n", "o"):
        return False
    word = tokens.low[i]
    if word == "l":
        return tokens.gap(i) == 0 and tokens.lower(i - 2) in ("rs", ".", "₹", "inr")
    if tokens.gap(i) == 0:
        return True
    return tokens.gap(i) == 1 and word in ("m", "b", "k", "cr", "mm")
