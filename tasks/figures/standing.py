"""The standing mentions around some others, read from a lake: only the partitions and rows that can matter."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tasks.figures.amounts import STEP, rungs
from tasks.figures.evidence import WINDOW
from tasks.figures.mention import ROLES, Mention

Span = tuple[datetime, datetime]
Read = Callable[[str, list[str], pc.Expression, Span], pa.Table]

OF_MONEY = [
    *("mention_id", "article_id", "start", "figure_id", "published_at", "sentence", "currency", "qualifier", "per"),
    *("amount", "amount_min", "amount_max", "horizon_years", "figure_type", "status", "progress", "ordinal", "purpose"),
    *(name for role in ROLES for name in (role, f"{role}_id")),
    *("conversion_of", "part_of", "revision_of", "addable", "amount_usd", "amount_eur"),
]
OF_ARTICLES = ["article_id", "source", "title", "published_basis", "duplicate_of"]


@dataclass(frozen=True)
class InLake:
    """The mentions of a lake, those of `replaced` articles left out.

    `read` gives a table's columns, the rows that meet a filter, from the partitions that reach into a span.
    """

    read: Read
    replaced: Collection[str]

    def alike(self, mentions: Collection[Mention]) -> list[dict[str, Any]]:
        """Mentions whose amounts stand on one of these mentions' rungs, or that have bounds, within WINDOW of them."""
        if not mentions:
            return []
        first, last = around(mentions)
        steps = {float(step) for mention in mentions for _, step, *more in rungs(mention.row) if not more and step}
        near = sorted(step + beside for step in steps for beside in (-1, 0, 1))  # logarithms differ in the last bit
        told = pc.field("amount").is_null() | (pc.field("amount") == 0) | on(near, "amount") | on(near, "amount_usd")
        when = (pc.field("published_at") >= first) & (pc.field("published_at") <= last)
        kinds = pc.field("figure_type").isin(sorted({mention.row["figure_type"] for mention in mentions}))
        return self.told(when & kinds & told, (first, last))

    def whole(self, mentions: Collection[Mention]) -> list[dict[str, Any]]:
        """All mentions of the figures that these were counted to: none is farther than WINDOW from the next."""
        figures = sorted({mention.row["figure_id"] for mention in mentions})
        if not figures:
            return []
        span, count = around(mentions), -1
        while True:
            rows = self.told(pc.field("figure_id").isin(figures), span)
            if len(rows) == count or not rows:
                return rows
            count = len(rows)
            moments = [row["published_at"] for row in rows]
            span = min(span[0], min(moments) - WINDOW), max(span[1], max(moments) + WINDOW)

    def tied(self, mentions: Collection[Mention]) -> list[dict[str, Any]]:
        """Mentions of these mentions' articles that are part or revision of another, and those others."""
        articles = sorted({mention.row["article_id"] for mention in mentions})
        if not articles:
            return []
        span = min(mention.when for mention in mentions), max(mention.when for mention in mentions)
        tied = pc.field("part_of").is_valid() | pc.field("revision_of").is_valid()
        rows = self.told(pc.field("article_id").isin(articles) & tied, span)
        others = {row[name] for row in rows for name in ("part_of", "revision_of")} - {None}
        return rows + (self.told(pc.field("mention_id").isin(sorted(others)), span) if others else [])

    def told(self, filter: pc.Expression, span: Span) -> list[dict[str, Any]]:
        """The mentions that meet the filter, with what their articles say."""
        money = self.read("money", OF_MONEY, filter, span)
        money = money.filter(pc.invert(pc.is_in(money["article_id"], pa.array(sorted(self.replaced), pa.string()))))
        articles = pc.unique(money["article_id"])
        if not len(articles):
            return []
        behind = self.read("articles", OF_ARTICLES, pc.field("article_id").isin(articles), span)
        return with_story(money, behind)


def around(mentions: Collection[Mention]) -> Span:
    """The span that mentions linked with these lie in."""
    return min(mention.when for mention in mentions) - WINDOW, max(mention.when for mention in mentions) + WINDOW


def on(steps: list[float], column: str) -> pc.Expression:
    """Whether an amount stands on one of those rungs."""
    return pc.floor(pc.divide(pc.ln(pc.abs(pc.field(column))), pc.scalar(STEP))).isin(steps)


def with_story(money: pa.Table, articles: pa.Table) -> list[dict[str, Any]]:
    """Money rows with their article's source, title and published_basis, and the story: the article that it repeats."""
    behind: Mapping[str, Any] = {row["article_id"]: row for row in articles.select(OF_ARTICLES).to_pylist()}
    rows = money.select(OF_MONEY).to_pylist()
    for row in rows:
        article = behind[row["article_id"]]
        row |= {name: article[name] for name in ("source", "title", "published_basis")}
        row["story"] = article["duplicate_of"] or article["article_id"]
    return rows
