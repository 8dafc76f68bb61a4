"""A document: one thing that arrived, exactly as it arrived, with what is known of where and when."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a document cannot be used: a code of schemas.rejects.REASONS, and what exactly was wrong."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Document:
    """One row of raw, all but the run that writes it; `refusal` is set where nothing can be read from it.

    A link, the address of a page that is not here, is a document of media type text/uri-list: its content is a JSON
    record with url and, where they are known, title and published; it is refused as `not_fetched` until it is followed.
    """

    document_id: str
    article_id: str
    source: str | None
    url: str | None
    locator: str
    format: str
    media_type: str
    content: bytes
    published_given: str | None
    first_seen_at: datetime
    refusal: Refusal | None = None
