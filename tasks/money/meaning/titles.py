"""A title as a sentence has it: parsers take a line of capitalised words for one long name."""

import re
from functools import cache, lru_cache

from tasks.money.meaning.lexicon import nouns, party_nouns, verbs, words

WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
MOSTLY = 0.7  # the share of capitalised words from which a title is in title case
INFLECTED = ("s", "es", "d", "ed", "ing")


@lru_cache(maxsize=256)  # asked for by every sentence of a text
def as_sentence(title: str, before: str, text: str) -> str:
    """The title, as long as it was, with small letters where the texts or the lexicon know the word in small letters.

    >>> as_sentence("Norvik Agrees To Buy Halden Stake", "", "Halden is old. Norvik agrees.")
    'Norvik agrees to buy Halden stake'
    >>> as_sentence("NORVIK BUYS STAKE", "", "")
    'Norvik buys stake'
    >>> as_sentence("Norvik hopes that others will buy a Stake", "", "")
    'Norvik hopes that others will buy a Stake'
    """
    found = [word.group() for word in WORD.finditer(title) if len(word.group()) > 3]
    shouted = title.isupper()
    if not shouted and sum(word[0].isupper() for word in found) < MOSTLY * max(1, len(found)):
        return title
    small = (_small_words() | set(WORD.findall(before)) | set(WORD.findall(text))) - party_nouns().keys()

    def lowered(word: re.Match[str]) -> str:
        said, low = word.group(), word.group().lower()
        if word.start() > 0 and (low in small or low in FUNCTION) and (shouted or not said[1:].isupper()):
            return low
        return low.capitalize() if shouted else said

    return WORD.sub(lowered, title)


@cache
def _small_words() -> frozenset[str]:
    """The verbs of the lexicon in their forms, and its nouns of one word."""
    stems = {verb.split()[0] for verb, _ in verbs()} | words("reporting") | words("proposer") | words("getter")
    forms = {stem + ending for stem in stems for ending in INFLECTED}
    forms |= {stem.rstrip("e") + ending for stem in stems for ending in INFLECTED} | stems
    return frozenset(forms | {noun for noun in nouns() if " " not in noun})


FUNCTION = {
    "a", "an", "the", "of", "in", "on", "at", "to", "by", "for", "from", "and", "or", "but", "as", "with", "is",
    "after", "over", "its", "into", "up", "about", "will", "may", "could", "off", "out", "against", "more",
    "than", "worth",
}  # fmt: skip
