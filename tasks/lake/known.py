"""What the lake holds already, as far as new documents must know it."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.articles import ARTICLES
from schemas.rejects import OPENED
from tasks.batch import values, with_column
from tasks.lake.alike import Alike
from tasks.lake.ids import Ids
from tasks.lake.lake import Lake

SEEN = ["article_id", "versions", "first_seen_at", "published_at", "duplicate_of", "text_hash"]
OF_ARTICLES = [*SEEN, "text_keys"]
IDENTIFIED = (("raw", "document_id"), ("articles", "article_id"))
TOGETHER = 1_024  # articles: a body has some kilobytes


@dataclass(frozen=True, slots=True)
class Seen:
    """An article of the lake: how many documents made it, when the first came, where it stands and what it repeats."""

    versions: int
    first_seen_at: datetime
    published_at: datetime
    duplicate_of: str | None
    text_hash: str


def refused_places(lake: Lake) -> set[str]:
    """The document_ids and places of rejects of which raw holds no article, but the way to one."""
    rows = lake.read("rejects", ["document_id", "document"], pc.field("reason").isin(sorted(OPENED)))
    return {text for name in rows.column_names for text in values(rows, name)}


def ids(lake: Lake, table: str, column: str) -> Ids:
    """The ids that stand in a column of the lake."""
    held = Ids()
    for chunk in lake.read(table, [column])[column].chunks:
        held = held.plus(map(str, chunk.to_pylist()))
    return held


@dataclass(slots=True)
class Known:
    """Documents and articles of the lake by their ids: 24 bytes of memory each.

    `refused` are the document_ids and places of rejects of which raw holds no article, but the way to one.
    """

    documents: Ids = field(default_factory=Ids)
    articles: Ids = field(default_factory=Ids)
    refused: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, lake: Lake) -> "Known":
        """What the lake holds now."""
        documents, articles = (ids(lake, name, column) for name, column in IDENTIFIED)
        return cls(documents, articles, refused_places(lake))

    def learn(self, documents: Iterable[str], articles: Iterable[str]) -> None:
        """Add what has been published."""
        self.documents = self.documents.plus(documents)
        self.articles = self.articles.plus(articles)


@dataclass(slots=True)
class KnownTexts:
    """What the lake's one writer must know of its articles, as of one commit: about 400 bytes of memory an article.

    `alike` finds the articles whose text is worth comparing; `rows` say what is known of each, in its row of
    `articles`.
    """

    sequence: int = -1  # of no lake, until it is read
    documents: Ids = field(default_factory=Ids)
    articles: Ids = field(default_factory=Ids)
    alike: Alike = field(default_factory=Alike)
    rows: pa.Table = field(default_factory=ARTICLES.schema.empty_table().select(SEEN).slice)

    @classmethod
    def of(cls, lake: Lake) -> "KnownTexts":
        """What the lake holds now, for its one writer."""
        known, seen = cls(lake.sequence, ids(lake, *IDENTIFIED[0])), [ARTICLES.schema.empty_table().select(SEEN)]
        for articles in lake.batches("articles", OF_ARTICLES):
            known.alike.add(articles)
            seen.append(articles.select(SEEN))
        known.learn((), pa.concat_tables(some.replace_schema_metadata() for some in seen))
        return known

    def at(self, lake: Lake) -> "KnownTexts":
        """This knowledge, or what the lake holds now if another writer has published since."""
        return self if self.sequence == lake.sequence else KnownTexts.of(lake)

    def learn(self, documents: Iterable[str], articles: pa.Table) -> None:
        """Add what is being published; its texts are in `alike` already."""
        self.documents = self.documents.plus(documents)
        self.articles = self.articles.plus(values(articles, "article_id"))
        self.rows = pa.concat_tables([self.rows, articles.select(SEEN).cast(self.rows.schema)]).combine_chunks()

    def seen(self, articles: Iterable[str]) -> dict[str, Seen]:
        """What is known of those of the articles that are."""
        rows = self.articles.rows(articles)
        return {row.pop("article_id"): Seen(**row) for row in self.rows.take(rows[rows >= 0]).to_pylist()}

    def carry_on(self, articles: pa.Table) -> pa.Table:
        """New versions of known articles keep first_seen_at and go on counting their versions.

        One whose text is another and that does not say when it was changed is taken as changed when it came.
        """
        rows = articles.select([*SEEN, "updated_at"]).to_pylist()
        seen = self.seen(values(articles, "article_id"))
        before = [seen.get(row["article_id"]) for row in rows]
        pairs = list(zip(rows, before, strict=True))
        versions = [row["versions"] + (0 if old is None else old.versions) for row, old in pairs]
        first = [row["first_seen_at"] if old is None else old.first_seen_at for row, old in pairs]
        changed = [
            row["first_seen_at"]
            if row["updated_at"] is None and old is not None and old.text_hash != row["text_hash"]
            else row["updated_at"]
            for row, old in pairs
        ]
        moment = ARTICLES.column("first_seen_at").type
        articles = with_column(articles, ARTICLES, "versions", pa.array(versions, pa.int32()))
        articles = with_column(articles, ARTICLES, "updated_at", pa.array(changed, moment))
        return with_column(articles, ARTICLES, "first_seen_at", pa.array(first, moment))

    def forget(self, articles: Set[str]) -> None:
        """Leave out articles that are no longer in the lake."""
        self.articles = self.articles.without(articles)
        self.alike.forget(articles)

    def repeating(self, originals: Set[str]) -> set[str]:
        """The articles of the lake that repeat one of these."""
        repeats = np.flatnonzero(pc.is_in(self.rows["duplicate_of"], pa.array(sorted(originals), pa.string())))
        named = values(self.rows.take(repeats), "article_id")
        return {one for one, row, now in zip(named, repeats, self.articles.rows(named), strict=True) if row == now}

    def fetch(self, lake: Lake, wanted: Set[str]) -> Iterator[pa.Table]:
        """Those articles of the lake, some at a time; only files of their dates are read. For the lake's one writer."""
        if wanted:
            dates = {seen.published_at for seen in self.seen(wanted).values()}
            dated = pc.field("published_at").isin(pa.array(sorted(dates), ARTICLES.column("published_at").type))
            named = pc.field("article_id").isin(pa.array(sorted(wanted), pa.string()))
            yield from lake.batches("articles", filter=dated & named, dates=dates, together=TOGETHER)
