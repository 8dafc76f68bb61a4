"""Publish: batches that are done into the lake, all tables together; here the stages' results meet what is known."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from schemas.articles import ARTICLES
from schemas.catalog import BY_NAME
from schemas.entities import ENTITIES
from schemas.figures import FIGURES
from schemas.money import MONEY
from tasks import batch
from tasks.clean import duplicates
from tasks.figures import steps as figures
from tasks.figures.steps import Told
from tasks.lake.known import Known
from tasks.lake.lake import Change, Lake
from tasks.money.rows import withhold


@dataclass(frozen=True, slots=True)
class Gathered:
    """Rows on their way into the lake, by table name.

    `replaced` are the articles whose old rows they replace. `remarked` are articles of the lake that have another
    original now, or none, because of what came; with their money's `addable` nothing else of them changes.
    """

    rows: dict[str, pa.Table]
    replaced: frozenset[str]
    remarked: pa.Table

    @property
    def articles(self) -> pa.Table:
        """All articles that are written: new ones and those marked anew."""
        return pa.concat_tables([self.rows["articles"], self.remarked])


def gather(batches: Sequence[Path], known: Known, lake: Lake) -> Gathered:
    """The batches' rows, with versions counted and duplicates marked by what the lake holds."""
    rows = batch.gather(batches, known.documents)
    articles = known.carry_on(rows["articles"])
    known.alike.add(articles)
    replaced = frozenset(known.articles.keys() & set(articles["article_id"].to_pylist()))
    articles, remarked = duplicates.mark(
        articles, known.repeating(replaced), known.alike.of, lambda wanted: known.fetch(lake, wanted)
    )
    return Gathered(rows | {"articles": articles}, replaced, remarked)


def changes(lake: Lake, gathered: Gathered) -> list[Change]:
    """What the lake must change to hold the gathered rows, with figures linked across old and new mentions."""
    rows, articles = gathered.rows, gathered.articles
    remarked = set(gathered.remarked["article_id"].to_pylist())
    written = gathered.replaced | remarked
    leaving = Told(of_articles(lake, "money", written), of_articles(lake, "articles", written))
    repeating = set(articles.filter(pc.is_valid(articles["duplicate_of"]))["article_id"].to_pylist())
    money = withhold(pa.concat_tables([rows["money"], _only(leaving.money, remarked)]), repeating)
    linked = figures.figures(Told(money, articles), leaving, lake.read)
    relinked = _relinked(lake, linked)
    again = written | set(relinked["article_id"].to_pylist())
    return [
        *(Change(BY_NAME[name], rows[name]) for name in ("raw", "rejects")),
        Change(ARTICLES, articles, frozenset(written)),
        Change(ENTITIES, rows["entities"], gathered.replaced),
        Change(MONEY, pa.concat_tables([linked.money, relinked]), again),
        Change(FIGURES, linked.figures, linked.replaced),
    ]


def of_articles(
    lake: Lake, table: str, articles: Set[str], within: tuple[datetime, datetime] | None = None
) -> pa.Table:
    """The lake's rows of some articles, looked for in the partitions of that span only."""
    if not articles:
        return BY_NAME[table].schema.empty_table()
    return lake.read(table, filter=pc.field("article_id").isin(pa.array(sorted(articles), pa.string())), within=within)


def _relinked(lake: Lake, linked: figures.Linked) -> pa.Table:
    """All money rows of the articles that hold a relinked mention: rows of an article are replaced together."""
    if not linked.moved:
        return MONEY.schema.empty_table()
    moments = [mention.when for mention in linked.moved]
    articles = {mention.row["article_id"] for mention in linked.moved}
    return figures.relink(of_articles(lake, "money", articles, (min(moments), max(moments))), linked.relinked)


def _only(money: pa.Table, articles: Set[str]) -> pa.Table:
    return money.filter(pc.is_in(money["article_id"], pa.array(sorted(articles), pa.string())))
