"""Lines all in capitals (headlines, datelines, tables): there case tells nothing, so they are read in ordinary case."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.entities import lexicon, places
from tasks.entities.spelling import fold

_LINE = re.compile(r"[^\n]+")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_WORD = re.compile(r"[^\W\d_][\w’']*(?:\.[^\W\d_])*")
_LOUD_PLACES = re.compile(r"[A-Z][A-Z'’-]{3,}(?:[ -][A-Z'’]{3,}){0,2}(?![\w.])")
_FEWEST_WORDS = 4
_LONGEST_ACRONYM = 4
_LONGEST_NAME = 4


@dataclass(frozen=True, slots=True)
class Capitals:
    """The stretches of a text that stand in lines all in capitals."""

    starts: Sequence[int]
    ends: Sequence[int]

    def __contains__(self, place: int) -> bool:
        at = bisect_right(self.starts, place) - 1
        return at >= 0 and place < self.ends[at]


def of(text: str) -> Capitals:
    """The lines without one small letter.

    >>> lines = of("VELMONT BEATS NIKOPOL IN FINAL\\nVelmont won.")
    >>> 8 in lines, 33 in lines
    (True, False)
    """
    lines = [line.span() for line in _LINE.finditer(text) if line[0].isupper()]
    return Capitals([start for start, _ in lines], [end for _, end in lines])


def levelled(text: str) -> str:
    """The text, as long as before, with what is all in capitals as it would stand in ordinary case.

    Common words become small, names begin with a capital, acronyms stay; in other lines only places are levelled.

    >>> levelled("VELMONT SHARES FALL IN LONDON - EU\\nThe US and LONDON agreed.")
    'Velmont shares fall in London - EU\\nThe US and London agreed.'
    """
    return _LINE.sub(lambda line: _levelled_line(line[0]), text)


def _is_loud(line: str) -> bool:
    return line.isupper() and len(_WORDS.findall(line)) >= _FEWEST_WORDS


def _levelled_line(line: str) -> str:
    if not line.isupper():
        return _LOUD_PLACES.sub(lambda place: _titled(place[0]) if places.candidates(place[0]) else place[0], line)
    many = _is_loud(line)
    words = list(_WORD.finditer(line))
    pieces, last, at = [], 0, 0
    while at < len(words):
        size = _words_of_name(line, words, at)
        start, end = words[at].start(), words[at + size - 1].end()
        name = line[start:end]
        pieces += [line[last:start], _titled(name) if size > 1 else _levelled_word(name, among_many=many)]
        last = end
        at += size
    return "".join(pieces) + line[last:]


def _words_of_name(line: str, words: Sequence[re.Match[str]], at: int) -> int:
    """How many words from that one on make a name of several words that the lexicons know; else 1."""
    for size in range(min(_LONGEST_NAME, len(words) - at), 1, -1):
        name = line[words[at].start() : words[at + size - 1].end()]
        if fold(name) in lexicon.long_names() or places.candidates(name):
            return size
    return 1


def _levelled_word(word: str, *, among_many: bool) -> str:
    small = fold(word).removesuffix("'s")
    if word in lexicon.acronyms() or (places.candidates(word) and len(word) <= 3) or "." in word:
        return word
    if small in lexicon.common_words() and among_many:
        return word.lower() if len(word.lower()) == len(word) else word
    known = places.candidates(word) or small in lexicon.person_names() or small in lexicon.nationalities()
    short = len(small) <= _LONGEST_ACRONYM and (len(small) < _LONGEST_ACRONYM or not among_many)
    return word if short and not known else _titled(word)


def _titled(name: str) -> str:
    """The name with a capital at the beginning of each word; as it is where small letters need another number."""
    titled = re.sub(r"[^\W\d_]+(?:['’]S\b)?", lambda word: word[0][:1] + word[0][1:].lower(), name)
    return titled if len(titled) == len(name) else name
