"""Publish: batches that are done into the lake, all tables together; here the stages' results meet what is known."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from schemas.catalog import BY_NAME
from schemas.figures import FIGURES
from schemas.money import MONEY
from tasks import batch
from tasks.clean import duplicates
from tasks.figures import steps as figures
from tasks.lake.known import Known
from tasks.lake.lake import Change, Lake
from tasks.money.rows import withhold


@dataclass(frozen=True, slots=True)
class Gathered:
    """Rows on their way into the lake, by table name, and the articles whose old rows they replace."""

    rows: dict[str, pa.Table]
    replaced: frozenset[str] = field(default_factory=frozenset)


def gather(batches: Sequence[Path], known: Known) -> Gathered:
    """The batches' rows, with versions counted and duplicates marked by what the lake knows."""
    rows = batch.gather(batches, known.documents)
    articles = duplicates.mark(known.carry_on(rows["articles"]), known.first_by_text)
    repeated = set(articles.filter(pc.is_valid(articles["duplicate_of"]))["article_id"].to_pylist())
    money = withhold(rows["money"], repeated)
    replaced = frozenset(known.articles.keys() & set(articles["article_id"].to_pylist()))
    return Gathered(rows | {"articles": articles, "money": money}, replaced)


def changes(lake: Lake, gathered: Gathered) -> list[Change]:
    """What the lake must change to hold the gathered rows, with figures linked across old and new mentions."""
    rows, replaced = gathered.rows, gathered.replaced
    removed = of_articles(lake, MONEY.name, replaced) if replaced else MONEY.schema.empty_table()
    both = pa.concat_tables([rows["money"], removed])
    standing = _without(lake.read("money", filter=figures.of_equal_value(both)), replaced) if lake.sequence else removed
    linked = figures.figures(rows["money"], removed, standing, _behind(lake, rows["articles"], standing))
    relinked = _relinked(lake, linked.relinked)
    money = pa.concat_tables([linked.money, relinked])
    again = replaced | set(relinked["article_id"].to_pylist())
    return [
        *(Change(BY_NAME[name], rows[name]) for name in ("raw", "rejects")),
        *(Change(BY_NAME[name], rows[name], replaced) for name in ("articles", "entities")),
        Change(MONEY, money, again),
        Change(FIGURES, linked.figures, linked.replaced),
    ]


def of_articles(lake: Lake, table: str, articles: Set[str]) -> pa.Table:
    """The lake's rows of some articles."""
    return lake.read(table, filter=pc.field("article_id").isin(pa.array(sorted(articles), pa.string())))


def _relinked(lake: Lake, figure_of: dict[str, str]) -> pa.Table:
    """All money rows of the articles that hold a relinked mention: rows of an article are replaced together."""
    if not figure_of:
        return MONEY.schema.empty_table()
    return figures.relink(of_articles(lake, "money", {m.rpartition("-")[0] for m in figure_of}), figure_of)


def _behind(lake: Lake, articles: pa.Table, standing: pa.Table) -> pa.Table:
    """The articles behind all mentions: those on their way in, and the lake's behind the standing mentions."""
    if not len(standing):
        return articles
    return pa.concat_tables([of_articles(lake, "articles", set(standing["article_id"].to_pylist())), articles])


def _without(money: pa.Table, articles: Set[str]) -> pa.Table:
    return money.filter(pc.invert(pc.is_in(money["article_id"], pa.array(sorted(articles), pa.string()))))
