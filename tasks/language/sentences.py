"""Sentence boundaries without a model, in linear time: a stop ends a sentence unless what stands around it says no."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

_BREAK = re.compile(
    r"""
    (?P<paragraph> \n [ \t\r]{0,9} \n \s*+ )                          # an empty line always ends a sentence
    | (?<![.!?…]) (?P<stop> [.!?…]++ ) [\])"”’'»]{0,3} (?P<gap> \s++ )   # stops, what closes behind them, a gap
    """,
    re.VERBOSE,
)
_LAST_WORD = re.compile(r"[\w.&’'-]*$")
_FIRST_WORD = re.compile(r"\w+")
_LONGEST_WORD = 40
_OPENERS = "\"'“‘«([—–- \t\r\n"


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of the text as (start, end) in characters, in order, without the white space between them.

    >>> text = "Mr. Brandt paid $1.5m. The bank, Velmont Inc. of Delaware, said so."
    >>> [text[start:end] for start, end in sentences(text)]
    ['Mr. Brandt paid $1.5m.', 'The bank, Velmont Inc. of Delaware, said so.']
    """
    trimmed = (_trimmed(text, first, last) for first, last in _stretches(text))
    return [(start, end) for start, end in trimmed if start < end]


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _BREAK.finditer(text):
        if match["paragraph"] is not None or _ends(text, match):
            yield start, match.end()
            start = match.end()
    yield start, len(text)


def _ends(text: str, match: re.Match[str]) -> bool:
    """Whether that stop ends a sentence: the next one begins as sentences do, and the stop is no abbreviation's."""
    if match["gap"].count("\n") > 1:
        return True
    following = text[match.end() : match.end() + 3].lstrip(_OPENERS)[:1]
    if following and not (following.isupper() or following.isdigit() or not following.isalnum()):
        return False
    if match["stop"] != ".":
        return True
    before = _LAST_WORD.search(text, max(0, match.start() - _LONGEST_WORD), match.start())
    word = before[0].casefold() if before else ""
    if word in abbreviations("title"):
        return False
    initial = len(word) == 1 and word.isalpha() and text[match.start() - 1].isupper()
    if not initial and word not in abbreviations("inside"):
        return True
    next_word = _FIRST_WORD.match(text, match.end())
    return "\n" in match["gap"] or (next_word is not None and next_word[0] in starters())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


@cache
def abbreviations(kind: str) -> frozenset[str]:
    """Abbreviations without their last stop: before a name ("title"), or seldom at a sentence's end ("inside")."""
    rows = _rows("abbreviations")
    return frozenset(row["written"].removesuffix(".").casefold() for row in rows if row["kind"] == kind)


@cache
def starters() -> frozenset[str]:
    """Words that, in a capital, begin a sentence even behind an abbreviation."""
    return frozenset(row["word"] for row in _rows("starters"))


def _rows(table: str) -> Iterator[dict[str, str]]:
    text = (files("tasks.language") / "lexicon" / f"{table}.csv").read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())
