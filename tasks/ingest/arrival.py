"""Arrival: what all documents of one call have in common, and the count of what was found."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath

from tasks.ingest import outlets, sniff
from tasks.ingest.document import Document, Refusal
from tasks.ingest.identity import article_id, document_id, host
from tasks.ingest.outlets import Outlet
from tasks.limits import Limits


@dataclass(slots=True)
class Tally:
    """What was found: documents by format, and by kind what was passed over because it is no document."""

    formats: Counter[str] = field(default_factory=Counter)
    passed_over: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What all documents of one call have in common. `columns` names our field for each column renamed."""

    first_seen_at: datetime
    source: str | None = None
    published: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    outlets: Mapping[str, Outlet] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    tally: Tally = field(default_factory=Tally)

    def document(
        self,
        locator: str,
        content: bytes,
        media_type: str,
        *,
        format: str,
        refusal: Refusal | None = None,
        name: str | None = None,
        url: str | None = None,
        source: str | None = None,
    ) -> Document:
        """The document, with its ids. `name` is the record's own id; else the file's name stands in for it."""
        whole_url = encodable(url) if url is not None and host(url) is not None else None
        article = article_id(whole_url, name or file_name(locator), content)
        known = outlets.of(whole_url, self.outlets)
        named = None if known is None else known.name
        outlet = named or source or self.source or (None if whole_url is None else host(whole_url))
        return Document(
            document_id=document_id(article, content),
            article_id=article,
            source=None if outlet is None else encodable(outlet),
            url=whole_url,
            locator=encodable(locator),
            format=format,
            media_type=media_type,
            content=content,
            published_given=self.published,
            first_seen_at=self.first_seen_at,
            refusal=refusal,
        )

    def refused(self, locator: str, reason: str, detail: str, content: bytes = b"", *, format: str) -> Document:
        """What arrived there and cannot be used, with the reason."""
        name = None if content else PurePath(locator).name  # without bytes, its place alone tells it from others
        return self.document(locator, content, sniff.OTHER, format=format, refusal=Refusal(reason, detail), name=name)


def file_name(locator: str) -> str:
    """The name of the file or member, without where it lies, nor which of its documents is meant.

    >>> file_name("in/a.zip!b/c.jsonl#14"), file_name("a.txt")
    ('c.jsonl', 'a.txt')
    """
    return PurePath((locator.rpartition("#")[0] or locator).rpartition("!")[2]).name


def encodable(text: str) -> str:
    """The text without the lone surrogates that no encoding has."""
    return text.encode("utf-8", "replace").decode()
