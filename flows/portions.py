"""Portions: a group of batches may hold much; it is linked and written some at a time, in order of date.

Linking needs what lies around in time, so memory grows with the rows of one portion and their time, and not with the
group. A portion ends where a partition ends: that of an article is written once a group, as before. It may end within
one of very many articles, which is then written again. Figures that began earlier, the run's own row and the day's raw
are written once a portion.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from schemas.articles import ARTICLES
from tasks import batch
from tasks.lake.lake import Lake

Portion = frozenset[str] | None  # articles (article_id) with all that came with them; None for all that is left
MOST = 8  # portions of a group, since for each all its batches are read
DENSE = 3  # times the least that a portion must hold before it may end within a partition
SHARE = 8  # and as much of what stands there, one part in so many: to write that again must cost little beside the work


def portions(batches: Sequence[Path], lake: Lake, least: int) -> Iterator[Portion]:
    """The articles of the batches in order of date, each time at least so many; then the rest.

    They are whole partitions, but for those of very many articles. The rest holds the latest articles, and what has no
    article.
    """
    date_of: dict[str, datetime] = {}  # of the last version
    for folder in batches:
        rows = batch.read(folder, ARTICLES, ["article_id", "published_at"])
        date_of.update(zip(batch.values(rows, "article_id"), batch.values(rows, "published_at"), strict=True))
    dense, standing, left = DENSE * least, lake.sizes(ARTICLES.name), len(date_of)
    least = max(least, -(-left // MOST))
    held: set[str] = set()
    part = ""
    for article_id in sorted(date_of, key=date_of.__getitem__):
        before, part = part, lake.part(ARTICLES.name, date_of[article_id])
        enough = least if part != before else max(least, dense, standing.get(part, 0) // SHARE)
        if len(held) >= enough and left >= least:
            yield frozenset(held)
            held = set()
        held.add(article_id)
        left -= 1
    yield None
