"""A backfill in random order does not write each partition anew for every batch."""

import random
from collections.abc import Iterator
from datetime import timedelta
from math import log2
from pathlib import Path

import pytest
from dated import BEGIN, article

from flows.grouping import groups
from flows.settings import load
from schemas.articles import ARTICLES
from schemas.conform import conform
from tasks import batch
from tasks.lake.lake import Change, Lake

DOCUMENTS, BATCH, LEAST, MONTHS = 640, 5, 20, 24


def arriving(folder: Path, *, shuffled: bool) -> Iterator[Path]:
    """Batches of articles of two years, in order or in none."""
    days = [MONTHS * 30 * number // DOCUMENTS for number in range(DOCUMENTS)]
    if shuffled:
        random.Random(1).shuffle(days)
    for first in range(0, DOCUMENTS, BATCH):
        made = folder / f"{first:06d}"
        made.mkdir()
        numbers = range(first, first + BATCH)
        batch.write(made, ARTICLES, [article(number, BEGIN + timedelta(days=days[number])) for number in numbers])
        yield made


@pytest.mark.parametrize("shuffled", [True, False], ids=["in_random_order", "in_order"])
def test_partitions_are_written_anew_few_times(shuffled: bool, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    lake = Lake.open(tmp_path / "lake")
    written = 0
    for group in groups(arriving(tmp_path / "work", shuffled=shuffled), lake, load(publish_documents=LEAST)):
        rows = [Change(ARTICLES, conform(batch.read(one, ARTICLES), ARTICLES)) for one in group]
        touched = {lake.part("articles", date) for one in rows for date in one.rows["published_at"].to_pylist()}
        written += len(touched)
        lake.publish(lambda _, rows=rows: rows)  # type: ignore[misc]  # bound at once
    assert lake.counts()["articles"] == DOCUMENTS
    assert written / MONTHS <= 2 + log2(DOCUMENTS / LEAST)  # and not DOCUMENTS / LEAST, which is 32


def test_a_group_is_published_at_its_limit_of_documents_bytes_or_seconds(tmp_path: Path) -> None:
    lake = Lake.open(tmp_path / "lake")
    limits = {"documents": {"publish_most": 10}, "bytes": {"publish_bytes": 1}, "seconds": {"publish_seconds": 0}}
    for name, limit in limits.items():
        (tmp_path / name).mkdir()
        settings = load(publish_documents=LEAST, **limit)
        first = next(groups(arriving(tmp_path / name, shuffled=False), lake, settings))
        assert len(first) * BATCH == {"documents": 10, "bytes": BATCH, "seconds": BATCH}[name]
