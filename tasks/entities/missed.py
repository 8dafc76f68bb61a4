"""Mentions that the model passed over: names that the lexicons or the rest of the article know for certain."""

import re
from collections.abc import Iterator, Sequence

from tasks.entities import lexicon, places
from tasks.entities.entity import Span
from tasks.entities.evidence import COMMON_LABELS, Article, key
from tasks.entities.people import words
from tasks.entities.spelling import fold

_WORD = re.compile(r"[A-Z][\w’']*(?:\.[A-Z])*\.?(?:[&-][A-Z0-9][\w’']*)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_LONGEST = 4
_SHORTEST_REPEAT = 4


def found(article: Article, spans: Sequence[Span]) -> list[Span]:
    """Spans for names known for certain that stand outside all the given spans (`label_model` None)."""
    known = _names_of(spans)
    taken = _covered(spans)
    added: list[Span] = []
    tokens = list(_WORD.finditer(article.text))
    at = 0
    while at < len(tokens):
        size, label = _longest(article.text, tokens, at, known)
        start, end = tokens[at].start(), tokens[at + max(size, 1) - 1].end()
        end -= len(_possessive(article.text[start:end]))
        if label is not None and not any(place in taken for place in (start, end - 1)) and \
                not _inside_longer_name(article.text, start, end, taken):
            added.append(Span(start, end, article.text[start:end], label, None))
        at += max(size, 1)
    return added


def _names_of(spans: Sequence[Span]) -> dict[str, str]:
    """Names that the article itself has made certain, to their label: of several words, or met more than once."""
    counted: dict[str, list[str]] = {}
    for span in spans:
        if span.label in COMMON_LABELS and span.surface[:1].isupper():
            counted.setdefault(span.surface, []).append(span.label)
    known = {}
    for surface, labels in counted.items():
        if len(set(labels)) == 1 and len(surface) >= _SHORTEST_REPEAT and (" " in surface or len(labels) > 1):
            known[surface] = labels[0]
            if labels[0] == "PERSON" and len(words(surface)) in (2, 3) and len(surface.split()[-1]) >= _SHORTEST_REPEAT:
                known.setdefault(surface.split()[-1], "PERSON")
    return known


def _longest(text: str, tokens: Sequence[re.Match[str]], at: int, known: dict[str, str]) -> tuple[int, str | None]:
    """How many words from that one on make the longest known name, and its label; (0, None) where none is known."""
    for size in range(min(_LONGEST, len(tokens) - at), 0, -1):
        pairs = zip(tokens[at:], tokens[at + 1:at + size], strict=False)
        joined = all(text[one.end():other.start()] in (" ", "-") for one, other in pairs)
        name = text[tokens[at].start():tokens[at + size - 1].end()] if joined else ""
        bare = name.removesuffix(_possessive(name))
        label = _certain(bare, known) if bare else None
        if label is not None:
            return size, label
    return 0, None


def _possessive(name: str) -> str:
    match = _POSSESSIVE.search(name)
    return match[0] if match else ""


def _certain(name: str, known: dict[str, str]) -> str | None:
    if name in known:
        return known[name]
    if fold(name) in lexicon.nationalities():
        return "NORP"
    if name in lexicon.acronyms():
        return "ORG"
    candidates = places.candidates(name)
    best = candidates[0] if candidates else None
    if best is None or key(name) in lexicon.person_names():
        return None
    certain = best.kind == "country" or best.weight == 5.0 or best.capital or best.weight >= 3.3
    return best.label if certain else None


def _covered(spans: Sequence[Span]) -> set[int]:
    return {place for span in spans for place in range(span.start, span.end)}


def _inside_longer_name(text: str, start: int, end: int, taken: set[int]) -> bool:
    """Whether a capitalised word that no span covers stands right beside: the name may be a part of a longer one."""
    after = re.compile(r" (?:[A-Z]|of [A-Z]|& )").match(text, end)
    title = next((1 for word in _titles_at(text, end + 1) if word), None)
    if after is not None and end + 1 not in taken and title is None:
        return True
    before = re.compile(r"(?<=[a-z,;’'\w] )[A-Z][\w.]* (?:of |and |for )?$").search(text, max(0, start - 20), start)
    return before is not None and before.start() not in taken and fold(before[0].strip()) not in lexicon.titles()


def _titles_at(text: str, start: int) -> Iterator[str]:
    following = text[start:start + 40].split()
    for size in range(1, min(3, len(following)) + 1):
        title = " ".join(following[:size])
        if fold(title) in lexicon.titles():
            yield title
