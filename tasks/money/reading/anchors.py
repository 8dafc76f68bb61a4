"""Where money may stand: one cheap pass for symbols, codes and words, and the stretches of text around them."""

import re

from tasks.money.reading.lexicon import CODES, NUMBER_WORDS, SCALES, SYMBOLS, WORDS, word_list
from tasks.money.reading.marker import COUNTRY_WORDS, PREFIX_WORDS

SIGN_REACH = (70, 90)  # characters read before and behind a symbol: what qualifies it, its number, its rate
WORD_REACH = (130, 80)  # before a word there may be a long number in words
_WORD = re.compile("[A-Za-z\u00c0-\u024f\u0400-\u04ff円元圆圓원人民币]+")
_SIGNS = frozenset(text for text in SYMBOLS if len(text) == 1 and not text.isalnum()) | {
    "¬",
    "¢",
    *(w for w in WORDS if len(w) == 1 and not w.isascii()),
}
_SIGN = re.compile(
    "["
    + re.escape("".join(sorted(_SIGNS)))
    + "]|&(?:pound|euro|yen|#163|#8364|#165|#x[aA]3|#x20[aA][cC]);|Y=|[Ll]\\.[Ee]\\b|S/"
)
_LONE = frozenset("RNKPYQLBDGpcr")
_LONE_SIGN = re.compile(
    r"[RNKPYQLBDG](?=[0-9])(?<![A-Za-z0-9].)|[pcrR](?<=[0-9].)(?![A-Za-z0-9])|R(?<=[0-9] .)(?![A-Za-z])"
)
_COMMON = word_list("anchors_common")
_NUMERIC = word_list("anchors_numeric") | frozenset(NUMBER_WORDS) | frozenset(SCALES)
_ANCHORS = {
    form for text in [*WORDS, *PREFIX_WORDS] for form in (text, text.capitalize(), text.upper()) if len(text) > 1
} | ({*CODES, *(bare for bare in (symbol.strip(".$£/") for symbol in SYMBOLS) if bare.isalpha())} - _COMMON)
_BEHIND = frozenset(
    form
    for text in WORDS
    for form in (text, text.capitalize(), text.upper())
    if text not in PREFIX_WORDS and text not in SYMBOLS
)
_COUNTED = re.compile(r"s? ?[0-9]| (?:a|an|per) ")
_AHEAD = re.compile(r"[\s.:$£€]{0,2}-?[0-9]|[.:$£€ ]{1,3}")


def stretches(text: str) -> list[tuple[int, int]]:
    """Stretches of the text that hold an anchor, in order, none overlapping.

    >>> stretches("No money here."), stretches("It cost $5.")
    ([], [(0, 11)])
    """
    left, right = SIGN_REACH
    reaches = [(place - left, place + right) for place in (match.start() for match in _SIGN.finditer(text))]
    words = set(_WORD.findall(text))
    left, right = WORD_REACH
    for word in words & _ANCHORS:
        reaches.extend((place - left, place + right) for place in _places(text, word))
    if not words.isdisjoint(_LONE):
        reaches.extend((match.start() - left, match.start() + right) for match in _LONE_SIGN.finditer(text))
    reaches.sort()
    return _merged(text, reaches)


def _places(text: str, word: str) -> list[int]:
    """Where the word stands as a word beside something that can be a number."""
    found = []
    start, behind_only = text.find(word), word in _BEHIND
    while start >= 0:
        end = start + len(word)
        whole = not (start and text[start - 1].isalpha()) and not (end < len(text) and text[end].isalpha())
        if whole and (_numeric_before(text, start) or (_COUNTED if behind_only else _AHEAD).match(text, end)):
            found.append(start)
        start = text.find(word, end)
    return found


def _numeric_before(text: str, start: int) -> bool:
    """Whether a number, a scale, `of` or an adjective that names a country ends before the word."""
    before = text[max(0, start - 24) : start].rstrip(" \t\r\n\u00a0\u2009\u202f-‐‑–\"'“(")
    if not before:
        return False
    last = before[-1]
    if last.isdigit() or last in "½¼¾.)%;" or last in _SIGNS:
        return True
    word = _LAST_WORD.search(before)
    return word is not None and (
        word.group().lower() in _NUMERIC or word.group()[0].isupper() or word.group() in COUNTRY_WORDS
    )


_LAST_WORD = re.compile(r"[^\W\d_]+$")


def _merged(text: str, reaches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The reaches, overlapping ones made one, cut at white space; 80 characters apart counts as overlapping."""
    merged: list[tuple[int, int]] = []
    for start, end in reaches:
        if merged and start <= merged[-1][1] + 80:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((max(0, start), end))
    return [_snapped(text, start, min(len(text), end)) for start, end in merged]


def _snapped(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch grown by up to 40 characters so that it does not cut a word or number."""
    left = start
    while left > max(0, start - 40) and not text[left - 1].isspace():
        left -= 1
    right = end
    while right < min(len(text), end + 40) and not text[right].isspace():
        right += 1
    return left, right
