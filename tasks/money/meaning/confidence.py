"""How likely it is that amount, currency and figure type of a mention are all right."""

import csv
import math
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from tasks.money.meaning.level import Reading
from tasks.money.mention import Mention

# Kinds of cue by the words that a reading says of itself; what fits none is a guess by size.
KINDS = ("noun", "verb", "level", "of", "phrase", "near", "per", "compared", "participle", "total")


def evidence(mention: Mention, reading: Reading) -> dict[str, float]:
    """What speaks for and against a reading: the firmness and kind of its cue, the currency's basis, vagueness."""
    kind = reading.why.partition(" ")[0]
    facts = {"firmness": reading.strength, f"cue: {kind if kind in KINDS else 'size'}": 1.0}
    facts[f"currency: {mention.currency_basis or 'unknown'}"] = 1.0
    if mention.amount is None:
        facts["no single amount"] = 1.0
    return facts


def confidence(mention: Mention, reading: Reading) -> float:
    """The probability, 0 to 1, that amount, currency and figure_type are all right."""
    if mention.currency is None:
        return 0.0
    return round(probability(evidence(mention, reading), weights()), 2)


def probability(facts: Mapping[str, float], by_fact: Mapping[str, float]) -> float:
    """The logistic of the weighed facts; a fact without a weight counts nothing.

    >>> probability({"firmness": 1.0}, {"always": 1.0, "firmness": -1.0})
    0.5
    """
    total = by_fact.get("always", 0.0) + sum(value * by_fact.get(fact, 0.0) for fact, value in facts.items())
    return 1 / (1 + math.exp(-total))


def told(facts: Mapping[str, float]) -> str:
    """The facts in one line."""
    return ", ".join(f"{fact} {value:g}" if fact == "firmness" else fact for fact, value in facts.items())


@cache
def weights() -> Mapping[str, float]:
    """The weights of `confidence.csv`, which `python -m benchmarks.fit_confidence` writes."""
    table = (files("tasks.money.meaning") / "confidence.csv").read_text(encoding="utf-8")
    return read_weights(table.splitlines())


def read_weights(lines: Iterable[str]) -> dict[str, float]:
    """Weight by fact."""
    return {row["fact"]: float(row["weight"]) for row in csv.DictReader(lines)}
