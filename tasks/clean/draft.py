"""A draft: what a text, page or record says of an article, before it becomes a row."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a document is no article: a code of schemas.rejects.REASONS, and what exactly was wrong."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class DateGiven:
    """A date as it was printed, and what it rests on: given, json-ld, meta, url, dateline or text."""

    text: str
    basis: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An article's parts as they were found, not yet chosen among. `dates` stand in the order of trust."""

    paragraphs: Sequence[str] = ()
    title: str | None = None
    standfirst: str | None = None
    byline: str | None = None
    captions: Sequence[str] = ()
    credits: Sequence[str] = ()
    dates: Sequence[DateGiven] = ()
    updated: str | None = None
    language: str | None = None
