"""A figure from a number and its mark, and the test that a number is no percentage."""

from tasks.money.reading.figure import Figure
from tasks.money.reading.marker import Mark
from tasks.money.reading.number import ONE, Number
from tasks.money.reading.tokens import Tokens

_EURO_STYLE = frozenset(("€", "Euro", "Euros", "EUR"))


def figure_of(tokens: Tokens, first: int, number: Number, mark: Mark, after: int) -> Figure:
    marker, value = mark.marker, number.value
    if number.dotted is not None and tokens.word[mark.after - 1] in _EURO_STYLE and first + 1 <= mark.after - 1:
        value = number.dotted if tokens.kind[first] == "n" else value
    rules = [mark.rule, f"number {tokens.text[tokens.start[first] : tokens.end[after - 1]]!r}"]
    value *= marker.factor * marker.scale
    return Figure(tokens, first, after, value, None, marker, mark.country, scaled=number.scale * marker.scale != ONE,
                  plain=number.plain, rules=rules)  # fmt: skip


def is_percent(tokens: Tokens, number: Number) -> bool:
    return tokens.lower(number.after) in ("%", "percent", "pct") and tokens.near(number.after)
