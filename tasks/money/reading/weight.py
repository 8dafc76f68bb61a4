"""Pounds of weight or of money: a weighing of what stands around `N pounds`."""

from tasks.money.reading.country import Surroundings
from tasks.money.reading.figure import Figure
from tasks.money.reading.lexicon import word_list
from tasks.money.reading.tokens import Tokens

_WEIGHING = word_list("weight_weighing")
_OF_MONEY = word_list("weight_of_money")
_BODIES = word_list("weight_bodies")
_METRIC = word_list("weight_metric")
_CONVERTED = frozenset(("$", "€", "us", "dollars", "dlrs", "euros", "mln"))
_RATED = frozenset(("year", "week", "month", "day", "hour", "share", "head", "annum"))
_PRICED = word_list("weight_priced")


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
    score += -2 if british or near.holds("£") or near.holds("pence") else 0
    score += 1 if near.outlet == "US" and not british else 0
    score -= 1 if figure.scaled else 0
    score -= 1 if tokens.lower(figure.first - 1) in _PRICED or tokens.lower(figure.first - 2) in _PRICED else 0
    return score > 0


def _behind(tokens: Tokens, j: int) -> int:
    """Evidence behind the word: `of munitions`, `(62 kg)`, against `($1m)` and `a year`."""
    following = tokens.lower(j)
    if following == "(":
        inside = tokens.low[j + 1 : j + 6]
        return 4 if not _METRIC.isdisjoint(inside) else -4 if not _CONVERTED.isdisjoint(inside) else 0
    if following == "of":
        return -1 if not _OF_MONEY.isdisjoint(tokens.low[j + 1 : j + 3]) else 3
    if following in ("per", "a") and tokens.lower(j + 1) in _RATED:
        return -2
    return 2 if following in ("overweight", "heavier", "lighter", "each") else 0


def _ahead(tokens: Tokens, first: int) -> int:
    """Evidence before the number: a verb or noun of weighing, or `cents per`."""
    for i in range(first - 1, max(-1, first - 7), -1):
        if tokens.low[i] in (".", ";"):
            break
        if tokens.low[i] in _WEIGHING:
            return (
                1 if tokens.low[i] in ("lost", "lose", "gain", "gained", "drop", "dropped", "carry", "carried") else 3
            )
    return 0
