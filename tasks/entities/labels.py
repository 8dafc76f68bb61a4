"""Labels repaired by evidence, and mentions added that the model passed over; every span keeps the model's label."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from tasks.entities import capitals, evidence, extent, lexicon, missed, results
from tasks.entities.entity import LABELS, Span
from tasks.entities.spelling import fold

_BEGINNING = re.compile(r"(?:\n|[.:;!?]['”\"]? |[-–—] )$")
_SCORE = re.compile(r"^\D+ \d{1,3} \D+ \d{1,3}$")


def repaired(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans with the labels that the evidence favours, parts of titles left out, missed ones put in.

    In a line all in capitals only names count that the lexicons or the rest of the article know.
    """
    fixed = results.spans(text)
    kept = _apart([extent.completed(text, span) for span in _without_noise(text, results.outside(spans, fixed))])
    kept += missed.others_in(text, [*kept, *fixed])
    loud = capitals.of(text)
    article = evidence.of_article(text, [*(span for span in kept if span.start not in loud), *fixed])
    supported = [span for span in kept if span.start not in loud or _holds_in_capitals(article, span)]
    supported = [span for span in supported if not _is_a_heading(article, span)]
    relabelled = [*(_relabelled(article, span) for span in supported), *fixed]
    complete = [*relabelled, *missed.found(article, relabelled, loud)]
    return sorted(complete, key=lambda span: span.start)


def _relabelled(article: evidence.Article, span: Span) -> Span:
    """The span under the label with most votes; where the model's has as many, it stays."""
    if span.label not in LABELS:
        return span
    votes = evidence.votes(article, span)
    best = max(LABELS, key=lambda label: (votes[label], label == span.label_model))
    if best != "PERSON" or span.label == "PERSON":
        return replace(span, label=best)
    start, end = extent.trimmed(article.text, span.start, span.end, best)
    return Span(start, end, article.text[start:end], best, span.label_model) if start < end else span


def _holds_in_capitals(article: evidence.Article, span: Span) -> bool:
    """Whether a name in a line all in capitals is known, or a person's or place's with no common word in it."""
    if evidence.known(article, span):
        return True
    return span.label in ("PERSON", "GPE") and not any(map(_is_common, span.surface.split()))


def _is_a_heading(article: evidence.Article, span: Span) -> bool:
    """Whether it is all of small common words, or one that begins a sentence ("Extras") and is named nowhere else."""
    begins = _BEGINNING.search(article.text, max(0, span.start - 3), span.start) or span.start == 0
    if span.surface.islower() and span.label in evidence.COMMON_LABELS:
        return all(map(_is_common, span.surface.split()))
    return bool(begins) and _is_common(span.surface) and not evidence.known_beside(article, span)


def _is_common(word: str) -> bool:
    small = fold(word)
    return small in lexicon.common_words() and small not in lexicon.person_names()


def _apart(spans: Sequence[Span]) -> list[Span]:
    """The spans without those that a longer one before them has come to cover."""
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _without_noise(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans that are no part of a title of several words ("State" in "Secretary of State") and no score."""
    titles = [match.span() for match in _titles().finditer(text)]
    starts = [start for start, _ in titles]

    def in_title(span: Span) -> bool:
        at = bisect_right(starts, span.start) - 1
        return at >= 0 and span.end <= titles[at][1]

    return [span for span in spans if not in_title(span) and not _SCORE.search(span.surface)]


@cache
def _titles() -> re.Pattern[str]:
    phrases = sorted({row["title"] for row in lexicon.rows("titles") if " " in row["title"]}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b")
