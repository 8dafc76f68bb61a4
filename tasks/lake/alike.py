"""Which articles of the lake are worth comparing with a new one: an index over the keys of their texts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from tasks.batch import values
from tasks.lake.ids import Ids, names

COLUMNS = ["article_id", "text_hash", "text_keys"]
KEY = np.dtype("<u4")
ROW = np.dtype(np.int32)
CROWD = 64  # different texts under one key; more have a template or a house's boilerplate in common and nothing else
SEGMENTS = 8  # sorted runs; as many are made one, so that a look-up stays quick while the index grows by batches

Rows = np.ndarray[tuple[int], np.dtype[np.int32]]
Segment = tuple[np.ndarray[tuple[int], np.dtype[np.uint32]], Rows]


class Alike:
    """Articles by the keys of their text, and by its hash: about 250 bytes of memory an article."""

    def __init__(self) -> None:
        self._rows = Ids()
        self._names = names(())
        self._hashes = np.empty(0, np.uint64)
        self._current = np.empty(0, np.bool_)  # whether the row's text is still its article's
        self._segments: list[Segment] = []

    def add(self, articles: pa.Table) -> None:
        """Take the articles in; an article that is there already is known by its new text from now on."""
        before, given, told = self._rows.count, values(articles, "article_id"), values(articles, "text_hash")
        self.forget(given)
        self._rows = self._rows.plus(given)
        self._names = np.concatenate([self._names, names(given)])
        self._hashes = np.concatenate([self._hashes, np.array([int(one, 16) for one in told], np.uint64)])
        self._current = np.concatenate([self._current, np.ones(len(given), np.bool_)])
        keys, rows = _flat(zip(told, values(articles, "text_keys"), strict=True))
        order = np.argsort(keys, kind="stable")
        self._segments.append((keys[order], rows[order] + ROW.type(before)))
        if len(self._segments) > SEGMENTS:
            keys, rows = (np.concatenate(parts) for parts in zip(*self._segments, strict=True))
            order = np.argsort(keys, kind="stable")
            self._segments = [(keys[order], rows[order])]

    def forget(self, articles: Iterable[str]) -> None:
        """Find the articles no more."""
        rows = self._rows.rows(articles)
        self._current[rows[rows >= 0]] = False

    def of(self, articles: Sequence[Mapping[str, Any]]) -> list[set[str]]:
        """For each of the articles, which need not be in the index, those of the index that share a key with it."""
        keys, rows = _flat((one["text_hash"], one["text_keys"]) for one in articles)
        own = np.array([int(one["text_hash"], 16) for one in articles], np.uint64)
        found: list[set[str]] = [set() for _ in articles]
        spans = [(run, np.searchsorted(run[0], keys), np.searchsorted(run[0], keys, "right")) for run in self._segments]
        for at in np.flatnonzero(sum((end - begin for _, begin, end in spans), np.zeros(len(keys), np.int64))):
            met = np.concatenate([run[1][begin[at] : end[at]] for run, begin, end in spans])
            found[rows[at]].update(self._live(met, own[rows[at]]))
        return found

    def _live(self, met: Rows, own: np.uint64) -> Iterable[str]:
        """The articles of those rows whose text is still theirs; of a crowd only those of the same text."""
        live = met[self._current[met]]
        if len(live) > CROWD and len(np.unique(self._hashes[live])) > CROWD:
            live = live[self._hashes[live] == own]
        return (name.decode() for name in self._names[live].tolist())


def _flat(texts: Iterable[tuple[str, bytes | None]]) -> Segment:
    """All keys of the texts with the row that each belongs to; a text's hash is one of its keys."""
    keys, rows = [], []
    for row, (told, packed) in enumerate(texts):
        given = np.frombuffer(packed or b"", KEY)
        keys += [np.array([int(told[:8], 16)], KEY), given]
        rows.append(np.full(len(given) + 1, row, ROW))
    if not keys:
        return np.empty(0, KEY), np.empty(0, ROW)
    return np.concatenate(keys), np.concatenate(rows)
