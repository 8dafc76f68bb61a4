"""Mentions that the model passed over: names that the lexicons or the rest of the article know for certain."""

import re
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from tasks.entities import definitions, lexicon, places, results
from tasks.entities.capitals import Capitals
from tasks.entities.entity import Span
from tasks.entities.evidence import COMMON_LABELS, KNOWN_CITY, Article, bears_a_family_name, key
from tasks.entities.people import words
from tasks.entities.spelling import fold, without_article

_WORD = re.compile(r"[A-Z][\w’']*(?:\.[A-Z])*\.?(?:&[A-Z][\w’']*|-\d\w*)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_IN = re.compile(r"\b(?:in|near) $")
_TWO_WORDS = re.compile(r"(?<![A-Z&] )(?<![\w.-])([A-Z][a-z]{2,}) ([A-Z][a-z]{2,})(?! [A-Z&]|[\w-])")
_WELL_KNOWN_CITY = 3.3  # the logarithm of thousands of people: two million
_LONGER_BEHIND = re.compile(r" (?:[A-Z]|of [A-Z]|& )|\$")
_LONGER_BEFORE = re.compile(r"(?<=[a-z,;’'\w] )[A-Z][\w.]* (?:of |and |for )?$")
_LONGEST = 4
_SHORTEST_REPEAT = 4


def found(article: Article, spans: Sequence[Span], loud: Capitals) -> list[Span]:
    """Spans for names known for certain that stand outside all the given spans (`label_model` None).

    In the `loud` lines, all in capitals, the article's names count in any case and neighbours tell nothing.
    """
    known = _names_of(spans)
    in_any_case = {fold(name): label for name, label in known.items()}
    taken, surfaces = _covered(spans), {span.surface for span in spans}
    added: list[Span] = []
    tokens = list(_WORD.finditer(article.text))
    at = 0
    while at < len(tokens):
        shouted = tokens[at].start() in loud
        size, label = _longest(article.text, tokens, at, in_any_case if shouted else known)
        start, end = tokens[at].start(), tokens[at + max(size, 1) - 1].end()
        end -= len(_possessive(article.text[start:end]))
        free = label is not None and start not in taken and end - 1 not in taken
        if label is not None and free and (shouted or not _inside_longer_name(article.text, start, end, taken)):
            start = _with_article(article.text, start, end, surfaces)
            added.append(Span(start, end, article.text[start:end], label, None))
        at += max(size, 1)
    return added


def others_in(text: str, spans: Sequence[Span]) -> list[Span]:
    """Spans for names outside all the given spans: defined by their sentence, or a person's by their form alone."""
    taken = _covered(spans)
    added = results.outside(definitions.subjects(text), spans)
    return [*added, *_full_names(text, taken | _covered(added))]


def _names_of(spans: Sequence[Span]) -> dict[str, str]:
    """Names that the article itself has made certain, to their label: of several words, or met more than once."""
    counted: dict[str, list[str]] = {}
    for span in spans:
        if span.label in COMMON_LABELS and without_article(span.surface)[:1].isupper():
            counted.setdefault(without_article(span.surface), []).append(span.label)
    known = {}
    for surface, labels in counted.items():
        if len(set(labels)) == 1 and len(surface) >= _SHORTEST_REPEAT and (" " in surface or len(labels) > 1):
            known[surface] = labels[0]
    families = {
        surface.split()[-1]: "PERSON"
        for surface, label in known.items()
        if label == "PERSON" and len(words(surface)) in (2, 3) and len(surface.split()[-1]) >= _SHORTEST_REPEAT
        if bears_a_family_name(surface)
    }
    return known | families


def _longest(text: str, tokens: Sequence[re.Match[str]], at: int, known: dict[str, str]) -> tuple[int, str | None]:
    """How many words from that one on make the longest known name, and its label; (0, None) where none is known."""
    for size in range(min(_LONGEST, len(tokens) - at), 0, -1):
        pairs = pairwise(tokens[at : at + size])
        joined = all(text[one.end() : other.start()] in (" ", "-") for one, other in pairs)
        name = text[tokens[at].start() : tokens[at + size - 1].end()] if joined else ""
        bare = name.removesuffix(_possessive(name))
        label = _certain(bare, known) if bare else None
        if bare and label is None and _IN.search(text, max(0, tokens[at].start() - 9), tokens[at].start()):
            label = _city(bare)
        if label is not None:
            return size, label
    return 0, None


def _possessive(name: str) -> str:
    match = _POSSESSIVE.search(name)
    return match[0] if match else ""


def _certain(name: str, known: dict[str, str]) -> str | None:
    label = known.get(name) or known.get(fold(name))
    if label is not None:
        return label
    if fold(name) in lexicon.nationalities():
        return "NORP"
    if name in lexicon.acronyms() or name in lexicon.long_organisations():
        return "ORG"
    candidates = places.candidates(name)
    best = candidates[0] if candidates else None
    if best is None or (not best.known and key(name) in lexicon.given_names()):
        return None
    certain = best.known or best.capital or best.weight >= _WELL_KNOWN_CITY
    return best.label if certain else None


def _city(name: str) -> str | None:
    """GPE where the best known place of that name is a city, and no first name."""
    best = next(iter(places.candidates(name)), None)
    return "GPE" if best and best.weight >= KNOWN_CITY and key(name) not in lexicon.given_names() else None


def _with_article(text: str, start: int, end: int, surfaces: Set[str]) -> int:
    """Where the mention begins: at its "the", if the article's other mentions of that name have theirs."""
    before = text[max(0, start - 4) : start]
    return start - 4 if before in ("the ", "The ") and f"the {text[start:end]}" in surfaces else start


def _covered(spans: Sequence[Span]) -> set[int]:
    return {place for span in spans for place in range(span.start, span.end)}


def _full_names(text: str, taken: set[int]) -> list[Span]:
    """A first and a family name side by side that are both frequent, and nothing but a person's name."""
    return [
        Span(*match.span(), match[0], "PERSON", None)
        for match in _TWO_WORDS.finditer(text)
        if fold(match[1]) in lexicon.given_names()
        and fold(match[2]) in lexicon.surnames()
        and match.start() not in taken
        and match.end() - 1 not in taken
        and not places.candidates(match[0])
        and fold(match[2]) not in lexicon.name_words("tail")
    ]


def _inside_longer_name(text: str, start: int, end: int, taken: set[int]) -> bool:
    """Whether a capitalised word that no span covers stands right beside: the name may be a part of a longer one."""
    after = _LONGER_BEHIND.match(text, end)
    if after is not None and end + 1 not in taken and not any(_titles_at(text, end + 1)):
        return True
    before = _LONGER_BEFORE.search(text, max(0, start - 20), start)
    return before is not None and before.start() not in taken and fold(before[0].strip()) not in lexicon.titles()


def _titles_at(text: str, start: int) -> Iterator[str]:
    following = text[start : start + 40].split()
    for size in range(1, min(3, len(following)) + 1):
        title = " ".join(following[:size])
        if fold(title) in lexicon.titles():
            yield title
