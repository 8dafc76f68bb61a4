"""Bring the figures up to date with new mentions: only blocks that the new mentions touch are linked again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tasks.figures.link import Row, block_of, link
from tasks.figures.summary import row


@dataclass(frozen=True, slots=True)
class Update:
    """What changes: figure_id by mention_id, and the figures of all touched blocks in place of the old ones."""

    figure_of: dict[str, str]
    figures: list[dict[str, Any]]
    replaced: frozenset[str]


def update(new: Iterable[Row], removed: Iterable[Row], standing: Iterable[Row]) -> Update:
    """The figures after the new mentions have joined the standing ones and the removed ones have left.

    Mentions are rows of `money` with their article's `source` and its `story`: the article itself, or the one that it
    is a duplicate of. `standing` are the lake's other mentions with their figure_id, at least all those of equal value
    to a new or removed one (mentions of other blocks are left alone).
    """
    new, removed = list(new), list(removed)
    touched = {block_of(mention) for mention in (*new, *removed)}
    beside = [mention for mention in standing if block_of(mention) in touched]
    linked = link([*new, *beside])
    figure_of = {mention["mention_id"]: figure.figure_id for figure in linked for mention in figure.mentions}
    before = {mention["figure_id"] for mention in (*beside, *removed)}
    return Update(figure_of, [row(figure) for figure in linked], frozenset(before))
