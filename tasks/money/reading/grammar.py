"""The grammar of a figure: a mark and a number, a number and a mark, shared marks in ranges and lists, mixed units."""

from decimal import Decimal

from tasks.money.reading.figure import Figure
from tasks.money.reading.lexicon import CODES, FAMILIES, NUMBER_WORDS, SCALES, WORDS, Marker
from tasks.money.reading.marker import COUNTRY_HEADS, MARK_HEADS, Mark, country_at, prefix_at, suffix_at
from tasks.money.reading.mixed import with_minor
from tasks.money.reading.number import FRACTIONS, ONE, Number, read_number, read_scales
from tasks.money.reading.per import unit_behind
from tasks.money.reading.ranges import is_year, moves, ordered, spread
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
_EURO_STYLE = frozenset(("€", "Euro", "Euros", "EUR"))


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
        elif low in _STARTS or (word in MARK_HEADS and tokens.word[i + 1 : i + 2] != [word]) or (low in COUNTRY_HEADS and _word_prefix(tokens, i)):
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
    return _shared(tokens, i, number)


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
    if (not number.digits and (mark.marker.word or mark.marker.guard or number.scale == ONE)) or _percent(tokens, number):
        return None
    if tokens.kind[j] == "w" and tokens.low[j] in ("a", "an"):
        return None
    figure = _figure(tokens, i, number, mark, number.after)
    figure.low *= -1 if negative else 1
    _range_tail(figure, number, prefixed=True)
    _refine(figure)
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
    figure = _figure(tokens, i, number._replace(value=-number.value * scale, scale=scale), mark, after)
    figure.rules.append("negative")
    return figure


def _figure(tokens: Tokens, first: int, number: Number, mark: Mark, after: int) -> Figure:
    marker, value = mark.marker, number.value
    if number.dotted is not None and tokens.word[mark.after - 1] in _EURO_STYLE and first + 1 <= mark.after - 1:
        value = number.dotted if tokens.kind[first] == "n" else value
    rules = [mark.rule, f"number {tokens.text[tokens.start[first] : tokens.end[after - 1]]!r}"]
    value *= marker.factor * marker.scale
    return Figure(tokens, first, after, value, None, marker, mark.country, scaled=number.scale * marker.scale != ONE,
                  plain=number.plain, rules=rules)  # fmt: skip


def _percent(tokens: Tokens, number: Number) -> bool:
    return tokens.lower(number.after) in ("%", "percent", "pct") and tokens.near(number.after)


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
    figure = _figure(tokens, first, number, mark, after)
    with_minor(figure)
    _range_tail(figure, number, prefixed=False)
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
            return _figure(tokens, i, number, mark, number.after)
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


def _range_tail(figure: Figure, number: Number, *, prefixed: bool) -> None:
    """`-10 million`, `to $7 million`, `and £4bn` behind a figure: the second bound of a range, where it is one."""
    tokens, j = figure.tokens, figure.after
    joint = tokens.lower(j)
    between = tokens.lower(figure.first - 1) == "between" or tokens.lower(figure.first - 2) == "between"
    if figure.low < 0 or not tokens.near(j + 1) or not (
        joint == "to" or tokens.kind[j] == "-" or (joint == "and" and between)
    ):
        return
    second = _second(figure, j + 1, prefixed=prefixed)
    if second is None:
        return
    bound, after, scale, own_mark = second
    if not own_mark and joint != "-" and tokens.kind[j] != "-" and not (scale != ONE or between):
        return
    low = spread(figure.low, number, bound, scale)
    if not ordered(low, bound, number, dash=tokens.kind[j] == "-"):
        return
    if joint == "to" and moves(tokens, figure.first, after):
        figure.scaled = figure.scaled or low != figure.low
        figure.low = low
        return
    if tokens.kind[j] == "-" and not own_mark and scale == ONE and bound < 10000 and bound % 1000 == 0 and low * 100 < bound:
        low *= 1000
    figure.low, figure.high, figure.after = low, bound, after
    figure.scaled = figure.scaled or scale != ONE
    figure.rules.append("range")


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
    if number is None or _percent(tokens, number) or not (number.digits or not prefixed):
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


def _refine(figure: Figure) -> None:
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
    elif country and figure.marker.unit == "dollar" and tokens.word[j] != "us":
        if open_bracket or k >= len(tokens) or tokens.low[k] in _AFTER_COUNTRY:
            figure.after, figure.country = k + open_bracket, country
    if figure.after != j:
        figure.rules.append(f"currency named behind: {tokens.text[tokens.start[j] : tokens.end[figure.after - 1]]!r}")


def _shared(tokens: Tokens, i: int, number: Number) -> tuple[list[Figure], int]:
    """Numbers that share the mark of the last: `30 to 40 euros`, `10-20 dollars`, `2, 3 and 5 million dollars`."""
    parts, joints, j = [(i, number)], [], number.after
    mark: Mark | None = None
    while mark is None and len(parts) < 6 and _joint(tokens, j) and tokens.near(j + 1):
        k = j + 2 if tokens.low[j] == "," and tokens.lower(j + 1) in ("and", "or") else j + 1
        following = read_number(tokens, k) if k < len(tokens) else None
        if following is None or tokens.lower(k) in ("a", "an"):
            break
        joints.append(tokens.low[k - 1])
        parts.append((k, following))
        j = following.after
        mark = suffix_at(tokens, j) if j < len(tokens) else None
    if mark is None or joints[-1] == "," or not _sharable(tokens, parts):
        return [], number.after
    if len(parts) == 2 and (joints[0] == "to" or joints[0] not in ("and", "or")) or _between(tokens, i, joints):
        figure = _joined(tokens, parts, mark, moving=joints[0] == "to" and moves(tokens, i, mark.after))
        if figure is not None:
            return [figure], figure.after
    return _listed(tokens, parts, mark), mark.after


def _joint(tokens: Tokens, j: int) -> bool:
    return j < len(tokens) and tokens.near(j) and (tokens.low[j] in ("to", "and", "or", ",") or tokens.kind[j] == "-")


def _between(tokens: Tokens, i: int, joints: list[str]) -> bool:
    return joints == ["and"] and "between" in (tokens.lower(i - 1), tokens.lower(i - 2))


def _sharable(tokens: Tokens, parts: list[tuple[int, Number]]) -> bool:
    last = parts[-1][1]
    return all(
        not is_year(tokens, i, number) and not _percent(tokens, number) and number.value <= last.value
        for i, number in parts[:-1]
    )


def _joined(tokens: Tokens, parts: list[tuple[int, Number]], mark: Mark, *, moving: bool) -> Figure | None:
    (first, lower), (_, upper) = parts
    low = spread(lower.value, lower, upper.value, upper.scale)
    if moving or low >= upper.value:
        return None
    factor = mark.marker.factor * mark.marker.scale
    figure = Figure(tokens, first, mark.after, low * factor, upper.value * factor, mark.marker, mark.country,
                    scaled=upper.scale != ONE, rules=[mark.rule, "range, shared currency"])  # fmt: skip
    return figure


def _listed(tokens: Tokens, parts: list[tuple[int, Number]], mark: Mark) -> list[Figure]:
    """One figure a part, each with the scale and currency of the last."""
    last = parts[-1][1]
    figures = []
    for i, number in parts:
        shared = number is not last and number.scale == ONE and number.value < 1000
        value = number.value * (last.scale if shared else ONE)
        figure = _figure(tokens, i, number._replace(value=value, dotted=None), mark, number.after)
        figure.scaled = last.scale != ONE
        figures.append(figure)
    figures[-1].after = mark.after
    return figures
