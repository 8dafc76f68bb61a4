"""Bring the figures up to date with new mentions: only the neighbourhood of what has changed is linked again."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from tasks.figures.amounts import Row
from tasks.figures.blocks import Blocks, Numbers, reaches
from tasks.figures.evidence import WINDOW
from tasks.figures.link import Links, link, links
from tasks.figures.mention import Mention
from tasks.figures.summary import summary
from tasks.figures.ties import tie

AT_ONCE = 2_048  # mentions of which it is asked whether they meet others: few do


class Standing(Protocol):
    """The mentions that stand in the lake, those of replaced articles left out, as rows for `Mention.of`."""

    def alike(self, mentions: Collection[Mention]) -> Iterable[Row]:
        """At least all mentions that share a block with one of these and lie within WINDOW of it."""

    def whole(self, mentions: Collection[Mention]) -> Iterable[Row]:
        """All mentions of the figures that these were counted to."""

    def tied(self, mentions: Collection[Mention]) -> Iterable[Row]:
        """Mentions of these mentions' articles that are part or revision of another, and those others."""


@dataclass(frozen=True, slots=True)
class Update:
    """What changes: figure_id by mention_id, and the figures of the neighbourhood in place of the old ones.

    `moved` are the standing mentions that now belong to another figure than before.
    """

    figure_of: dict[str, str]
    figures: list[dict[str, Any]]
    replaced: frozenset[str]
    moved: list[Mention]


class Neighbourhood:
    """The mentions whose figures may change, and enough around them to tell all their links.

    `inside` holds with each mention its whole figure, all that it is linked with, and all that it is tied to; `known`
    holds what lies around them too.
    """

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self.known: dict[str, Mention] = {}
        self.inside: dict[str, Mention] = {}
        self.completed: set[str] = set()
        self.surrounded: set[str] = set()

    def know(self, rows: Iterable[Row]) -> list[Mention]:
        """The mentions of those rows, each made once."""
        found = []
        for row in rows:
            mention = self.known.get(row["mention_id"])
            if mention is None:
                mention = self.known[row["mention_id"]] = Mention.of(row)
            found.append(mention)
        return found

    def near(self, mentions: Sequence[Mention]) -> Iterator[tuple[Mention, list[Numbers]]]:
        """Get to know those that meet one of the mentions in a block; with each the moments of whom it meets, by block.

        Others cannot be linked with them, but for what they convert, which is of their figure (`whole`).
        """
        blocks, rows = Blocks(mentions), iter(self.standing.alike(mentions))
        while some := [self.known.get(row["mention_id"]) or Mention.of(row) for row in islice(rows, AT_ONCE)]:
            for mention, met in blocks.meet(some):
                yield self.known.setdefault(mention.mention_id, mention), met

    def enter(self, mentions: Iterable[Mention]) -> None:
        """These may change their figure."""
        self.inside |= {mention.mention_id: mention for mention in mentions}

    def meet(self, arriving: Sequence[Mention], leaving: Sequence[Mention]) -> None:
        """Enter what arrives, what stood with what leaves, and all that stands in a block with one of either."""
        self.enter(arriving)
        self.completed.update(mention.mention_id for mention in arriving)  # nothing of them stands yet
        self.surrounded.update(mention.mention_id for mention in arriving)
        self.enter(self.know(self.standing.whole(leaving)))
        self.enter(self.know(self.standing.tied(leaving)))
        both = sorted([*arriving, *leaving], key=lambda mention: mention.order)
        for other, met in self.near(both):
            if any(reaches(moments, other, WINDOW) for moments in met):
                self.enter([other])

    def close(self) -> Links:
        """Enter all that belongs to what is inside, until nothing more does; the links among them."""
        found = links(())
        while True:
            self.complete()
            fresh = [mention for name, mention in self.inside.items() if name not in self.surrounded]
            self.surrounded.update(self.inside)
            deque(self.near(fresh), maxlen=0)
            if len(found.mentions) < len(self.known):
                found = links(self.known.values())
            before = len(self.inside)
            self.enter(found.reached(self.inside))
            if len(self.inside) == before:
                return found.within(self.inside)

    def complete(self) -> None:
        """Enter the whole figures of what is inside, and what it is tied to."""
        while fresh := [mention for name, mention in self.inside.items() if name not in self.completed]:
            self.completed.update(self.inside)
            self.enter(self.know(self.standing.whole(fresh)))
            self.enter(self.know(self.standing.tied(fresh)))


def update(new: Iterable[Row], removed: Iterable[Row], standing: Standing) -> Update:
    """The figures after the new mentions have joined the standing ones and the removed ones have left.

    Rows are those of `money` with their article's title, source and published_basis and the `story`: the article
    itself, or the one that it is a duplicate of.
    """
    near = Neighbourhood(standing)
    arriving, leaving = near.know(new), [Mention.of(row) for row in removed]
    if not arriving and not leaving:
        return Update({}, [], frozenset(), [])
    near.meet(arriving, leaving)
    linked = near.close()
    figures = link(near.inside.values(), linked)
    rows = [summary(figure) for figure in figures]
    figure_of = {
        mention.mention_id: row["figure_id"] for row, said in zip(rows, figures, strict=True) for mention in said
    }
    tie(rows, figures, figure_of)
    newcomers = {mention.mention_id for mention in arriving}
    stood = [mention for name, mention in near.inside.items() if name not in newcomers]
    return Update(
        figure_of,
        rows,
        frozenset(mention.row["figure_id"] for mention in (*stood, *leaving)),
        [mention for mention in stood if figure_of[mention.mention_id] != mention.row["figure_id"]],
    )
