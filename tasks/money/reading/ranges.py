"""When two amounts are the ends of one range, and when they are where something moved from and to."""

from decimal import Decimal

from tasks.money.reading.lexicon import word_list
from tasks.money.reading.number import ONE, Number
from tasks.money.reading.tokens import Tokens

LOOK_BACK = 12  # tokens in which a verb of change makes `from A to B` a movement
_RANGING = word_list("ranges_ranging")
_MOVING = word_list("ranges_moving")
_STOPS = frozenset((".", ";", "!", "?"))


def spread(low: Decimal, number: Number, bound: Decimal, scale: Decimal) -> Decimal:
    """The first bound with the scale of the second, where it has none of its own: `$5-10 million`."""
    if scale != ONE and number.scale == ONE and number.value < 1000 and low * scale <= bound:
        return low * scale
    return low


def is_year(tokens: Tokens, i: int, number: Number) -> bool:
    """Whether a bare four-digit number reads as a year."""
    return number.plain and number.after == i + 1 and 1900 <= number.value <= 2100 and len(tokens.word[i]) == 4


def _direct(between: list[str]) -> bool:
    """Whether the change is of the amount itself: `cut its offer from A to B`, not `down from a view of A to B`."""
    if between in (["from", "the"], ["from", "a"], ["from", "an"], ["from", "its"], ["from", "earlier"]):
        return False
    return "of" not in between[-3:] and ("from" in between[-3:] or len(between) < 6)


def moves(tokens: Tokens, first: int, after: int) -> bool:
    """Whether `A to B` from token `first` is a movement: a verb of change before it, or `, from C` behind it."""
    if tokens.lower(after) == "," and tokens.lower(after + 1) == "from":
        return True
    for i in range(first - 1, max(-1, first - LOOK_BACK), -1):
        word = tokens.low[i]
        if word in _RANGING:
            return False
        if word in _MOVING:
            return not (word == "up" and tokens.lower(i + 1) == "to") and _direct(tokens.low[i + 1 : first])
        if word in _STOPS:
            return False
    return False
