"""A bare number that takes the unit of a figure before it: `fell to 77.68 yen, having slipped to 77.45`."""

from decimal import Decimal

from tasks.money.reading.figure import Figure
from tasks.money.reading.lexicon import word_list
from tasks.money.reading.number import ONE, digits, read_number
from tasks.money.reading.tokens import Tokens

_LEADS = word_list("borrowed_leads")
_COMPARING = word_list("borrowed_comparing")
_ENDS_SCALED = word_list("borrowed_ends_scaled")
_ENDS = word_list("borrowed_ends") | {""}
REACH = 16


def borrowed_after(figure: Figure, until: int) -> Figure | None:
    """The bare number within reach of a price such as 77.68 yen: decimal, like in size, nothing counted behind."""
    tokens = figure.tokens
    if figure.scaled and not figure.ranged and figure.marker.word:
        return _scaled_after(figure, until)
    if figure.scaled or figure.ranged or not _decimal(tokens.word[figure.first : figure.after]):
        return None
    for i in range(figure.after, min(len(tokens), figure.after + REACH, until)):
        if tokens.low[i] in (".", ";", "("):
            return None
        if _fits(figure, tokens, i):
            value = digits(tokens.word[i])
            if value is not None and _like(figure, value):
                return Figure(tokens, i, i + 1, value * figure.marker.factor, None, figure.marker, figure.country,
                              rules=[f"unit of {figure.surface!r}"])  # fmt: skip
    return None


def _scaled_after(figure: Figure, until: int) -> Figure | None:
    """`58.4 billion crowns in May from 47.8 billion in April`: a compared number, scaled, no noun behind."""
    tokens = figure.tokens
    for i in range(figure.after, min(len(tokens), figure.after + REACH, until)):
        if tokens.low[i] in (";", "(", "."):
            return None
        if tokens.kind[i] != "n" or tokens.lower(i - 1) not in _COMPARING:
            continue
        number = read_number(tokens, i)
        if number is None or number.scale == ONE or tokens.lower(number.after) not in _ENDS_SCALED:
            return None
        if not _like_scaled(figure, number.value):
            return None
        return Figure(tokens, i, number.after, number.value, None, figure.marker, figure.country, scaled=True,
                      rules=[f"unit of {figure.surface!r}"])  # fmt: skip
    return None


def _like_scaled(figure: Figure, value: Decimal) -> bool:
    return abs(figure.low) < value * 20 and value < abs(figure.low) * 20


def _decimal(words: list[str]) -> bool:
    return any("." in word and word[0].isdigit() for word in words)


def _fits(figure: Figure, tokens: Tokens, i: int) -> bool:
    printed = tokens.word[i]
    if tokens.kind[i] != "n" or "." not in printed or tokens.lower(i + 1) not in _ENDS:
        return False
    return tokens.lower(i - 1) in _LEADS


def _like(figure: Figure, value: Decimal) -> bool:
    amount = figure.low / figure.marker.factor
    return amount * 7 < value * 10 < amount * 14
