"""Where a mention begins and ends. The rule, the same for every label:

1. no mention crosses a paragraph (an empty line), the end of a line too short to have been wrapped, or a dash between
   spaces; no person or place has an "and" between two names: what the model joined is cut apart there;
2. white space, quotation marks, brackets and commas at the ends, and a possessive 's or ' at the end, are left out;
3. a person's name begins after the titles before it ("Mr", "President");
4. a stretch without a letter (but for one number, as a plane's), or that is nothing but a title, is no mention.

A leading "the" stays in the mention, as the model was taught, and is left out of the canonical name.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tasks.entities import lexicon, places
from tasks.entities.entity import LABELS, Span
from tasks.entities.spelling import fold, without_article

_BREAK = re.compile(r"\s*\n[ \t\r\f\v]*\n\s*|\s+[-–—]+\s+|\s*\n\s*")
_AND = re.compile(r"(?<=\w)\s+(?:and|or|from|to|at|of)\s+(?=[A-Z])")
_TO = re.compile(r"(?<=[\w.])\s+to\s+(?=[A-Z])")
_JOINTS = {"PERSON": _AND, "GPE": _AND, "ORG": _TO}
_WRAPPED = 50  # characters, at least, of a line that goes on in the next one
_EDGES = ' \t\r\n\v\f\xa0\u200b"“”„«»‘[](){}<>,;:|*_–—-'
_CLOSED = {")": "(", "]": "[", "}": "{"}
_POSSESSIVE = re.compile(r"(?:['’`]\s?[sS]|(?<=[sS])['’]|['’]+)$")
_BEHIND = re.compile(r"(?: [\w.&'’-]+){1,3}")
_WORD = re.compile(r"\S+")
_LAST_WORD = re.compile(r"\s+(?:of|and|or|in|at|by|for|from|to|with|on|the|a|an)$")
_FIRST_WORD = re.compile(r"(?:and|or|of|in|at|by|from|to|with)\s+(?=[A-Z])")
_NUMBER = re.compile(r"[\d.,:/-]*\d[\d.,:/-]*")
_SCORE = re.compile(r" \d{1,3}-\d{1,3}$")
_AMOUNT = re.compile(r"\s[A-Z]{0,3}[$£€¥]\s?\d")
_CONTENT = re.compile(r"[^\W\d_]|^\S*\d\S*$")


def spans(text: str, found: Iterable[tuple[int, int, str]]) -> list[Span]:
    """The model's findings as spans after the rule above, in the order of the text; dates and amounts as they are."""
    given = list(found)
    values = [Span(start, end, text[start:end], label, label) for start, end, label in given if label not in LABELS]
    names = [
        Span(start, end, text[start:end], label, label)
        for first, last, label in given
        if label in LABELS
        for piece in _pieces(text, first, last)
        for piece in _parted(text, *piece, label)
        for start, end in [trimmed(text, *piece, label)]
        if _CONTENT.search(text[start:end])
    ]
    return sorted([*values, *names], key=lambda span: span.start)


def trimmed(text: str, start: int, end: int, label: str) -> tuple[int, int]:
    """The extent of the mention in that stretch of the text; an empty one (start == end) where there is none.

    >>> text = "“President Ana Halvorsen’s plan"
    >>> start, end = trimmed(text, 0, 26, "PERSON")
    >>> text[start:end]
    'Ana Halvorsen'
    """
    start, end = _without_edges(text, start, end)
    while (possessive := _POSSESSIVE.search(text[start:end])) is not None:
        start, end = _without_edges(text, start, start + possessive.start())
    start, end = _without_function_words(text, start, end)
    if label in ("PERSON", "GPE") or _SCORE.search(text, start, end):
        start, end = _without_numbers(text, start, end)
    if label == "PERSON":
        start = _after_titles(text, start, end)
    return (end, end) if fold(text[start:end]) in lexicon.titles() else (start, end)


def completed(text: str, span: Span) -> Span:
    """The span, made longer where the words behind it belong to a name of the lexicons ("Gulf" in "Gulf of Mexico")."""
    for words in _BEHIND.finditer(text, span.end, span.end + 40):
        if words.start() != span.end:
            break
        for behind in _longer_first(words[0]):
            surface = text[span.start : span.end + len(behind)]
            if fold(without_article(surface)) in lexicon.long_names():
                return replace(span, end=span.end + len(behind), surface=surface)
    return span


def _longer_first(words: str) -> Iterator[str]:
    ends = [match.end() for match in re.finditer(r"\s\S+", words)]
    yield from (words[:end].rstrip(".,;:’'\"”) ") for end in reversed(ends))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for gap in _BREAK.finditer(text, start, end):
        if gap[0].strip() or gap[0].count("\n") > 1 or _ends_a_line(text, gap):
            yield start, gap.start()
            start = gap.end()
    yield start, end


def _ends_a_line(text: str, gap: re.Match[str]) -> bool:
    """Whether the line before is too short to have been wrapped, and the next one does not go on with the name."""
    short = gap.start() - text.rfind("\n", 0, gap.start()) <= _WRAPPED
    following = _WORD.match(text, gap.end())
    return short and (following is None or fold(following[0].strip(",")) not in lexicon.name_words("legal"))


def _parted(text: str, start: int, end: int, label: str) -> Iterator[tuple[int, int]]:
    """The names that the model took for one ("Minsk and Brest", "Ana Brandt of Leeds"), but for names known as one."""
    joints = _JOINTS.get(label)
    if joints is not None and fold(without_article(text[start:end])) not in lexicon.long_names():
        for joint in joints.finditer(text, start, end):
            if "of" not in joint[0] or places.candidates(text[joint.end() : end]):
                yield start, joint.start()
                start = joint.end()
    yield start, end


def _without_edges(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[end - 1] in _EDGES and _CLOSED.get(text[end - 1], "\0") not in text[start:end]:
        end -= 1
    opened = text.rfind("(", start, end)
    if opened > start and ")" not in text[opened:end]:
        return _without_edges(text, start, opened)
    return start, end


def _without_function_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the "of" or "and" that it begins or ends with, and without the amount of money behind it."""
    amount = _AMOUNT.search(text, start, end)
    end = amount.start() if amount else end
    while (last := _LAST_WORD.search(text, start, end)) is not None:
        end = last.start()
    first = _FIRST_WORD.match(text, start, end)
    return (first.end() if first else start), end


def _without_numbers(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the numbers that a table puts around a name."""
    words = list(_WORD.finditer(text, start, end))
    while len(words) > 1 and _NUMBER.fullmatch(words[-1][0]):
        words.pop()
    while len(words) > 1 and _NUMBER.fullmatch(words[0][0]):
        words.pop(0)
    return (words[0].start(), words[-1].end()) if words else (start, end)


def _after_titles(text: str, start: int, end: int) -> int:
    words = list(_WORD.finditer(text, start, end))
    skip = 0
    for size in range(min(3, len(words) - 1), 0, -1):
        if fold(text[words[0].start() : words[size - 1].end()]) in lexicon.titles():
            skip = size
            break
    return _after_titles(text, words[skip].start(), end) if skip else start
