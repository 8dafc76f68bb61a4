"""Which articles of the lake are worth comparing with a new one: an index over the keys of their texts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from tasks.batch import values
from tasks.lake.ids import Ids, names

COLUMNS = ["article_id", "text_hash", "text_keys"]
KEY = np.dtype("<u4")
ROW = np.dtype(np.int32)
CROWD = 64  # different texts under one key; more have a template or a house's boilerplate in common and nothing else
MET = 2**18  # rows met under keys that are looked at together, about
SEGMENTS = 8  # sorted runs; as many are made one, so that a look-up stays quick while the index grows by batches

Rows = np.ndarray[tuple[int], np.dtype[np.int32]]
Hashes = np.ndarray[tuple[int], np.dtype[np.uint64]]
Places = np.ndarray[tuple[int], np.dtype[np.int64]]
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
        own = np.array([int(one["text_hash"], 16) for one in articles], np.uint64)[rows]
        found: list[set[str]] = [set() for _ in articles]
        begins, ends = ([np.searchsorted(run, keys, side) for run, _ in self._segments] for side in ("left", "right"))
        counts = sum((end - begin for begin, end in zip(begins, ends, strict=True)), np.zeros(len(keys), np.int64))
        for first, end in _together(counts) if self._segments else ():
            spans = [
                _span(run, begin[first:end], last[first:end])
                for (_, run), begin, last in zip(self._segments, begins, ends, strict=True)
            ]
            at, met = (np.concatenate(parts) for parts in zip(*spans, strict=True))
            at, met = self._live(at, met, own[first:end])
            for row, name in zip(rows[first:end][at].tolist(), self._names[met].tolist(), strict=True):
                found[row].add(name.decode())
        return found

    def _live(self, at: Places, met: Rows, own: Hashes) -> tuple[Places, Rows]:
        """What was met (row, by the place of its key) whose text is still its article's; in a crowd the same text."""
        live = np.flatnonzero(self._current[met])
        live = live[np.argsort(at[live], kind="stable")]
        at, met = at[live], met[live]
        kept = np.ones(len(at), np.bool_)
        for place in np.flatnonzero(np.bincount(at, minlength=len(own)) > CROWD):
            first, end = np.searchsorted(at, (place, place + 1))
            hashes = self._hashes[met[first:end]]
            if len(np.unique(hashes)) > CROWD:
                kept[first:end] = hashes == own[place]
        return at[kept], met[kept]


def _together(counts: Places) -> Iterator[tuple[int, int]]:
    """From where to where places are looked at together, lest very many rows be met at a time."""
    group = np.cumsum(counts) // MET
    bounds = np.flatnonzero(np.diff(group, prepend=-1)).tolist()
    return pairwise([*bounds, len(counts)])


def _span(rows: Rows, begin: Places, end: Places) -> tuple[Places, Rows]:
    """The rows from each begin to its end, and the place of whose begin each is."""
    width = end - begin
    at = np.repeat(np.arange(len(width)), width)
    return at, rows[np.arange(len(at)) + (begin - np.cumsum(width) + width)[at]]


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
