"""What looks like money and is not: weights, `won` the verb, words that are ISO codes, names, titles, years."""

from collections.abc import Callable
from decimal import Decimal

from tasks.money.reading.country import Surroundings
from tasks.money.reading.currency import homes
from tasks.money.reading.figure import Figure
from tasks.money.reading.lexicon import NOT_MONEY, word_list
from tasks.money.reading.tokens import Tokens
from tasks.money.reading.weight import is_weight

_TAILS: dict[str, list[tuple[str, ...]]] = {}
for _phrase, _where in NOT_MONEY:
    if _where == "tail":
        _TAILS.setdefault(_phrase.split()[0], []).append(tuple(_phrase.split()))
_WHOLE = frozenset(phrase for phrase, where in NOT_MONEY if where == "whole")
_OBJECTS = word_list("guard_objects")
_GRAND = word_list("guard_grand")
_ROADS = frozenset(("road", "highway", "route", "motorway", "freeway", "junction", "bypass"))
_SCREENS = frozenset((240, 360, 480, 540, 576, 720, 1080, 1440, 2160, 4320))
_MONTHS = word_list("guard_months")
_ENGLISH = word_list("guard_english")
_OF_PENCE = ("£", "pence", "Shares", "shares", "a share", "per share", "dividend")


def is_money(figure: Figure, near: Surroundings) -> bool:
    """Whether the figure passes the test its mark asks for, and names nothing else."""
    tokens, last = figure.tokens, figure.after - 1
    if _titled(figure) or _year(figure) or _half_of_a_pair(figure) or _quote_tail(figure):
        return False
    test = _TESTS.get(figure.marker.guard)
    alone = figure.marker.word and _alone(figure) and figure.marker.guard not in ("won", "grand")
    if test is not None and not alone and not test(figure, near):
        return False
    return not (figure.marker.word and tokens.low[last] == "euro" and _zone(tokens, figure.after))


def _alone(figure: Figure) -> bool:
    """Whether the figure is all there is."""
    return figure.first == 0 and figure.after == len(figure.tokens) and len(figure.tokens.text) < 80


def _zone(tokens: Tokens, i: int) -> bool:
    return tokens.lower(i + (i < len(tokens) and tokens.kind[i] == "-")) in (
        "zone",
        "area",
        "bloc",
        "group",
        "cup",
        "tunnel",
    )


def _titled(figure: Figure) -> bool:
    """A name in not_money.csv: `50 Cent`, `19,000 Dollar General stores`."""
    tokens, last = figure.tokens, figure.after - 1
    if figure.surface.lower() in _WHOLE:
        return len(tokens.word[last]) < 2 or (tokens.word[last][0].isupper() and not tokens.word[last].isupper())
    for phrase in _TAILS.get(tokens.low[last], ()):
        start = last + 1 + (last + 1 < len(tokens) and tokens.kind[last + 1] == "-")
        if tuple(tokens.low[start : start + len(phrase) - 1]) == phrase[1:]:
            return phrase[0] != "dollar" or phrase[1] in ("question",) or tokens.word[start][0].isupper()
    return False


def _year(figure: Figure) -> bool:
    """`the 1999 euro launch`, `in 2010 yen strength`: a year before a currency in the singular."""
    tokens = figure.tokens
    if (
        not figure.plain
        or not 1900 <= figure.low <= 2100
        or tokens.kind[figure.first] != "n"
        or figure.after != figure.first + 2
    ):
        return False
    word = tokens.low[figure.after - 1]
    if word in ("dollar", "euro", "pound", "franc", "peso", "rupee", "crown", "mark"):
        return True
    return not word.endswith("s") and figure.marker.word and tokens.lower(figure.first - 1) in _MONTHS


def _half_of_a_pair(figure: Figure) -> bool:
    """`EUR/USD 1.08`: a rate of two currencies, no amount."""
    tokens, i = figure.tokens, figure.first
    if i < 2 or tokens.kind[i] != "w" or not tokens.word[i].isupper() or not tokens.glued(i):
        return False
    return (
        (tokens.word[i - 1] == "/" or tokens.kind[i - 1] == "-")
        and tokens.word[i - 2].isupper()
        and tokens.glued(i - 1)
    )


def _quote_tail(figure: Figure) -> bool:
    """`1.8205/15 marks`: the second half of a dealer's quote, is no figure of its own."""
    tokens, i = figure.tokens, figure.first
    return (
        i > 1 and tokens.kind[i] == "n" and tokens.word[i - 1] == "/" and tokens.glued(i) and tokens.kind[i - 2] == "n"
    )


def _speaks(figure: Figure, near: Surroundings) -> bool:
    return near.speaks_of(figure.start, homes(figure.marker.unit))


def _named(figure: Figure, near: Surroundings) -> bool:
    return figure.scaled or bool(figure.country) or _speaks(figure, near)


def _strict(figure: Figure, near: Surroundings) -> bool:
    tokens, last = figure.tokens, figure.after - 1
    if figure.country:
        return True
    if tokens.word[last] == "Real" or (tokens.low[last] == "sol" and not figure.scaled):
        return False
    crypto = figure.marker.unit in ("tether",) and "XCRYPTO" in near.whole
    return crypto or (_speaks(figure, near) and not _plays(tokens, figure.after))


def _plays(tokens: Tokens, i: int) -> bool:
    return tokens.lower(i) in ("of", "for", "in") and tokens.lower(i + 1) in ("victory", "glory", "goodwill", "one")


