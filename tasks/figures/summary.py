"""One row for a figure: what its mentions say together.

The rule for the amount: each article (duplicates left out) has one vote for each number that it gives, conversions left
out. A rounded number is also a vote for every finer one that it may stand for, so that $18bn supports $18.3bn. The
number with most votes wins; of equals the finer, then the lower, then the earlier. Bounds are the narrowest range said.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from tasks.figures.amounts import likeness
from tasks.figures.course import course
from tasks.figures.link import figure_id
from tasks.figures.mention import ROLES, Mention

STATUS = {"proposed": "planned", "pledged": "planned", "paid": "actual", "cancelled": "denied"}
OF_BEST = ("amount", "currency", "qualifier", "per", "horizon_years", "amount_usd", "amount_eur")


def summary(mentions: Sequence[Mention]) -> dict[str, Any]:
    """The figure of these mentions, a row of `figures`; part_of, superseded_by, addable as it knows them by itself."""
    chosen = best(mentions)
    steps = course(mentions)
    low, high = narrowest(mentions, chosen)
    said = spoken(mentions, chosen)
    names = {name: most_said(mentions, name) for role in ROLES for name in (role, f"{role}_id")}
    progress = steps[-1]["progress"] if steps else None
    return {
        "figure_id": figure_id(mentions),
        **{name: chosen.row[name] for name in OF_BEST},
        "amount_min": low,
        "amount_max": high,
        "figure_type": chosen.row["figure_type"],
        "status": STATUS[progress] if progress else most_said(mentions[-1:], "status"),
        "progress": progress,
        "history": json.dumps(steps) if steps else None,
        **names,
        "purpose": most_said(mentions, "purpose"),
        "first_seen": mentions[0].when,
        "last_seen": mentions[-1].when,
        "n_mentions": len(mentions),
        "n_articles": len({mention.story for mention in mentions}),
        "n_outlets": len(outlets(mentions)),
        "said_min": min(said, default=None),
        "said_max": max(said, default=None),
        "addable": progress != "cancelled" and any(mention.row["addable"] for mention in mentions),
    }


def best(mentions: Sequence[Mention]) -> Mention:
    """The mention that the amount is taken from."""
    if len(mentions) == 1:  # as of most figures
        return mentions[0]
    given = [mention for mention in mentions if mention.row["amount"] is not None] or list(mentions)
    given = [mention for mention in given if mention.row["conversion_of"] is None] or given
    currencies = Counter(currency for _, currency in {(mention.story, mention.row["currency"]) for mention in given})
    first = {mention.row["currency"]: mention.order for mention in reversed(given)}
    currency = min(currencies, key=lambda name: (-currencies[name], first[name]))
    given = [mention for mention in given if mention.row["currency"] == currency]
    votes: dict[float | None, set[str]] = defaultdict(set)
    values = {mention.row["amount"]: mention for mention in reversed(given)}
    for mention in given:
        for value, other in values.items():
            stands_for = likeness(mention.row, other.row) == "rounded" and mention.digits < other.digits
            if value == mention.row["amount"] or stands_for:
                votes[value].add(mention.story)
    return min(
        values.values(),
        key=lambda mention: (
            -len(votes[mention.row["amount"]]),
            -mention.digits,
            mention.row["amount"] or 0,
            mention.order,
        ),
    )


def narrowest(mentions: Sequence[Mention], chosen: Mention) -> tuple[float | None, float | None]:
    """The narrowest bounds that are said in the amount's currency."""
    bounds = [
        (mention.row["amount_max"] - mention.row["amount_min"], mention.row["amount_min"], mention.row["amount_max"])
        for mention in mentions
        if mention.row["currency"] == chosen.row["currency"]
        and mention.row["amount_min"] is not None
        and mention.row["amount_max"] is not None
    ]
    return min(bounds)[1:] if bounds else (None, None)


def spoken(mentions: Iterable[Mention], chosen: Mention) -> list[float]:
    """All numbers said, ends of ranges too, in the amount's currency; those of others converted through dollars."""
    said: list[float] = []
    for mention in mentions:
        row = mention.row
        if row["currency"] == chosen.row["currency"]:
            said += [row[name] for name in ("amount", "amount_min", "amount_max") if row[name] is not None]
        elif row["conversion_of"] is None and row["amount_usd"] and chosen.row["amount_usd"]:
            said.append(row["amount_usd"] * chosen.row["amount"] / chosen.row["amount_usd"])
    return said


def outlets(mentions: Iterable[Mention]) -> set[str]:
    """The outlets that told of the figure in words of their own; copies of a story or a sentence count as the first."""
    voices: dict[str, str] = {}
    stories: set[str] = set()
    for mention in mentions:
        if mention.story not in stories:
            stories.add(mention.story)
            voices.setdefault(mention.passage or mention.story, mention.row["source"] or mention.story)
    return set(voices.values())


def most_said(mentions: Sequence[Mention], name: str) -> Any:
    """What most articles say; of equals the longest, then the first in the alphabet; None where none says anything."""
    if len(mentions) == 1:
        return mentions[0].row[name]
    said = {(mention.story, mention.row[name]) for mention in mentions if mention.row[name] is not None}
    counts = Counter(value for _, value in said)
    return min(counts, key=lambda value: (-counts[value], -len(value), value)) if counts else None
