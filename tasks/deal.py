"""Dealing: the rows of many batches given to others by what articles they are about, in one pass over them.

To read all batches of a group for each of its portions took a sixth of what publishing takes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.articles import ARTICLES
from schemas.visits import VISITS
from tasks import batch

TOGETHER = 32_000_000  # bytes, unpacked, that are dealt at a time; meanwhile they lie in memory three times


def deal(folders: Sequence[Path], parts: Sequence[Iterable[str]], into: Path) -> list[list[Path]]:
    """New batches under `into`, a list for each part (article_ids), with all that the batches hold of its articles.

    The last part has what is of no part's articles too, and what was visited. Rows keep their order, and two versions
    of one article share no batch here either.
    """
    part_of = {article: number for number, part in enumerate(parts) for article in part}
    dealt: list[list[Path]] = [[] for _ in parts]
    for number, some in enumerate(together(folders)):
        made = [into / f"{number:06d}-{part}" for part in range(len(parts))]
        for part, folder in enumerate(made):
            folder.mkdir(parents=True)
            dealt[part].append(folder)
        for table in batch.CARRIED:
            rows = pa.concat_tables(batch.read(folder, table) for folder in some)
            for part, its in apart(rows, part_of, len(parts)):
                batch.write(made[part], table, its)
        batch.write(made[-1], VISITS, pa.concat_tables(batch.read(folder, VISITS) for folder in some))
    return dealt


def together(folders: Iterable[Path]) -> Iterator[list[Path]]:
    """Batches that are dealt at a time: of so many bytes, and with no article in common."""
    held: list[Path] = []
    articles: set[str] = set()
    size = 0
    for folder in folders:
        own, its = batch.unpacked(folder), set(batch.values(batch.read(folder, ARTICLES, ["article_id"]), "article_id"))
        if held and (size + own > TOGETHER or articles & its):
            yield held
            held, articles, size = [], set(), 0
        held.append(folder)
        articles |= its
        size += own
    if held:
        yield held


def apart(rows: pa.Table, part_of: Mapping[str, int], parts: int) -> Iterator[tuple[int, pa.Table]]:
    """The rows of each part that has some, by the article that they are about."""
    coded: Any = pc.dictionary_encode(rows["article_id"].combine_chunks())
    number = np.array([part_of.get(article, parts - 1) for article in coded.dictionary.to_pylist()], np.int64)
    part = number[coded.indices.to_numpy()]
    order = np.argsort(part, kind="stable")
    in_order = rows.combine_chunks().take(order)
    ends = np.searchsorted(part[order], np.arange(parts + 1))
    for at, (first, end) in enumerate(pairwise(ends)):
        if first < end:
            yield at, in_order.slice(first, end - first)
