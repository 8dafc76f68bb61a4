"""Portions: what is published together may be much; it is linked and written some at a time, in order of date.

Linking needs what lies around in time, so memory grows with the rows of one portion and their time, and not with how
many documents are published together. A portion ends where a partition ends, so each is written as often as before.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from schemas.articles import ARTICLES
from tasks import batch
from tasks.lake.lake import Lake

Portion = frozenset[str] | None  # articles (article_id) with all that came with them; None for all that is left


def portions(batches: Sequence[Path], lake: Lake, least: int) -> Iterator[Portion]:
    """The articles of the batches in order of date, each time at least so many and whole partitions; then the rest.

    The rest holds the latest articles, and what has no article.
    """
    rows = pa.concat_tables([batch.read(folder, ARTICLES, ["article_id", "published_at"]) for folder in batches])
    left = len(rows)
    held: dict[str, None] = {}
    part = ""
    for row in rows.sort_by("published_at").to_pylist():
        began, part = part, lake.part(ARTICLES.name, row["published_at"])
        if part != began and len(held) >= least and left >= least:
            yield frozenset(held)
            held = {}
        held[row["article_id"]] = None
        left -= 1
    yield None
