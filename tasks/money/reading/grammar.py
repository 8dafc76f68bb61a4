"""The grammar of a figure: a mark and a number, a number and a mark, shared marks in ranges and lists, mixed units."""

from tasks.money.reading.build import figure_of, is_percent
from tasks.money.reading.figure import Figure
from tasks.money.reading.lexicon import NUMBER_WORDS, SCALES, WORDS, word_list
from tasks.money.reading.marker import COUNTRY_HEADS, MARK_HEADS, Mark, country_at, prefix_at, suffix_at
from tasks.money.reading.mixed import with_minor
from tasks.money.reading.number import FRACTIONS, ONE, Number, read_number, read_scales
from tasks.money.reading.per import unit_behind
from tasks.money.reading.shared import shared
from tasks.money.reading.tails import range_tail, refine
from tasks.money.reading.tokens import Tokens
from tasks.money.reading.vague import VAGUE_HEADS, VAGUE_WORDS, vague_at, vague_scale

_LISTING = frozenset(("and", "or")) | frozenset(NUMBER_WORDS)
_FOLLOWS = (
    frozenset(SCALES) | frozenset(WORDS) | COUNTRY_HEADS | frozenset(FRACTIONS) | frozenset(NUMBER_WORDS)
    | frozenset(("to", "and", "or", "/", "(", "'", "’", "new", "old", "convertible", "1", "2", "3", "5", "7"))
)  # fmt: skip
_STARTS = frozenset(NUMBER_WORDS) | frozenset(SCALES) | VAGUE_HEADS | frozenset(FRACTIONS) | frozenset(("a", "an"))
_AFTER_COUNTRY = word_list("grammar_after_country")
_COINS = word_list("grammar_coins")
_COUNTING = word_list("grammar_counting")


def figures_in(tokens: Tokens) -> list[Figure]:
    """Every figure in the tokens, left to right, none overlapping; currencies not yet resolved."""
    found: list[Figure] = []
    reached = 0
    for i, (kind, low, word) in enumerate(zip(tokens.kind, tokens.low, tokens.word, strict=True)):
        if i < reached:
            continue
        if kind == "n":
            if _leads_on(tokens, i + 1):
                figures, reached = _numbered(tokens, i)
                found.extend(figures)
        elif (
            low in _STARTS
            or (word in MARK_HEADS and tokens.word[i + 1 : i + 2] != [word])
            or (low in COUNTRY_HEADS and _word_prefix(tokens, i))
        ):
            figures, reached = figures_at(tokens, i)
            found.extend(figures)
    return found


def _word_prefix(tokens: Tokens, i: int) -> bool:
    """Whether a country, a currency word and then a number stand here: `Malaysian ringgit 42`."""
    country, j = country_at(tokens, i)
    return bool(country) and tokens.lower(j) in WORDS and tokens.kind[j + 1 : j + 2] == ["n"]


def figures_at(tokens: Tokens, i: int) -> tuple[list[Figure], int]:
    """The figures that begin at token i, and the token from which to go on."""
    mark = prefix_at(tokens, i)
    figure = _prefixed(tokens, i, mark) if mark is not None else None
    if figure is None and tokens.low[i] in VAGUE_WORDS:
        figure = vague_at(tokens, i)
    if figure is not None:
        return [figure], figure.after
    return _numbered(tokens, i)


def _leads_on(tokens: Tokens, i: int) -> bool:
    """Whether what stands behind a number can make it money: a scale, a mark, a country, a dash, a joint."""
    if i >= len(tokens):
        return False
    low = tokens.low[i]
    if low == ",":
        return tokens.kind[i + 1 : i + 2] == ["n"] or tokens.lower(i + 1) in _LISTING
    return low in _FOLLOWS or tokens.kind[i] in ("-", "e") or tokens.word[i] in MARK_HEADS


def _numbered(tokens: Tokens, i: int) -> tuple[list[Figure], int]:
    """The figures that begin with a number at token i."""
    number = read_number(tokens, i) or _article(tokens, i)
    if number is None:
        return [], i + 1
    figure = _suffixed(tokens, i, number) or _interrupted(tokens, i, number)
    if figure is not None:
        return [figure], figure.after
    return shared(tokens, i, number)


