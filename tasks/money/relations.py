"""How the amounts of one sentence stand to each other: which is part of which, and which replaces which."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from tasks.language.sentences import sentences
from tasks.money.mention import Mention
from tasks.money.patterns import Relation, relations

REACH = 200  # characters from one amount to the next, and before the first, that may tell
STOP = re.compile(r"[.!?]['”’\")]*\s+[A-Z“\"‘(]|\n")
SUMS = ("flow", "total")
OF_A_PERIOD = re.compile(
    r"(?: \w+){0,3} (?:in (?:19|20)\d\d|(?:a|one|the) (?:year|month|quarter|week)|last (?:year|month))\b"
)


def related(mentions: Sequence[Mention], text: str) -> dict[int, tuple[str, int]]:
    """For a mention's place in the list: `part_of` or `revision_of`, and the place of the mention that it is that of.

    Neighbours are compared, conversions left out, both flows or totals in one currency and no rates.
    """
    found: dict[int, tuple[str, int]] = {}
    for first, second in pairwise(place for place, mention in enumerate(mentions) if mention.conversion_of is None):
        name = relation(mentions[first], mentions[second], text)
        if name in ("part_of", "revision_of"):
            found[first] = (name, second)
        elif name is not None:
            found[second] = ("part_of" if name == "contains" else "revision_of", first)
    return found


def relation(first: Mention, second: Mention, text: str) -> str | None:
    """What the words say of two neighbouring amounts; None where they say nothing, or what cannot be."""
    between = text[first.end : second.start]
    if len(between) > REACH or not comparable(first, second) or STOP.search(between):
        return None
    if OF_A_PERIOD.match(text, second.end):
        return None  # "to $8m from $5m a year earlier": both stand, each for its time
    before = STOP.split(text[max(0, first.start - REACH) : first.start])[-1]
    return next(
        (known.name for known in relations() if fits(known, before, between) and can_be(known, first, second)), None
    )


def fits(known: Relation, before: str, between: str) -> bool:
    """Whether the relation's patterns are met."""
    return (known.before is None or known.before.search(before) is not None) and known.between.search(
        between
    ) is not None


def comparable(first: Mention, second: Mention) -> bool:
    """Whether both are sums of one currency, of which one may hold or replace the other."""
    sums = all(mention.figure_type in SUMS and mention.per is None and mention.amount for mention in (first, second))
    return sums and first.currency == second.currency and first.amount != second.amount


def can_be(known: Relation, first: Mention, second: Mention) -> bool:
    """Whether the amounts allow the relation: a part is smaller than the whole, only like replaces like."""
    smaller = (first.amount or 0) < (second.amount or 0)
    if known.name == "part_of":
        return smaller
    if known.name == "contains":
        return not smaller
    return first.figure_type == second.figure_type


def sentences_of(mentions: Sequence[Mention], text: str) -> list[str]:
    """The sentence of each mention, at most REACH characters on either side of it.

    >>> sentences_of([Mention(20, 23, "$5m", None, None, None, None, None)], "It rained. Norvik is $5m short. So what?")
    ['Norvik is $5m short.']
    """
    spans = sentences(text) if mentions else []
    found = []
    for mention in mentions:
        place = bisect_right(spans, (mention.start, len(text))) - 1
        start, end = spans[place] if place >= 0 else (mention.start, mention.end)
        start, end = max(start, mention.start - REACH), min(max(end, mention.end), mention.end + REACH)
        found.append(text[start:end])
    return found


def in_totals(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """An article's money rows, with flows made part of the least total that has a party of theirs and can hold them."""
    totals = [row for row in rows if row["figure_type"] == "total" and row["amount"] and row["per"] is None]
    totals.sort(key=lambda row: row["amount"])
    for row in rows if totals else ():
        if row["figure_type"] == "flow" and row["amount"] and row["per"] is None and row.get("part_of") is None:
            holding = next((total for total in totals if holds(total, row)), None)
            row["part_of"] = None if holding is None else holding["mention_id"]
    return rows


def holds(total: dict[str, Any], flow: dict[str, Any]) -> bool:
    """Whether a total may contain a flow of its article: larger, one currency, a party in common and none against."""
    if total["currency"] != flow["currency"] or total["amount"] <= flow["amount"] or flow["status"] == "denied":
        return False
    both = [(total[f"{role}_id"], flow[f"{role}_id"]) for role in ("payer", "recipient")]
    named = [one == other for one, other in both if one is not None and other is not None]
    return bool(named) and all(named)
