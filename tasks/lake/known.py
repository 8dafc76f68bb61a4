"""What the lake holds already, as far as new documents must know it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from schemas.articles import ARTICLES
from tasks.batch import values, with_column
from tasks.lake.lake import Lake

OF_ARTICLES = ["article_id", "text_hash", "duplicate_of", "versions", "first_seen_at"]


@dataclass(slots=True)
class Known:
    """Documents and articles of the lake as of one commit.

    `articles` maps article_id to its versions and first_seen_at; `first_by_text` maps text_hash to the article that had
    the text first.
    """

    sequence: int
    documents: set[str]
    articles: dict[str, tuple[int, datetime]]
    first_by_text: dict[str, str]

    @classmethod
    def of(cls, lake: Lake) -> "Known":
        """What the lake holds now."""
        known = cls(lake.sequence, set(), {}, {})
        known.learn(values(lake.read("raw", ["document_id"]), "document_id"), lake.read("articles", OF_ARTICLES))
        return known

    def at(self, lake: Lake) -> "Known":
        """This knowledge, or what the lake holds now if another writer has published since."""
        return self if self.sequence == lake.sequence else Known.of(lake)

    def learn(self, documents: Iterable[str], articles: pa.Table) -> None:
        """Add what is being published."""
        self.documents.update(documents)
        for row in articles.select(OF_ARTICLES).to_pylist():
            self.articles[row["article_id"]] = (row["versions"], row["first_seen_at"])
            if row["duplicate_of"] is None:
                self.first_by_text.setdefault(row["text_hash"], row["article_id"])

    def carry_on(self, articles: pa.Table) -> pa.Table:
        """New versions of known articles keep first_seen_at and go on counting their versions."""
        rows = articles.select(OF_ARTICLES).to_pylist()
        versions = [row["versions"] + self.articles.get(row["article_id"], (0, None))[0] for row in rows]
        seen = [self.articles.get(row["article_id"], (0, row["first_seen_at"]))[1] for row in rows]
        counted = with_column(articles, ARTICLES, "versions", pa.array(versions, pa.int32()))
        return with_column(counted, ARTICLES, "first_seen_at", pa.array(seen, ARTICLES.column("first_seen_at").type))
