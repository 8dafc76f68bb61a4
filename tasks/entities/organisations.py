"""Joins an article's mentions of one organisation: the long name, the short one, the acronym in brackets."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from tasks.entities import lexicon
from tasks.entities.spelling import fold, without_article

_MOST_ALIKE = 200  # organisations in one article whose names begin with one word; more are a register, not news
_BRACKETED = re.compile(r"\s{0,2}\((?:the |“|\")?([A-Z][\w.&-]{1,9})[”\"]?\)")


def canonical(names: Sequence[str], acronyms: dict[str, str]) -> dict[str, str]:
    """Each organisation's name as it stands in one article to the longest that it surely means.

    A well-known organisation takes its name from the lexicon, an acronym the name it stood behind in brackets; a
    short name takes the only longer one that begins with it ("Velmont" and "Velmont Holdings plc").
    """
    bare = {name: without_article(name) for name in names}
    longer = sorted({without_legal_form(name) for name in bare.values()}, key=lambda name: (len(name), name))
    beginning: dict[str, list[str]] = defaultdict(list)
    for name in longer:
        beginning[fold(name).partition(" ")[0]].append(name)
    chosen = {}
    for name, short in bare.items():
        known = lexicon.organisations().get(fold(short)) or lexicon.organisations().get(fold(name))
        chosen[name] = known or acronyms.get(short) or _longer(without_legal_form(short), beginning)
    return chosen


def acronyms(text: str, mentions: Iterable[tuple[int, str]]) -> dict[str, str]:
    """Acronyms that stand in brackets behind a name, to that name, from (end, surface) of the article's mentions.

    >>> acronyms("the Velmont Trade Council (VTC) said", [(25, "the Velmont Trade Council")])
    {'VTC': 'Velmont Trade Council'}
    """
    found = {}
    for end, surface in mentions:
        match = _BRACKETED.match(text, end)
        if match is not None and _abbreviates(match[1], surface):
            found[match[1]] = without_article(surface)
    return found


def without_legal_form(name: str) -> str:
    """The name without "Inc", "plc", "Ltd" and their like at its end.

    >>> without_legal_form("Velmont Foods, Inc.")
    'Velmont Foods'
    """
    words = name.split()
    while len(words) > 1 and fold(words[-1].strip(",")) in lexicon.name_words("legal"):
        words.pop()
    return " ".join(words).rstrip(",& ")


def _abbreviates(acronym: str, name: str) -> bool:
    letters = re.sub(r"[^A-Za-z]", "", acronym).lower()
    initials = "".join(word[0] for word in re.findall(r"\w+", fold(name)))
    wanted = iter(initials)
    return len(letters) > 1 and letters[0] in initials and all(letter in wanted for letter in letters)


def _longer(short: str, beginning: Mapping[str, Sequence[str]]) -> str:
    """The only longer name that begins with that one; `beginning` are all names by their folded first word."""
    folded = fold(short)
    alike = beginning.get(folded.partition(" ")[0], ())
    found = [name for name in alike[:_MOST_ALIKE] if fold(name).startswith(folded + " ")]
    one_name = all(fold(name).startswith(fold(found[0])) for name in found)
    return found[0] if found and one_name and len(short) > 2 else short
