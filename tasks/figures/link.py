"""Which mentions speak of the same real-world figure.

1. Mentions meet in blocks: same type, amounts alike, and a party, name, word or text in common. In each block a mention
   is held against the NEAREST before it, so that the pairs grow with the mentions and not with their square.
2. A pair is worth the points of `tasks.figures.evidence`; so many of them (`enough`) make a link.
3. Links are taken from the strongest to the weakest. One that would bring together what contradicts each other (other
   parties, other ordinals, amounts that are not alike) is dropped.

The result depends on the set of mentions only, not on their arrival.
"""

import hashlib
from array import array
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, product

import numpy as np

from tasks.figures.amounts import Amounts
from tasks.figures.blocks import AT_ONCE, Blocks
from tasks.figures.evidence import SAME_TEXT, WINDOW, agree, enough, points, told_apart
from tasks.figures.mention import Mention, may_be_one

NEAREST = 24
SURE = SAME_TEXT + 1  # what the text itself says: a conversion and its original

Triples = np.ndarray[tuple[int, int], np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Links:
    """Which of the mentions, which are in order, have enough in common.

    `found` is of each link the places of its two mentions, the earlier first, and its points: as Python's objects the
    links of many copies took most of a publish's memory.
    """

    mentions: Sequence[Mention]
    found: Triples

    def reached(self, ids: Container[str]) -> list[Mention]:
        """The mentions of these ids (mention_id), those that they are linked with, those with these, and so on."""
        inside = self._named(ids)
        both = np.concatenate([self.found[:, :2], self.found[:, 1::-1]])  # from either end
        both = both[np.argsort(both[:, 0], kind="stable")]
        begin = np.searchsorted(both[:, 0], np.arange(len(self.mentions) + 1))
        frontier = np.flatnonzero(inside)
        while len(frontier):
            ends = [both[begin[at] : begin[at + 1], 1] for at in frontier]
            met = np.unique(np.concatenate(ends))
            frontier = met[~inside[met]]
            inside[frontier] = True
        return [self.mentions[at] for at in np.flatnonzero(inside).tolist()]

    def within(self, ids: Container[str]) -> "Links":
        """Those of the links whose mentions are of these ids."""
        inside = self._named(ids)
        return Links(self.mentions, self.found[inside[self.found[:, 0]] & inside[self.found[:, 1]]])

    def _named(self, ids: Container[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        return np.array([mention.mention_id in ids for mention in self.mentions], np.bool_)

    def strongest(self) -> Iterator[tuple[Mention, Mention, int]]:
        """The links with their points, from the strongest to the weakest; of equals the earlier first."""
        ordered = np.lexsort((self.found[:, 1], self.found[:, 0], -self.found[:, 2]))
        for at in range(0, len(ordered), AT_ONCE):
            for one, other, worth in self.found[ordered[at : at + AT_ONCE]].tolist():
                yield self.mentions[one], self.mentions[other], worth


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


def links(mentions: Iterable[Mention]) -> Links:
    """The pairs that have enough in common, with their points. A conversion is linked with what it converts."""
    ordered = sorted(mentions, key=lambda mention: mention.order)
    place = {mention.mention_id: at for at, mention in enumerate(ordered)}
    sure = {(place[of], at) for at, mention in enumerate(ordered) if (of := mention.row["conversion_of"]) in place}
    found = array("q", chain.from_iterable((*pair, SURE) for pair in sure))
    for pair in meeting(ordered):
        one, other = (ordered[at] for at in pair)
        worth = points(one, other)
        if worth is not None and worth >= enough(one, other) and pair not in sure:
            found.extend((*pair, worth))
    return Links(ordered, np.frombuffer(found, np.int64).reshape(-1, 3))


def meeting(ordered: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """The pairs that meet in a block and whose amounts may be alike, by their places among the mentions."""
    amounts = Amounts.of(mention.row for mention in ordered)
    for earlier, later in Blocks(ordered).pairs(NEAREST, WINDOW):
        alike = amounts.may_be_alike(earlier, later)
        yield from zip(earlier[alike].tolist(), later[alike].tolist(), strict=True)


def link(mentions: Iterable[Mention], linked: Links) -> list[list[Mention]]:
    """The figures that the mentions speak of, with these links among them: of each its mentions, in order.

    Every mention belongs to exactly one; the figures are in the order of their earliest.
    """
    figure_of: dict[Mention, Figure] = {}  # of those that are linked: most are not
    for one, other, worth in linked.strongest():
        left, right = (figure_of.get(each) or figure_of.setdefault(each, Figure.of(each)) for each in (one, other))
        if left is right or not (worth >= SAME_TEXT or left.admits(right)):
            continue
        if len(left.mentions) < len(right.mentions):
            left, right = right, left
        left.take(right)
        figure_of |= dict.fromkeys(right.mentions, left)
    together = {id(figure): figure.mentions for figure in figure_of.values()}
    figures = [*together.values(), *([mention] for mention in mentions if mention not in figure_of)]
    for figure in figures:
        figure.sort(key=lambda mention: mention.order)
    return sorted(figures, key=lambda figure: figure[0].order)


def figure_id(mentions: Sequence[Mention]) -> str:
    """The name of the figure that these speak of, in order: stable as long as the earliest stays the earliest."""
    return hashlib.blake2b(mentions[0].mention_id.encode(), digest_size=8).hexdigest()