def _code(figure: Figure, near: Surroundings) -> bool:
    """An ISO code that is also a word or an initialism needs its country, or a scale in text not all in capitals."""
    tokens = figure.tokens
    word = figure.marker.text
    place = figure.first if tokens.word[figure.first] == word else figure.after - 1
    before, behind = figure.first - 1, figure.after
    loud = any(
        0 <= k < len(tokens) and tokens.kind[k] == "w" and len(tokens.word[k]) > 2 and tokens.word[k].isupper()
        for k in (before, behind)
    )
    if figure.low < 0 or loud or (place == figure.first and tokens.kind[figure.first + 1] == "-"):
        return False
    if figure.marker.unit in ("ADA", "SOL"):
        return "XCRYPTO" in near.whole or "XCRYPTO" in near.ahead
    if place != figure.first or _alone(figure):
        return True
    exact = figure.scaled or "." in figure.surface or "," in figure.surface
    if _speaks(figure, near):
        return word not in ("ALL", "TOP", "COP", "TRY") or figure.low >= 100 or exact
    return exact and (word not in _ENGLISH or "." in figure.surface)


def _won(figure: Figure, near: Surroundings) -> bool:
    """Korean won, not a victory: no object behind, and a large or scaled number or Korea named."""
    tokens, j = figure.tokens, figure.after
    following = tokens.lower(j)
    if (
        following in _OBJECTS
        or (j < len(tokens) and tokens.kind[j] == "n")
        or tokens.lower(figure.first - 1) in ("no.", "class")
    ):
        return bool(figure.country)
    if tokens.low[figure.after - 1] != "won":
        return figure.scaled or _speaks(figure, near)
    korea = _speaks(figure, near)
    if not figure.scaled and figure.plain and 1900 <= figure.low <= 2100:
        return korea and tokens.lower(figure.first - 1) not in _MONTHS
    return korea or (figure.low >= 1000 and (figure.scaled or "," in figure.surface)) or bool(figure.country)


def _rand(figure: Figure, near: Surroundings) -> bool:
    tokens, last = figure.tokens, figure.after - 1
    name = tokens.word[last] == "Rand" and figure.after < len(tokens) and tokens.word[figure.after][0].isupper()
    return not name


def _marks(figure: Figure, near: Surroundings) -> bool:
    """German marks: in Germany, before 2003 or with a scale; never of an examination."""
    if figure.country or figure.scaled:
        return True
    if near.date >= "2003" and not near.date < "2003":
        return False
    return _speaks(figure, near) or (bool(near.date) and near.date < "2002" and figure.low >= 2)


def _grand(figure: Figure, near: Surroundings) -> bool:
    tokens, j = figure.tokens, figure.after
    if tokens.word[j - 1] != "grand" or figure.scaled:
        return False
    following = tokens.lower(j)
    return following not in _GRAND and not (following[:1].isalpha() and tokens.word[j][0].isupper())


def _glued(figure: Figure, near: Surroundings) -> bool:
    """`50p` and `43c`: pence where Britain or a share is spoken of, cents where dollars or rand are."""
    tokens = figure.tokens
    if figure.marker.text == "p":
        pence = any(map(near.holds, _OF_PENCE)) or near.speaks_of(figure.start, homes("pound"))
        return pence and figure.low < 100 and figure.low * 100 not in _SCREENS and tokens.kind[figure.first] == "n"
    if figure.low >= 10 or (figure.first and tokens.word[figure.first - 1] in ("°", "#", "-")):
        return False
    return near.holds("$") or near.speaks_of(figure.start, frozenset(("AU", "NZ", "CA", "ZA", "IE", "JM", "TT")))


def _letter(figure: Figure, near: Surroundings) -> bool:
    """A capital glued to digits: `R1.5bn`, `Y500bn`, `N200m`; others only where their country is spoken of."""
    tokens, letter = figure.tokens, figure.marker.text
    if figure.first and tokens.glued(figure.first) and tokens.word[figure.first - 1] in ("-", "/", "&", "."):
        return False
    if tokens.lower(figure.after) in _ROADS:
        return False
    if _speaks(figure, near):
        return True
    if (
        letter not in ("R", "Y", "Re")
        or tokens.kind[figure.first] == "n"
        or (figure.low < 1000 and figure.surface[-1] in "kK")
    ):
        return False
    return figure.scaled or (letter == "R" and ("." in figure.surface or "," in figure.surface))


def _mojibake(figure: Figure, near: Surroundings) -> bool:
    """`PS6m` for £6m, but never the consoles PS2 to PS5."""
    return figure.scaled or bool(figure.low % 1) or figure.low >= 100 or "," in figure.surface


def _counted(figure: Figure, near: Surroundings) -> bool:
    tokens, last = figure.tokens, figure.after - 1
    word = tokens.low[last]
    if tokens.lower(figure.after) in (
        "fowl",
        "pig",
        "pigs",
        "store",
        "stores",
        "bag",
        "defense",
        "defence",
        "package",
        "mine",
        "mines",
    ):
        return False
    return word.endswith("s") or word == "ether" or word == "ethereum" or figure.low == figure.marker.factor


def _weight(figure: Figure, near: Surroundings) -> bool:
    return not is_weight(figure, near)


def _named_after(figure: Figure, near: Surroundings) -> bool:
    """Short abbreviations need a scale or comma besides the country, where they are common initials."""
    return _speaks(figure, near) and (figure.scaled or figure.low >= Decimal(10))


_TESTS: dict[str, Callable[[Figure, Surroundings], bool]] = {
    "named": _named, "strict": _strict, "code": _code, "won": _won, "rand": _rand, "marks": _marks, "grand": _grand,
    "glued": _glued, "letter": _letter, "mojibake": _mojibake, "counted": _counted, "weight": _weight,
}  # fmt: skip
