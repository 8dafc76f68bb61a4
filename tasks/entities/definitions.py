"""What a text itself says that a name is: "Velmont is a town", "Velmont, a bank", "the drummer Dave Velmont"."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from tasks.entities import lexicon
from tasks.entities.entity import Span
from tasks.entities.spelling import fold

_BEFORE = re.compile(r"([a-z][a-z-]+) $")
_ASIDE = r"(?: ?\([^()\n]{0,80}\))?"
_VERB = r"(?: ?,)? (?:is|was|are|were|became|remains) (?:also |now |once |still )?(?:an?|one of the)"
_APPOSITION = r" ?, (?:an?|the(?= [a-z-]+ of\b))"
_BETWEEN = r"(?: (?!(?:of|in|on|by|for|from|with|at|to|that|which|who|whose|and)\b)[\w.'’&-]+,?){0,6}?"
_FARTHEST = 160
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w.&'’-]*"
_LONGEST_PERSON = 3
_HIS = r"(?:\w+(?:ed|de|ght|gan|ok|ve)|won|has|had|lost|left|sold|wrote) (?:his|her) "
_WORKS = re.compile(r"\b(?:albums?|singles?|songs?|films?|movies?|soundtracks?|novels?|episodes?|video games?)\b")
_FEWEST_WORKS = 2
_RELEASED = re.compile(
    r"\b(?:released|album|single|song|film|movie|EP|novel|titled|entitled|called|soundtrack),? [“\"]?$"
)
_SUBJECT = re.compile(
    rf"(?:^|(?<=\n)|(?<=[.!?] ))(?:The )?({_CAPITAL}(?: (?:of |and |the |de |& )?{_CAPITAL}){{0,4}})"
    r"(?= ?,? ?[\(a-z])"
)


def label_of(text: str, span: Span) -> str | None:
    """The label that the words around that mention give it, or None where they tell nothing.

    >>> label_of("Velmont is a small town.", Span(0, 7, "Velmont", "PERSON", "PERSON"))
    'GPE'
    """
    after = _after().match(text, span.end, span.end + _FARTHEST)
    if after is not None:
        return lexicon.class_nouns()[after["noun"]]
    before = _BEFORE.search(text, max(0, span.start - 25), span.start)
    return lexicon.class_nouns_before().get(before[1]) if before is not None else None


def labels_of(text: str, spans: Iterable[Span]) -> dict[str, str]:
    """Folded names to the label that the text gives them at one of their mentions; not where two mentions disagree."""
    told: dict[str, set[str]] = {}
    for span in spans:
        label = label_of(text, span)
        if label is not None:
            told.setdefault(fold(span.surface), set()).add(label)
    return {name: next(iter(labels)) for name, labels in told.items() if len(labels) == 1}


def is_a_persons_doing(text: str, end: int) -> bool:
    """Whether what follows there is what people do ("was born", "lost his seat")."""
    return bool(_persons_doing().match(text, end))


def speaks_of_works(text: str) -> bool:
    """Whether the text speaks of albums, films or games, and more than in passing."""
    return len(_WORKS.findall(text)) >= _FEWEST_WORKS


def is_a_work(text: str, span: Span) -> bool:
    """Whether a text that speaks of albums, films or games says of the name what is said of those."""
    before = _RELEASED.search(text, max(0, span.start - 25), span.start)
    return before is not None or re.compile(rf"[”\"]? {lexicon.actions('work')}").match(text, span.end) is not None


@cache
def _persons_doing() -> re.Pattern[str]:
    return re.compile(rf" (?:{lexicon.actions('person')} |{_HIS})")


def subjects(text: str) -> list[Span]:
    """The names at the beginning of a sentence that says what they are, with the label it gives them.

    >>> [(span.surface, span.label) for span in subjects("The Grey Lanterns were an English rock band.")]
    [('Grey Lanterns', 'ORG')]
    """
    found = []
    for match in _SUBJECT.finditer(text):
        span = Span(*match.span(1), match[1], "", None)
        after = _after().match(text, span.end, span.end + _FARTHEST)
        if after is not None and after["verb"]:
            found.append(replace(span, label=lexicon.class_nouns()[after["noun"]]))
        elif is_a_persons_doing(text, span.end) and not _other_than_a_person(span.surface):
            found.append(replace(span, label="PERSON"))
    return found


def _other_than_a_person(name: str) -> bool:
    words = fold(name).split()
    return len(words) > _LONGEST_PERSON or any(word in lexicon.common_words() for word in words)


@cache
def _after() -> re.Pattern[str]:
    nouns = "|".join(sorted(map(re.escape, lexicon.class_nouns()), key=len, reverse=True))
    return re.compile(
        rf"{_ASIDE}(?:(?P<verb>{_VERB})|{_APPOSITION}){_BETWEEN} (?P<noun>{nouns})\b(?![-'’]| (?:{nouns})\b)"
    )
