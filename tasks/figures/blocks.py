"""Which mentions meet in a block, in columns of numbers: as Python's objects the keys took most of a publish's memory.

A key is known by its hash of 64 bits. Two keys of one hash would make a mention meet one more than it should, which is
then held against it in vain (`tasks.figures.evidence.points` asks for what a key says).
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain

import numpy as np

from tasks.figures.mention import Mention

Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]

AT_ONCE = 65_536  # pairs that are Python's at a time
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Blocks:
    """The blocks of some mentions: their keys, sorted, and who stands in each, in the order of the mentions.

    `pairs`, and `reaches` with what `meet` gives, ask for mentions that are given in order.
    """

    def __init__(self, mentions: Sequence[Mention]) -> None:
        keys = [hashes(mention) for mention in mentions]
        members = np.repeat(np.arange(len(mentions)), [len(each) for each in keys])
        flat = np.fromiter(chain.from_iterable(keys), np.int64, len(members))
        order = np.argsort(flat, kind="stable")
        self.mentions = mentions
        self.keys: Numbers = flat[order]
        self.members: Numbers = members[order]
        self.moments: Numbers = np.array([moment(mention) for mention in mentions], np.int64)[self.members]

    def meet(self, mention: Mention) -> list[Numbers]:
        """The moments of those in each block where the mention, which may be another, stands too."""
        own = hashes(mention)
        first, end = np.searchsorted(self.keys, own), np.searchsorted(self.keys, own, "right")
        return [self.moments[first[at] : end[at]] for at in np.flatnonzero(first < end)]

    def pairs(self, nearest: int, window: timedelta) -> Iterator[tuple[int, int]]:
        """The pairs of a mention and one of the `nearest` before it in a block, no farther than the window; each once.

        They are told by their places among the mentions, the earlier first.
        """
        count, found = len(self.mentions), np.empty(0, np.int64)
        for back in range(1, nearest + 1):
            same = self.keys[back:] == self.keys[:-back]
            if not same.any():
                break
            near = same & (self.moments[back:] - self.moments[:-back] <= window // MICROSECOND)
            found = np.union1d(found, self.members[:-back][near] * count + self.members[back:][near])
        for at in range(0, len(found), AT_ONCE):
            yield from zip(*(column.tolist() for column in np.divmod(found[at : at + AT_ONCE], count)), strict=True)


def hashes(mention: Mention) -> Numbers:
    """The hashes of the mention's keys."""
    return np.fromiter(map(hash, mention.blocks()), np.int64)


def reaches(moments: Numbers, mention: Mention, window: timedelta) -> bool:
    """Whether one of the moments, which are in order, lies within the window of the mention's."""
    when, width = moment(mention), window // MICROSECOND
    first = np.searchsorted(moments, when - width)
    return bool(first < len(moments) and moments[first] <= when + width)


def moment(mention: Mention) -> int:
    """When it was published, in microseconds since 1970."""
    return (mention.when - EPOCH) // MICROSECOND
