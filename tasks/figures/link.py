"""Which mentions speak of the same real-world figure: the rule, applied to one block of equal amounts.

Two mentions are one figure where amount (or both bounds), currency and figure_type are equal, no party is named
differently, they were published at most WINDOW apart, and something binds them: a party or a word of purpose in common,
or the same story (an article and the duplicates of it).

A vague amount ("millions of dollars") is its own figure each time: it has nothing to be equal to. Mentions are taken
in order of publication, so the result depends on the set of mentions, not on their arrival.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

WINDOW = timedelta(days=14)
PARTIES = ("payer_id", "recipient_id", "holder_id")
EMPTY_WORDS = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "its", "of", "on", "the", "to", "with"])

Row = Mapping[str, Any]
Block = tuple[Any, ...]


@dataclass(slots=True)
class Figure:
    """A figure in the making: its mentions in order of publication, and what they say of its parties and purpose."""

    mentions: list[Row] = field(default_factory=list)
    parties: dict[str, str] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)

    @property
    def figure_id(self) -> str:
        """Stable as long as the earliest mention stays the earliest."""
        return hashlib.blake2b(self.mentions[0]["mention_id"].encode(), digest_size=8).hexdigest()

    @property
    def last_seen(self) -> datetime:
        """Publication of the latest mention."""
        return self.mentions[-1]["published_at"]

    def take(self, mention: Row) -> None:
        """Make the mention one of this figure's."""
        self.mentions.append(mention)
        self.parties |= {name: mention[name] for name in PARTIES if mention[name] is not None}
        self.words |= purpose_words(mention)

    def fits(self, mention: Row) -> bool:
        """Whether the mention may speak of this figure: near in time, no party against it, something that binds."""
        if mention["published_at"] - self.last_seen > WINDOW:
            return False
        named = {name: mention[name] for name in PARTIES if mention[name] is not None}
        if any(self.parties.get(name, party) != party for name, party in named.items()):
            return False
        shares_party = any(self.parties.get(name) == party for name, party in named.items())
        same_story = any(known["story"] == mention["story"] for known in self.mentions)
        return shares_party or same_story or bool(self.words & purpose_words(mention))


def purpose_words(mention: Row) -> set[str]:
    """The words of a mention's purpose that mean something.

    >>> sorted(purpose_words({"purpose": "a loan to the city"}))
    ['city', 'loan']
    """
    return {word for word in (mention["purpose"] or "").casefold().split() if word not in EMPTY_WORDS}


def block_of(mention: Row) -> Block:
    """The block of mentions that could be the same figure as this one: equal value, currency and type."""
    value = (mention["amount"], mention["amount_min"], mention["amount_max"])
    lone = mention["mention_id"] if mention["qualifier"] == "vague" else None
    return (*value, mention["currency"], mention["figure_type"], lone)


def link(mentions: Iterable[Row]) -> list[Figure]:
    """The figures that the mentions speak of; every mention belongs to exactly one."""
    open_figures: dict[Block, list[Figure]] = {}
    figures: list[Figure] = []
    for mention in sorted(mentions, key=lambda row: (row["published_at"], row["mention_id"])):
        near = [
            known
            for known in open_figures.get(block_of(mention), ())
            if mention["published_at"] - known.last_seen <= WINDOW
        ]
        figure = next((known for known in near if known.fits(mention)), None)
        if figure is None:
            figure = Figure()
            figures.append(figure)
            near.append(figure)
        open_figures[block_of(mention)] = near
        figure.take(mention)
    return figures
