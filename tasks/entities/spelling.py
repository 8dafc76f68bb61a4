"""How names are compared: folded (case, accents and apostrophes levelled), as a slug, and by edit distance."""

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "–": "-", "‑": "-"})
_LEADING_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """The name in lower case without accents, with plain apostrophes and single spaces.

    >>> fold("São  Paulo"), fold("O’Neill")
    ('sao paulo', "o'neill")
    """
    plain = name
    if not name.isascii():
        decomposed = unicodedata.normalize("NFKD", name.translate(_APOSTROPHES))
        plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(plain.casefold().split())


def without_article(name: str) -> str:
    """The name without a leading "the".

    >>> without_article("the Velmont Bank")
    'Velmont Bank'
    """
    return _LEADING_ARTICLE.sub("", name)


def slug(name: str) -> str:
    """The name as a part of an id: folded, words joined by hyphens.

    >>> slug("Al-Noor & Sons, Ltd.")
    'al-noor-sons-ltd'
    """
    return "-".join(re.findall(r"\w+", fold(name).replace("'", "").replace(".", ""))) or "unnamed"


def distance(one: str, other: str, most: int) -> int:
    """How many letters are added, dropped, changed or swapped between two words; `most` + 1 where it is more.

    >>> distance("Halvorsen", "Halvorsne", 2), distance("Halvorsen", "Petrov", 2)
    (1, 3)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, other_letter in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != other_letter))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == other_letter:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return min(row[-1], most + 1)
