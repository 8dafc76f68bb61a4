"""Publish: batches that are done into the lake, all tables together; here the stages' results meet what is known."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from schemas.articles import ARTICLES
from schemas.catalog import BY_NAME
from schemas.entities import ENTITIES
from schemas.errors import LakeError
from schemas.figures import FIGURES
from schemas.money import MONEY
from schemas.raw import RAW
from schemas.rejects import REJECTS
from schemas.table import Table
from schemas.visits import VISITS
from tasks import batch
from tasks.clean import duplicates
from tasks.figures import steps as figures
from tasks.figures.steps import Told
from tasks.lake import rejects
from tasks.lake.ids import Ids
from tasks.lake.known import KnownTexts
from tasks.lake.lake import Change, Lake
from tasks.lake.merge import Later
from tasks.money.rows import withhold

# What is read of batches at first. Nothing is linked by the rest of raw and entities, which are the most: these wait on
# the disk until their turn to be written comes.
LIGHT: batch.Wanted = {
    "articles": None,
    "money": None,
    "rejects": None,
    "raw": ["document_id", "article_id"],
    "entities": ["article_id"],
}
NOT_VISITED = VISITS.schema.empty_table()


@dataclass(frozen=True, slots=True)
class Gathered:
    """Rows on their way into the lake, by table name, and what they replace.

    Of raw and of entities `rows` have only what names their owners; `read` gives them whole. `replaced` are the
    articles whose old rows go, with the date under which they stand, and `retried` the documents whose rejects go,
    likewise. `remarked` are articles of the lake that have another original now, or none, because of what came; with
    their money's `addable` nothing else of them changes.
    """

    rows: dict[str, pa.Table]
    replaced: dict[str, datetime]
    remarked: pa.Table
    read: Callable[[Table], pa.Table]
    retried: dict[str, datetime] = field(default_factory=dict)

    def later(self, table: Table) -> Later:
        """The rows of a table that wait, of those owners that `rows` name."""

        few, read = self.rows[table.name], self.read
        owners = pc.unique(few[table.owner])

        def whole() -> pa.Table:
            rows = read(table)
            named = pc.is_in(rows[table.owner], owners)
            rows = rows if pc.all(named).as_py() else rows.filter(named)
            if len(rows) != len(few):
                raise LakeError(
                    f"{len(few) - len(rows)} rows of {table.name} have gone from the work folder since they were "
                    "counted: something removes its files. Run again; what was published stays."
                )
            return rows

        return Later(few.num_rows, whole)

    @property
    def articles(self) -> pa.Table:
        """All articles that are written: new ones and those marked anew."""
        return pa.concat_tables([self.rows["articles"], self.remarked])


def gather(
    batches: Sequence[Path],
    known: KnownTexts,
    lake: Lake,
    retried: Set[str] = frozenset(),
) -> Gathered:
    """The rows of the batches with versions counted and duplicates marked by what the lake holds.

    Of documents that are `retried` the lake has the row of raw, and perhaps the very reject.
    """
    held = known.documents.among(retried)
    without = known.documents.without(held) if held else known.documents
    rows = batch.gather(batches, without.among, LIGHT)
    rows["raw"] = rows["raw"].filter(
        pc.invert(pc.is_in(rows["raw"]["document_id"], pa.array(sorted(held), pa.string())))
    )
    rows["rejects"], mended = rejects.mended(lake, rows, visited(batches))
    articles = known.carry_on(rows["articles"])
    known.alike.add(articles)
    again = known.seen(sorted(articles["article_id"].to_pylist()))
    replaced = {article: seen.published_at for article, seen in again.items()}
    articles, remarked = duplicates.mark(
        articles, known.repeating(replaced.keys()), known.alike.of, lambda wanted: known.fetch(lake, wanted)
    )
    return Gathered(rows | {"articles": articles}, replaced, remarked, reading(batches, without), mended)


def visited(batches: Sequence[Path]) -> pa.Table:
    """What was visited for the batches."""
    return pa.concat_tables([batch.read(folder, VISITS) for folder in batches] or [NOT_VISITED])


def reading(batches: Sequence[Path], without: Ids) -> Callable[[Table], pa.Table]:
    """What reads a table's rows of the batches whole; `without` those documents."""
    return lambda table: batch.gather(batches, without.among, {table.name: None})[table.name]


def changes(lake: Lake, gathered: Gathered) -> list[Change]:
    """What the lake must change to hold the gathered rows, with figures linked across old and new mentions."""
    rows, articles, replaced = gathered.rows, gathered.articles, gathered.replaced
    remarked = dates(gathered.remarked, "article_id")
    written = replaced | remarked
    leaving = Told(of_articles(lake, "money", written), of_articles(lake, "articles", written))
    repeating = set(articles.filter(pc.is_valid(articles["duplicate_of"]))["article_id"].to_pylist())
    money = withhold(pa.concat_tables([rows["money"], _only(leaving.money, remarked.keys())]), repeating)
    linked = figures.figures(Told(money, articles), leaving, lake.read)
    relinked = _relinked(lake, linked)
    again = written | dates(relinked, "article_id")
    seen = dates(leaving.money, "figure_id")
    return [  # what waits on the disk last, when the rest need not be held any more
        Change(ARTICLES, articles, frozenset(written), written),
        Change(MONEY, pa.concat_tables([linked.money, relinked]), frozenset(again), again),
        Change(FIGURES, linked.figures, linked.replaced, seen),
        Change(REJECTS, rows["rejects"], frozenset(gathered.retried), gathered.retried),
        Change(RAW, gathered.later(RAW)),
        Change(ENTITIES, gathered.later(ENTITIES), frozenset(replaced), replaced),
    ]


def dates(rows: pa.Table, of: str) -> dict[str, datetime]:
    """The earliest publication among the rows of each article or figure."""
    earliest = rows.group_by(of).aggregate([("published_at", "min")])
    return dict(zip(earliest[of].to_pylist(), earliest["published_at_min"].to_pylist(), strict=True))


def of_articles(lake: Lake, table: str, articles: Mapping[str, datetime]) -> pa.Table:
    """The lake's rows of some articles, which stand under these dates."""
    if not articles:
        return BY_NAME[table].schema.empty_table()
    among = pc.field("article_id").isin(pa.array(sorted(articles), pa.string()))
    return lake.read(table, filter=among, dates=articles.values())


def _relinked(lake: Lake, linked: figures.Linked) -> pa.Table:
    """All money rows of the articles that hold a relinked mention: rows of an article are replaced together."""
    if not linked.moved:
        return MONEY.schema.empty_table()
    articles = {mention.row["article_id"]: mention.when for mention in linked.moved}
    return figures.relink(of_articles(lake, "money", articles), linked.relinked)


def _only(money: pa.Table, articles: Set[str]) -> pa.Table:
    return money.filter(pc.is_in(money["article_id"], pa.array(sorted(articles), pa.string())))
