"""The figures stage as a step over tables: new money rows in, with the lake's; linked rows and figures out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.conform import conform
from schemas.figures import FIGURES
from schemas.money import MONEY
from tasks.batch import values, with_column
from tasks.figures.update import update

OF_ARTICLES = ["article_id", "source", "duplicate_of"]


@dataclass(frozen=True, slots=True)
class Linked:
    """Money rows with their figure_id, the figures they speak of, and the figures whose old rows must go.

    `relinked` maps mentions of the lake that have changed their figure to the new one.
    """

    money: pa.Table
    figures: pa.Table
    replaced: frozenset[str]
    relinked: dict[str, str]


def of_equal_value(money: pa.Table) -> pc.Expression:
    """A filter for money rows that have the amount, or the lower bound, of one of these."""
    amounts = pc.drop_null(pc.unique(money["amount"]))
    bounds = pc.drop_null(pc.unique(money["amount_min"]))
    return pc.field("amount").isin(amounts) | pc.field("amount_min").isin(bounds)


def figures(money: pa.Table, removed: pa.Table, standing: pa.Table, articles: pa.Table) -> Linked:
    """Link new money rows with the standing ones; see tasks.figures.update for the terms.

    `articles` are the articles of all of them, with article_id, source and duplicate_of.
    """
    behind = {row["article_id"]: row for row in articles.select(OF_ARTICLES).to_pylist()}
    known = _with_story(standing, behind)
    result = update(_with_story(money, behind), removed.to_pylist(), known)
    ids = [result.figure_of[mention_id] for mention_id in values(money, "mention_id")]
    relinked = {
        row["mention_id"]: result.figure_of[row["mention_id"]]
        for row in known
        if result.figure_of.get(row["mention_id"], row["figure_id"]) != row["figure_id"]
    }
    return Linked(
        with_column(money, MONEY, "figure_id", pa.array(ids, pa.string())),
        conform(result.figures, FIGURES),
        result.replaced,
        relinked,
    )


def _with_story(money: pa.Table, articles: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    def told(row: dict[str, Any]) -> dict[str, Any]:
        article = articles[row["article_id"]]
        return row | {"source": article["source"], "story": article["duplicate_of"] or article["article_id"]}

    return [told(row) for row in money.to_pylist()]


def relink(money: pa.Table, figure_of: Mapping[str, str]) -> pa.Table:
    """Money rows with the figures that some of them now belong to."""
    pairs = zip(values(money, "mention_id"), values(money, "figure_id"), strict=True)
    return with_column(money, MONEY, "figure_id", pa.array([figure_of.get(m, f) for m, f in pairs], pa.string()))
