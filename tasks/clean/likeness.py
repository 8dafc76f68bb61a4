"""Whether two texts tell the same story: nearly the same words, and no other figures or names.

Words alone cannot tell. Market reports, match reports and notices are written on a template, week after week; what
differs is the figures and the names, and there every difference counts. A copy, on the other hand, may lose its end,
gain a sentence, or have its spelling changed, and keeps its figures.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice

import numpy as np

from tasks.clean.shingles import OPENING, SHINGLE, SHORTEST, WORD, words
from tasks.clean.words import column

RESEMBLING = 0.7  # of all shingles of both texts are in both
CONTAINED = 0.8  # of the shorter text's shingles are in the longer one, which opens alike
OPENING_ALIKE = 0.4  # of the shingles of the shorter text's opening are near the other's
NEAR_OPENING = 3 * OPENING  # words at the head of the longer text in which that opening must stand
MARKS_KEPT = 0.9  # of the shorter text's figures and names (months are names) are in the longer one
SPREAD = -7046029254386353131  # an odd number without pattern: words in another order make another shingle
FIGURE = r"\d(?:[\d.,:/–-]*\d)?"
KINDS = ("before", "behind")  # where a unit stands by its figure
TOKEN = re.compile(rf"{FIGURE}|[^\W\d]\w*")  # what stands together in "2-1" and "3/4" is one figure

Hashes = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True)
class Text:
    """A body, with what it is compared by; each part is made when it is first asked for.

    Of its shingles only the hashes are kept: many texts are at hand at once.
    """

    body: str

    @cached_property
    def _read(self) -> tuple[int, Hashes]:
        given = words(self.body)
        return len(given), hashes(given)

    @property
    def length(self) -> int:
        """How many words it has."""
        return self._read[0]

    @property
    def shingles(self) -> Hashes:
        """Its shingles."""
        return self._read[1]

    @cached_property
    def tokens(self) -> Counter[str]:
        """Its words and figures, with how often each stands there."""
        return Counter(_plain(TOKEN.findall(self.body)))

    @cached_property
    def marks(self) -> Counter[str]:
        """Its figures and names: the tokens that begin with a digit or a capital."""
        return Counter(_plain(one for one in TOKEN.findall(self.body) if one[0].isupper() or one[0].isdigit()))

    @cached_property
    def weighty(self) -> frozenset[str]:
        """The figures that count money, shares or multitudes."""
        return frozenset(_plain(before or after for before, after in _weighty().findall(self.body)))

    def opening(self, count: int) -> Hashes:
        """The shingles of its first words."""
        return hashes([found.group() for found in islice(WORD.finditer(self.body.casefold()), count)])


def hashes(given: list[str]) -> Hashes:
    """The hashes of the words' shingles, each once and in order: a tenth of what they take as a set.

    They are made of the hashes of the words: no text of a shingle need be made.
    """
    each = np.fromiter(map(hash, given), np.int64, len(given))
    width = min(SHINGLE, len(given))
    made = np.zeros(len(given) - width + 1, np.int64)
    for at in range(width):
        made = made * SPREAD + each[at : at + len(made)]
    return np.unique(made)


def common(one: Hashes, other: Hashes) -> int:
    """How many hashes are in both."""
    few, many = sorted((one, other), key=len)
    at = np.searchsorted(many, few)
    return int(np.count_nonzero(many[np.minimum(at, len(many) - 1)] == few))


def likeness(one: Text, other: Text) -> float | None:
    """How much of the shorter text the longer one holds, from 0 to 1; None where they are not the same story.

    Symmetric: which text is given first does not matter.

    >>> said = "The mill at Oban reopened on Monday after nine years, and the whole valley came to see the looms run "
    >>> story = Text(said + "again, for which the council had paid $5 million and a bank in Leith another $2 million.")
    >>> likeness(story, Text(story.body.replace("whole valley", "entire valley"))) is None
    False
    >>> likeness(story, Text(story.body.replace("$5", "$6"))) is None
    True
    """
    shorter, longer = sorted((one, other), key=lambda text: (len(text.shingles), len(text.body), text.body))
    if shorter.length < SHORTEST:
        return None
    shared = common(shorter.shingles, longer.shingles)
    held = shared / len(shorter.shingles)
    resembling = shared >= RESEMBLING * (len(shorter.shingles) + len(longer.shingles) - shared)
    if not resembling and not (held >= CONTAINED and _opens_alike(shorter, longer)):
        return None
    return held if _same_marks(shorter, longer) else None


def _opens_alike(shorter: Text, longer: Text) -> bool:
    opening = shorter.opening(OPENING)
    return common(opening, longer.opening(NEAR_OPENING)) >= OPENING_ALIKE * len(opening)


def _same_marks(shorter: Text, longer: Text) -> bool:
    kept = (shorter.marks & longer.tokens).total()
    return shorter.weighty <= longer.weighty and kept >= MARKS_KEPT * shorter.marks.total()


@cache
def _weighty() -> re.Pattern[str]:
    before, behind = ("|".join(re.escape(one) for one in column("units", "word", kind=kind)) for kind in KINDS)
    return re.compile(rf"(?:{before})\s?({FIGURE})|({FIGURE})(?=[\s-]?(?:%|(?i:{behind})\b))")


def _plain(figures: Iterable[str]) -> list[str]:
    """Figures without the marks that part thousands, which houses set as they like."""
    return [one.replace(",", "").casefold() for one in figures]
