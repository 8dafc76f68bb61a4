"""Words that bind two mentions: names in their sentences, words of their purposes and titles."""

import csv
import hashlib
import re
from functools import cache, lru_cache
from importlib.resources import files

WORD = re.compile(r"[^\W\d_][\w’'-]*")
NAME = re.compile(r"\b[A-Z][\w’'-]+")
MONTH = re.compile(r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b")
POSSESSIVE = re.compile(r"[’']s?$")
PASSAGE = 6  # words that a sentence must have for its wording to prove that it was copied


@cache
def listed(name: str) -> frozenset[str]:
    """The words of `lexicon/<name>.csv`."""
    text = (files("tasks.figures") / "lexicon" / f"{name}.csv").read_text(encoding="utf-8")
    return frozenset(row["word"] for row in csv.DictReader(text.splitlines(), strict=True))


def says(name: str, text: str) -> bool:
    """Whether a word of `lexicon/<name>.csv` stands in the text.

    >>> says("added", "It will also lend Norvik "), says("added", "It will lend Norvik ")
    (True, False)
    """
    return any(word.casefold() in listed(name) for word in WORD.findall(text))


@lru_cache(maxsize=2**13)
def folded(word: str) -> str:
    """The word in small letters, without possessive and plural endings.

    >>> folded("Norvik's"), folded("repairs"), folded("Glass")
    ('norvik', 'repair', 'glass')
    """
    word = POSSESSIVE.sub("", word.casefold())
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


@lru_cache(maxsize=2**12)
def content(phrase: str | None) -> frozenset[str]:
    """The words of a phrase that mean something.

    >>> sorted(content("a loan to the city"))
    ['city', 'loan']
    """
    words = (word for word in WORD.findall(phrase or "") if word.casefold() not in listed("empty"))
    return frozenset(folded(word) for word in words)


@lru_cache(maxsize=2**8)  # several mentions stand in one sentence
def names(sentence: str | None) -> tuple[str, ...]:
    """The words in capitals that may name somebody, each once.

    >>> names("On Monday Norvik's board lent Lake Velmont $5m")
    ('norvik', 'lake', 'velmont')
    """
    found = (POSSESSIVE.sub("", name.casefold()) for name in NAME.findall(sentence or ""))
    return tuple(dict.fromkeys(folded(name) for name in found if name not in listed("unnaming")))


@lru_cache(maxsize=2**8)  # several mentions stand in one sentence
def months(sentence: str | None) -> frozenset[str]:
    """The months that a sentence names.

    >>> sorted(months("On March 11 Norvik lent $5m, and in June it may lend more."))
    ['june', 'march']
    """
    return frozenset(found.casefold() for found in MONTH.findall(sentence or ""))


@cache
def generic() -> frozenset[str]:
    """Words that many payments share."""
    return frozenset(folded(word) for word in listed("generic"))


@lru_cache(maxsize=2**8)  # several mentions stand in one sentence
def passage(sentence: str | None) -> str | None:
    """What tells a sentence from others however it is spaced and pointed; None for one of few words."""
    words = WORD.findall((sentence or "").casefold())
    if len(words) < PASSAGE:
        return None
    return hashlib.blake2b(" ".join(words).encode(), digest_size=8).hexdigest()
