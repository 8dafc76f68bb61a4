"""Portions: a group of batches may hold much; it is linked and written some at a time, in order of date.

Linking needs what lies around in time, so memory grows with the rows of one portion and their time, and not with the
group. A portion ends where a partition ends: that of an article is written once a group, as before. It may end within
one of very many articles, which is then written again. Figures that began earlier, the run's own row and the day's raw
are written once a portion.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from schemas.articles import ARTICLES
from tasks import batch
from tasks.deal import deal
from tasks.lake.lake import Lake

MOST = 8  # portions of a group, since each is a publish of its own
DENSE = 3  # times the least that a portion must hold before it may end within a partition
SHARE = 8  # and as much of what stands there, one part in so many: to write that again must cost little beside the work


@dataclass(frozen=True, slots=True)
class Portion:
    """Batches that are linked and written together; with the `last` of a group, all of it has been published."""

    batches: tuple[Path, ...]
    last: bool = True


def portions(batches: Sequence[Path], lake: Lake, least: int, into: Path) -> list[Portion]:
    """What the batches hold in order of date, each time at least so many articles; then the rest.

    Portions are whole partitions, but for those of very many articles. The rest holds the latest articles, what has no
    article, and what was visited: killed before, a run must visit it again. It is the batches themselves where there is
    nothing before it; if not, batches of their own are made `into` a folder that is theirs alone.
    """
    parts = list(divided(dates(batches), lake, least))
    if len(parts) == 1:
        return [Portion(tuple(batches))]
    shutil.rmtree(into, ignore_errors=True)  # what a process left that died over it
    *early, last = deal(batches, parts, into)
    return [*(Portion(tuple(one), last=False) for one in early), Portion(tuple(last))]


def dates(batches: Sequence[Path]) -> dict[str, datetime]:
    """The articles of the batches with the date of their last version."""
    date_of: dict[str, datetime] = {}
    for folder in batches:
        rows = batch.read(folder, ARTICLES, ["article_id", "published_at"])
        date_of.update(zip(batch.values(rows, "article_id"), batch.values(rows, "published_at"), strict=True))
    return date_of


def divided(date_of: Mapping[str, datetime], lake: Lake, least: int) -> Iterator[list[str]]:
    """The articles (article_id) of each portion."""
    dense, standing, left = DENSE * least, lake.sizes(ARTICLES.name), len(date_of)
    least = max(least, -(-left // MOST))
    held: list[str] = []
    part = ""
    for article_id in sorted(date_of, key=date_of.__getitem__):
        before, part = part, lake.part(ARTICLES.name, date_of[article_id])
        enough = least if part != before else max(least, dense, standing.get(part, 0) // SHARE)
        if len(held) >= enough and left >= least:
            yield held
            held = []
        held.append(article_id)
        left -= 1
    yield held
