"""Which mentions speak of the same real-world figure.

1. Mentions meet in blocks: same type, amounts alike, and a party, name, word or text in common. In each block a mention
   is held against the NEAREST before it, so that the pairs grow with the mentions and not with their square.
2. A pair is worth the points of `tasks.figures.evidence`; so many of them (`enough`) make a link.
3. Links are taken from the strongest to the weakest. One that would bring together what contradicts each other (other
   parties, other ordinals, amounts that are not alike) is dropped.

The result depends on the set of mentions only, not on their arrival.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from tasks.figures.blocks import Blocks
from tasks.figures.evidence import SAME_TEXT, WINDOW, agree, enough, points, told_apart
from tasks.figures.mention import Mention, may_be_one

NEAREST = 24
SURE = SAME_TEXT + 1  # what the text itself says: a conversion and its original

Links = Mapping[tuple[Mention, Mention], int]


@dataclass(slots=True)
class Figure:
    """A figure in the making: its mentions, who they name for each role, and the numbers that they give."""

    mentions: list[Mention]
    parties: dict[str, set[str]] = field(default_factory=dict)
    ordinals: set[int] = field(default_factory=set)
    values: dict[tuple[object, ...], Mention] = field(default_factory=dict)
    articles: dict[str, list[Mention]] = field(default_factory=dict)

    @classmethod
    def of(cls, mention: Mention) -> "Figure":
        """The figure of one mention."""
        row = mention.row
        parties = {role: set(party) for role, party in mention.parties.items()}
        values: dict[tuple[object, ...], Mention] = {}
        if row["conversion_of"] is None:  # each outlet has its own rates
            values[row["currency"], row["amount"], row["amount_min"], row["amount_max"]] = mention
        return cls([mention], parties, {row["ordinal"]} - {None, 0}, values, {row["article_id"]: [mention]})

    def admits(self, other: "Figure") -> bool:
        """Whether nothing that is said of the one contradicts what is said of the other."""
        for role, named in self.parties.items():
            if not may_be_one(named, other.parties.get(role, named)):
                return False
        if self.ordinals and other.ordinals and not self.ordinals & other.ordinals:
            return False
        if any(told_apart(*pair) for pair in self.together(other)):
            return False
        return all(
            agree(one, another)
            for value, one in self.values.items()
            for known, another in other.values.items()
            if value != known
        )

    def together(self, other: "Figure") -> Iterator[tuple[Mention, Mention]]:
        """The pairs of a mention of either that stand in one article, the earlier first."""
        for article in self.articles.keys() & other.articles.keys():
            for pair in product(self.articles[article], other.articles[article]):
                yield min(pair, key=lambda mention: mention.order), max(pair, key=lambda mention: mention.order)

    def take(self, other: "Figure") -> None:
        """Make the other's mentions this one's."""
        self.mentions += other.mentions
        self.ordinals |= other.ordinals
        self.values |= other.values
        for article, mentions in other.articles.items():
            self.articles.setdefault(article, []).extend(mentions)
        for role, named in other.parties.items():
            self.parties[role] = self.parties.get(role, set()) | named


def links(mentions: Iterable[Mention]) -> dict[tuple[Mention, Mention], int]:
    """The pairs that have enough in common, with their points. A conversion is linked with what it converts."""
    ordered = sorted(mentions, key=lambda mention: mention.order)
    by_id = {mention.mention_id: mention for mention in ordered}
    found = {}
    for mention in ordered:
        original = by_id.get(mention.row["conversion_of"] or "")
        if original is not None:
            found[original, mention] = SURE
    for one, other in Blocks(ordered).pairs(NEAREST, WINDOW):
        worth = points(one, other)
        if worth is not None and worth >= enough(one, other):
            found.setdefault((one, other), worth)
    return found


def link(mentions: Iterable[Mention], linked: Links) -> list[list[Mention]]:
    """The figures that the mentions speak of, with these links among them: of each its mentions, in order.

    Every mention belongs to exactly one; the figures are in the order of their earliest.
    """
    ordered = sorted(mentions, key=lambda mention: mention.order)
    place = {mention: at for at, mention in enumerate(ordered)}
    figure_of = {mention: Figure.of(mention) for mention in {one for pair in linked for one in pair}}  # most have none
    for (one, other), worth in sorted(linked.items(), key=lambda item: (-item[1], *map(place.__getitem__, item[0]))):
        left, right = figure_of[one], figure_of[other]
        if left is right or not (worth >= SAME_TEXT or left.admits(right)):
            continue
        if len(left.mentions) < len(right.mentions):
            left, right = right, left
        left.take(right)
        figure_of |= dict.fromkeys(right.mentions, left)
    together = {id(figure): figure.mentions for figure in figure_of.values()}
    alone = ([mention] for mention in ordered if mention not in figure_of)
    return sorted(
        (sorted(one, key=place.__getitem__) for one in (*together.values(), *alone)), key=lambda one: place[one[0]]
    )


def figure_id(mentions: Sequence[Mention]) -> str:
    """The name of the figure that these speak of, in order: stable as long as the earliest stays the earliest."""
    return hashlib.blake2b(mentions[0].mention_id.encode(), digest_size=8).hexdigest()
