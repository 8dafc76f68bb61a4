"""Which mentions meet in a block, in columns of numbers: as Python's objects the keys took most of a publish's memory.

A block is of mentions of one kind that stand on one rung and have one token in common: these three are its key. It is
known by a hash of 64 bits. Two keys of one hash would make a mention meet one more than it should, which is then held
against it in vain (`tasks.figures.evidence.points` asks for what a key says).
"""

from array import array
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter

import numpy as np

from tasks.figures.mention import Mention

Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]

AT_ONCE = 65_536  # pairs at a time
SPREAD = -7046029254386353131  # an odd number without pattern: rungs and tokens that are alike in bits share no key
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Blocks:
    """The blocks of some mentions: their keys, sorted, and who stands in each, in the order of the mentions.

    `pairs`, and `reaches` with what `meet` gives, ask for mentions that are given in order.
    """

    def __init__(self, mentions: Sequence[Mention]) -> None:
        keys, members = hashes(mentions)
        order = np.argsort(keys, kind="stable")
        self.mentions = mentions
        self.keys = keys[order]
        self.members = members[order]
        self.moments: Numbers = np.array([moment(mention) for mention in mentions], np.int64)[self.members]

    def meet(self, mentions: Sequence[Mention]) -> Iterator[tuple[Mention, list[Numbers]]]:
        """Those of the mentions, which may be others, that stand in a block; the moments in each block of each."""
        keys, members = hashes(mentions)
        begin, end = np.searchsorted(self.keys, keys), np.searchsorted(self.keys, keys, "right")
        met = np.flatnonzero(begin < end)
        spans = zip(*(column[met].tolist() for column in (members, begin, end)), strict=True)
        for at, own in groupby(spans, key=itemgetter(0)):
            yield mentions[at], [self.moments[first:last] for _, first, last in own]

    def pairs(self, nearest: int, window: timedelta) -> Iterator[tuple[Numbers, Numbers]]:
        """The pairs of a mention and one of the `nearest` before it in a block, no farther than the window; each once.

        They are told by their places among the mentions, some at a time: the earlier ones, and the later.
        """
        count, found = len(self.mentions), np.empty(0, np.int64)
        for back in range(1, nearest + 1):
            same = self.keys[back:] == self.keys[:-back]
            if not same.any():
                break
            near = same & (self.moments[back:] - self.moments[:-back] <= window // MICROSECOND)
            found = np.union1d(found, self.members[:-back][near] * count + self.members[back:][near])
        for at in range(0, len(found), AT_ONCE):
            yield np.divmod(found[at : at + AT_ONCE], count)


def hashes(mentions: Sequence[Mention]) -> tuple[Numbers, Numbers]:
    """The hashes of the mentions' keys, those of each together, and the number of the mention that each is of."""
    tokens, rungs = array("q"), array("q")
    counts, steps = [], []
    for mention in mentions:
        before = len(tokens), len(rungs)
        kind = mention.kind()
        tokens.extend(map(hash, mention.tokens()))
        rungs.extend(hash((*kind, str(rung))) for rung in mention.rungs)  # as text: -1 and -2 have one hash in Python
        counts.append(len(tokens) - before[0])
        steps.append(len(rungs) - before[1])
    told = np.array(counts, np.int64)
    of_rung = np.repeat(np.arange(len(mentions)), steps)
    width = told[of_rung]  # each rung with each token of its mention
    begins = (np.cumsum(told) - told)[of_rung] - (np.cumsum(width) - width)
    token = np.frombuffer(tokens, np.int64)[np.arange(width.sum()) + np.repeat(begins, width)]
    return np.repeat(np.frombuffer(rungs, np.int64) * SPREAD, width) ^ token, np.repeat(of_rung, width)


def reaches(moments: Numbers, mention: Mention, window: timedelta) -> bool:
    """Whether one of the moments, which are in order, lies within the window of the mention's."""
    when, width = moment(mention), window // MICROSECOND
    first = np.searchsorted(moments, when - width)
    return bool(first < len(moments) and moments[first] <= when + width)


def moment(mention: Mention) -> int:
    """When it was published, in microseconds since 1970."""
    return (mention.when - EPOCH) // MICROSECOND