def _prefixed(tokens: Tokens, i: int, mark: Mark) -> Figure | None:
    j = mark.after
    if tokens.lower(j) == ":" and tokens.glued(j):
        j += 1
    negative = j < len(tokens) and tokens.kind[j] == "-" and tokens.glued(j) and tokens.glued(j + 1)
    j += negative
    if not tokens.near(j) or (mark.marker.guard in ("letter", "mojibake") and not tokens.glued(j)):
        return None
    number = read_number(tokens, j, beside=True)
    if number is None:
        return _vague_prefixed(tokens, i, j, mark) or _bracketed(tokens, i, j, mark)
    if (not number.digits and (mark.marker.word or mark.marker.guard or number.scale == ONE)) or is_percent(
        tokens, number
    ):
        return None
    if tokens.kind[j] == "w" and tokens.low[j] in ("a", "an"):
        return None
    figure = figure_of(tokens, i, number, mark, number.after)
    figure.low *= -1 if negative else 1
    range_tail(figure, number, prefixed=True)
    refine(figure)
    with_minor(figure)
    return figure


def _vague_prefixed(tokens: Tokens, i: int, j: int, mark: Mark) -> Figure | None:
    """`$millions`."""
    bounds = vague_scale(tokens.lower(j)) if mark.marker.text in ("$", "£", "€", "¥", "₹") else None
    if bounds is None:
        return None
    return Figure(tokens, i, j + 1, *bounds, mark.marker, vague=True, rules=[mark.rule, "vague multiple"])


def _bracketed(tokens: Tokens, i: int, j: int, mark: Mark) -> Figure | None:
    """`$(5.2) million`: below zero, as accounts print it."""
    number = read_number(tokens, j + 1) if tokens.lower(j) == "(" and tokens.glued(j + 1) else None
    if number is None or not number.digits or tokens.lower(number.after) != ")" or mark.marker.word:
        return None
    scale, after = read_scales(tokens, number.after + 1, digits_before=False)
    figure = figure_of(tokens, i, number._replace(value=-number.value * scale, scale=scale), mark, after)
    figure.rules.append("negative")
    return figure


def _suffixed(tokens: Tokens, i: int, number: Number) -> Figure | None:
    """A number and the mark behind it: `5 million dollars`, `75 USD million`, `10-million-dollar`."""
    mark = suffix_at(tokens, number.after) if number.after < len(tokens) else None
    if mark is None:
        return None
    first = i
    if not number.digits and tokens.low[i] in ("a", "an") and tokens.lower(i + 1) not in _COINS:
        first += _article_outside(tokens, i, number, mark)
    scale, after = read_scales(tokens, mark.after, digits_before=True) if not mark.marker.word else (ONE, mark.after)
    if scale != ONE and number.scale == ONE and mark.marker.scale == ONE and tokens.gap(mark.after) == 1:
        number = number._replace(value=number.value * scale, scale=scale)
    else:
        after = mark.after
    figure = figure_of(tokens, first, number, mark, after)
    with_minor(figure)
    range_tail(figure, number, prefixed=False)
    return figure


def _interrupted(tokens: Tokens, i: int, number: Number) -> Figure | None:
    """`807.2 billion ($588 million) won`: the word behind the bracket belongs to the number before it."""
    if tokens.lower(number.after) != "(" or not number.digits:
        return None
    for j in range(number.after + 1, min(len(tokens) - 1, number.after + 10)):
        if tokens.word[j] == ")":
            mark = suffix_at(tokens, j + 1)
            if mark is None or not mark.marker.word:
                return None
            return figure_of(tokens, i, number, mark, number.after)
    return None


def _article(tokens: Tokens, i: int) -> Number | None:
    """`a dollar a day`, `up a penny`, `a nickel`: one of a currency, where the words around count it."""
    j = i + 1
    if tokens.low[i] != "a" or tokens.lower(j) not in _COINS or not tokens.near(j):
        return None
    rated = unit_behind(tokens, j + 1)[0] is not None and tokens.lower(j + 1) in ("a", "per", "an")
    counted = tokens.lower(i - 1) in _COUNTING and tokens.lower(j + 1) in _AFTER_COUNTRY
    alone = i == 0 and j + 1 == len(tokens)
    return Number(ONE, j, digits=False) if rated or counted or alone else None


def _article_outside(tokens: Tokens, i: int, number: Number, mark: Mark) -> bool:
    """Whether the article belongs to a noun behind: `a hundred-million-dollar deal`, `a million dollar house`."""
    if tokens.low[i + 1] in ("half", "quarter", "dozen") and tokens.kind[number.after] != "-":
        return False
    singular = mark.marker.word and tokens.low[mark.after - 1] in ("dollar", "pound", "euro")
    return tokens.kind[number.after] == "-" or singular
