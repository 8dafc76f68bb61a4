"""Lines all in capitals (headlines): there case tells nothing, and the model sees names in every other word."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

_LINE = re.compile(r"[^\n]+")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_FEWEST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Capitals:
    """The stretches of a text that stand in lines all in capitals."""

    starts: Sequence[int]
    ends: Sequence[int]

    def __contains__(self, place: int) -> bool:
        at = bisect_right(self.starts, place) - 1
        return at >= 0 and place < self.ends[at]


def of(text: str) -> Capitals:
    """The lines of at least four words without one small letter.

    >>> lines = of("VELMONT BEATS NIKOPOL IN FINAL\\nVelmont won.")
    >>> 8 in lines, 33 in lines
    (True, False)
    """
    lines = [
        line.span()
        for line in _LINE.finditer(text)
        if line[0].isupper() and len(_WORDS.findall(line[0])) >= _FEWEST_WORDS
    ]
    return Capitals([start for start, _ in lines], [end for _, end in lines])
