"""What may stand behind a figure: the second bound of a range, or a second mark that names the currency."""

from decimal import Decimal

from tasks.money.reading.build import is_percent
from tasks.money.reading.figure import Figure
from tasks.money.reading.lexicon import CODES, FAMILIES, WORDS, Marker, word_list
from tasks.money.reading.marker import country_at, prefix_at, suffix_at
from tasks.money.reading.number import ONE, Number, read_number
from tasks.money.reading.ranges import is_year, moves, spread
from tasks.money.reading.tokens import Tokens

_AFTER_COUNTRY = word_list("grammar_after_country")


def range_tail(figure: Figure, number: Number, *, prefixed: bool) -> None:
    """`-10 million`, `to $7 million`, `and £4bn` behind a figure: the second bound of a range, where it is one."""
    tokens, j = figure.tokens, figure.after
    if figure.low < 0 or not tokens.near(j + 1) or not _joint(tokens, j, figure.first):
        return
    second = _second(figure, j + 1, prefixed=prefixed)
    if second is None:
        return
    bound, after, scale, own_mark = second
    dash = tokens.kind[j] == "-"
    if not (own_mark or dash or scale != ONE or tokens.lower(figure.first - 1) == "between"):
        return
    low = spread(figure.low, number, bound, scale)
    if low >= bound:
        return
    if tokens.low[j] == "to" and moves(tokens, figure.first, after):
        figure.scaled, figure.low = figure.scaled or low != figure.low, low
        return
    if dash and not own_mark and scale == ONE and bound < 10000 and bound % 1000 == 0 and low * 100 < bound:
        low *= 1000
    figure.low, figure.high, figure.after = low, bound, after
    figure.scaled = figure.scaled or scale != ONE
    figure.rules.append("range")


def _joint(tokens: Tokens, j: int, first: int) -> bool:
    """Whether the token joins two bounds: `to`, a dash, or `and` behind `between`."""
    between = "between" in (tokens.lower(first - 1), tokens.lower(first - 2))
    return tokens.low[j] == "to" or tokens.kind[j] == "-" or (tokens.low[j] == "and" and between)


def _second(figure: Figure, k: int, *, prefixed: bool) -> tuple[Decimal, int, Decimal, bool] | None:
    """The value, end and scale of a second bound at token k, and whether it has its own mark."""
    tokens = figure.tokens
    while tokens.lower(k) in ("about", "around", "some", "nearly", "roughly", "more", "than", "almost", "over"):
        k += 1
    mark = prefix_at(tokens, k) if k < len(tokens) else None
    if mark is not None and prefixed:
        if not _same(mark.marker, figure.marker) or not tokens.near(mark.after):
            return None
        number = read_number(tokens, mark.after, beside=True)
        return None if number is None else (number.value, number.after, number.scale, True)
    number = read_number(tokens, k) if k < len(tokens) else None
    if number is None or is_percent(tokens, number) or not (number.digits or not prefixed):
        return None
    behind = suffix_at(tokens, number.after) if number.after < len(tokens) else None
    if behind is not None and not _same(behind.marker, figure.marker):
        return None
    if behind is None and (not prefixed or _counted(tokens, number) or is_year(tokens, k, number)):
        return None
    after = behind.after if behind is not None else number.after
    factor = behind.marker.factor if behind is not None else figure.marker.factor
    return number.value * factor, after, number.scale, behind is not None


def _counted(tokens: Tokens, number: Number) -> bool:
    """Whether a bare number behind `to` counts things: `gave $5 to 10 people`."""
    return number.scale == ONE and tokens.lower(number.after)[:1].isalpha() and tokens.lower(number.after) not in (
        "a", "an", "per", "each", "and", "or", "in", "for", "on", "at", "from", "with", "depending", "range", "every"
    )  # fmt: skip


def _same(one: Marker, other: Marker) -> bool:
    if one.unit == other.unit:
        return one.factor == other.factor
    for first, second in ((one, other), (other, one)):
        family = FAMILIES.get(first.unit)
        if family is not None and second.unit in family.codes:
            return True
    return False


def refine(figure: Figure) -> None:
    """A second mark behind a prefixed figure: `$76 US`, `$5m AUD`, `$10 dollars`, `$5 million Canadian`."""
    tokens, j = figure.tokens, figure.after
    if not tokens.near(j):
        return
    open_bracket = tokens.word[j] == "(" and tokens.lower(j + 1) == "us" and tokens.word[j + 2 : j + 3] == [")"]
    code = CODES.get(tokens.word[j])
    if code is not None and _same(figure.marker, code):
        figure.marker, figure.after = code, j + 1
        return
    country, k = country_at(tokens, j + open_bracket)
    word = WORDS.get(tokens.lower(k))
    if word is not None and _same(figure.marker, word):
        figure.after, figure.country = k + 1, country or figure.country
    elif _country_alone(figure, country, j, k, bracketed=open_bracket):
        figure.after, figure.country = k + open_bracket, country
    if figure.after != j:
        figure.rules.append(f"currency named behind: {tokens.text[tokens.start[j] : tokens.end[figure.after - 1]]!r}")


def _country_alone(figure: Figure, country: str, j: int, k: int, *, bracketed: bool) -> bool:
    """`$76 US a barrel`, `$5 million Canadian,`: a country that names the dollar, not the noun behind."""
    tokens = figure.tokens
    if not country or figure.marker.unit != "dollar" or tokens.word[j] == "us":
        return False
    return bracketed or k >= len(tokens) or tokens.low[k] in _AFTER_COUNTRY
