"""The figures stage as a step over tables: new money rows in, beside the lake's; linked rows and figures out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa

from schemas.conform import conform
from schemas.figures import FIGURES
from schemas.money import MONEY
from tasks.batch import values, with_column
from tasks.figures.mention import Mention
from tasks.figures.standing import InLake, Read, by_sentence, with_story
from tasks.figures.update import update


class Told(NamedTuple):
    """Money rows and the articles that they stand in."""

    money: pa.Table
    articles: pa.Table


@dataclass(frozen=True, slots=True)
class Linked:
    """Money rows with their figure_id, the figures they speak of, and the figures whose old rows must go.

    `moved` are mentions of the lake that have changed their figure, `relinked` says to which.
    """

    money: pa.Table
    figures: pa.Table
    replaced: frozenset[str]
    moved: list[Mention]
    relinked: dict[str, str]


def figures(arriving: Told, leaving: Told, read: Read) -> Linked:
    """Link the money rows that arrive with those of the lake; see tasks.figures.update for the terms.

    `leaving` is what the lake holds of the articles that are being replaced, and `read` reads the lake.
    """
    replaced = frozenset(values(leaving.articles, "article_id"))
    standing = InLake(read, replaced)
    new, gone = (with_story(by_sentence(told.money), told.articles) for told in (arriving, leaving))
    result = update(new, gone, standing)
    ids = [result.figure_of[mention_id] for mention_id in values(arriving.money, "mention_id")]
    return Linked(
        with_column(arriving.money, MONEY, "figure_id", pa.array(ids, pa.string())),
        conform(result.figures, FIGURES),
        result.replaced,
        result.moved,
        {mention.mention_id: result.figure_of[mention.mention_id] for mention in result.moved},
    )


def relink(money: pa.Table, figure_of: Mapping[str, str]) -> pa.Table:
    """Money rows with the figures that some of them now belong to."""
    pairs = zip(values(money, "mention_id"), values(money, "figure_id"), strict=True)
    return with_column(money, MONEY, "figure_id", pa.array([figure_of.get(m, f) for m, f in pairs], pa.string()))
