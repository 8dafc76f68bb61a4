"""Mixed units are one figure: `two dollars and fifty cents`, `20 ringgit and 43 sen`, `15 dollars 50`, `£3 10s`."""

from decimal import Decimal

from tasks.money.reading.figure import Figure
from tasks.money.reading.lexicon import FAMILIES, word_list
from tasks.money.reading.marker import suffix_at
from tasks.money.reading.number import ONE, Number, read_number
from tasks.money.reading.tokens import Tokens

_OLD_POUND = {"s": Decimal("0.05"), "d": Decimal(1) / Decimal(240)}  # shillings and pence before 1971
_BEHIND_CENTS = word_list("mixed_behind_cents") | {""}


def with_minor(figure: Figure) -> None:
    """Add the smaller unit that follows a figure in whole units."""
    if (
        figure.marker.guard == "letter"
        or figure.scaled
        or figure.high is not None
        or figure.marker.factor != ONE
        or figure.marker.unit == "cent"
    ):
        return
    tokens, j = figure.tokens, figure.after
    joined = tokens.lower(j) in ("and", "&")
    k = j + 1 if joined or (tokens.lower(j) == "," and figure.marker.word) else j
    if (
        not tokens.near(k)
        or tokens.kind[k] == "-"
        or "between" in (tokens.lower(figure.first - 1), tokens.lower(figure.first - 2))
    ):
        return
    number = read_number(tokens, k) if k < len(tokens) else None
    if number is None or number.scale != ONE or number.value >= 100 or tokens.low[k] in ("a", "an", "half"):
        return
    if not (_named(figure, number, joined=joined) or _old(figure, number)) and k - j == joined:
        _bare(figure, k, number, joined=joined)


def _named(figure: Figure, number: Number, *, joined: bool) -> bool:
    """`and fifty cents`."""
    tokens = figure.tokens
    mark = suffix_at(tokens, number.after) if number.after < len(tokens) else None
    if mark is None or mark.marker.factor >= ONE or not _related(figure, mark.marker.unit, mark.marker.text):
        return False
    if not figure.marker.word and figure.marker.text in ("$", "£", "€") and not joined and mark.marker.text != "c":
        return False
    figure.low += number.value * mark.marker.factor
    figure.after = mark.after
    figure.rules.append(f"and {number.value} {mark.marker.text}")
    follow = (
        read_number(tokens, mark.after) if mark.marker.factor == Decimal("0.1") and tokens.near(mark.after) else None
    )
    if follow is not None and follow.value < 10 and follow.scale == ONE:
        figure.low += follow.value * Decimal("0.01")
        figure.after = follow.after
    return True


def _related(figure: Figure, unit: str, text: str) -> bool:
    if unit == figure.marker.unit or text == "c":
        return True
    family, minor = FAMILIES.get(figure.marker.unit), FAMILIES.get(unit)
    mine = set(family.codes) if family is not None else {figure.marker.unit}
    return minor is None or unit == "cent" or bool(mine & set(minor.codes))


def _old(figure: Figure, number: Number) -> bool:
    """`£3 10s 6d`."""
    tokens, after = figure.tokens, number.after
    if figure.marker.unit != "pound" or tokens.lower(after) not in _OLD_POUND or not tokens.glued(after):
        return False
    while number is not None and tokens.lower(after) in _OLD_POUND and tokens.glued(after):
        figure.low += number.value * _OLD_POUND[tokens.low[after]]
        figure.after = after + 1
        following = read_number(tokens, after + 1) if tokens.near(after + 1) else None
        if following is None:
            break
        number, after = following, following.after
    figure.rules.append("shillings and pence")
    return True


def _bare(figure: Figure, k: int, number: Number, *, joined: bool) -> None:
    """`15 dollars 50`, `twenty ringgit and 43`: two digits and nothing counted behind them."""
    tokens = figure.tokens
    word_or_code = figure.marker.word or figure.marker.text.isalpha()
    if not word_or_code and (figure.first or number.after < len(tokens)):
        return
    if (
        figure.low % 1
        or number.value < 10
        or number.value % 1
        or (word_or_code and tokens.kind[figure.after - 1] != "w")
    ):
        return
    if not _ends(tokens, number.after, strictly=joined) or (
        tokens.kind[figure.first] == "w" and figure.marker.text.isupper()
    ):
        return
    if number.digits and len(tokens.word[k]) != 2:
        return
    figure.low += number.value / 100
    figure.after = number.after
    figure.rules.append(f"and {number.value} hundredths")


def _ends(tokens: Tokens, i: int, *, strictly: bool) -> bool:
    """Whether nothing that the number could count follows."""
    following = tokens.lower(i)
    return following in ("", ".", "!", "?") if strictly else following in _BEHIND_CENTS
