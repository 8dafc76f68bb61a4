"""Pounds of weight or of money: a weighing of what stands around `N pounds`."""

from tasks.money.reading.country import Surroundings
from tasks.money.reading.figure import Figure
from tasks.money.reading.tokens import Tokens

_WEIGHING = frozenset(
    """weigh weighs weighed weighing weight lift lifts lifted lifting lost lose loses losing shed gained gain gaining drop
    dropped carry carries carried carrying hauled heavier lighter thrust payload tons tonnes kilograms kilogrammes kg kilos
    ounces lbs obese obesity diet""".split()
)
_OF_MONEY = frozenset(
    """debt debts sales investment investments cash aid funding funds revenue revenues profit profits tax taxes taxpayers
    savings public damage damages worth compensation fines business assets bonds shares stock losses loss cuts income
    money loans loan bills spending orders contracts new extra additional government borrowing capital sterling exports
    imports grants support equity deposits credit fees royalties costs gold premium premiums trade""".split()
)
_BODIES = frozenset(
    """man woman boy girl baby babies newborn gorilla dog cat fish bomb bombs shell shells warhead tumor tumour boulder rock
    bag bags turkey turkeys pumpkin bear python alligator lineman linebacker guard tackle fighter frame weight weights cocaine
    marijuana hammer missile cannon beast infant steak lobster""".split()
)
_PRICED = frozenset("cost costs paid pay pays price priced worth fined fine sold bought raised donated spent earn earned won".split())


def is_weight(figure: Figure, near: Surroundings) -> bool:
    """Whether a number of pounds weighs something."""
    tokens, j = figure.tokens, figure.after
    if figure.country or figure.tokens.low[j - 1] == "sterling":
        return False
    following = tokens.lower(j + (j < len(tokens) and tokens.kind[j] == "-"))
    if following in _BODIES or (following == "-" and tokens.lower(j + 1) in _BODIES):
        return True
    score = _behind(tokens, j) + _ahead(tokens, figure.first)
    british = near.speaks_of(figure.start, frozenset(("GB", "EG", "LB", "SY", "SD", "IE", "CY", "SS")))
    score += -2 if british or "£" in near.text or "pence" in near.text else 0
    score += 1 if near.outlet == "US" and not british else 0
    score -= 1 if figure.scaled else 0
    score -= 1 if tokens.lower(figure.first - 1) in _PRICED or tokens.lower(figure.first - 2) in _PRICED else 0
    return score > 0


def _behind(tokens: Tokens, j: int) -> int:
    """Evidence behind the word: `of munitions`, `(62 kg)`, against `($1m)` and `a year`."""
    following = tokens.lower(j)
    if following == "(":
        inside = tokens.low[j + 1 : j + 6]
        if not {"kg", "kilograms", "kilos", "tons", "tonnes", "grams", "kilo", "ton", "metric", "kilogrammes"}.isdisjoint(inside):
            return 4
        return -4 if not {"$", "€", "us$", "us", "dollars", "dlrs", "euros", "mln"}.isdisjoint(inside) else 0
    if following == "of":
        named = tokens.lower(j + 1)
        return -1 if named in _OF_MONEY or tokens.lower(j + 2) in _OF_MONEY else 3
    if following in ("per", "a") and tokens.lower(j + 1) in ("year", "week", "month", "day", "hour", "share", "head", "annum"):
        return -2 if tokens.lower(j + 1) != "day" else -1
    return 2 if following in ("overweight", "heavier", "lighter", "each") else 0


def _ahead(tokens: Tokens, first: int) -> int:
    """Evidence before the number: a verb or noun of weighing, or `cents per`."""
    for i in range(first - 1, max(-1, first - 7), -1):
        if tokens.low[i] in (".", ";"):
            break
        if tokens.low[i] in _WEIGHING:
            return 1 if tokens.low[i] in ("lost", "lose", "gain", "gained", "drop", "dropped", "carry", "carried") else 3
    return 0
