"""One record in, one record out: cleaning for a shell, with no lake and no clock."""

from collections.abc import Mapping
from typing import Any

from tasks.clean import fields, html
from tasks.clean.article import described
from tasks.clean.boundary import guarded
from tasks.clean.dates import moment
from tasks.clean.draft import Draft, Refusal


def clean_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """The article of a record {"id", "html" or "text", optionally "url"...}: id, title, body, published, byline...

    `published` is ISO 8601 in UTC or None, `published_basis` what it rests on. A record that holds no article comes
    back as id, error (a reason code) and detail.

    >>> clean_record({"id": 1, "text": "OBAN - Ferries stopped.", "title": "Ferries stop"})["body"]
    'Ferries stopped.'
    >>> clean_record({"id": 2})["error"]
    'no_text'
    """
    identity = {"id": record.get("id")}
    found = guarded(_draft, record)
    article = found if isinstance(found, Refusal) else guarded(described, found)
    if isinstance(article, Refusal):
        return identity | {"error": article.reason, "detail": article.detail}
    return identity | {"url": record.get("url")} | article | _dated(found)


def _draft(record: Mapping[str, Any]) -> Draft | Refusal:
    page, url = record.get("html"), record.get("url")
    if isinstance(page, str | bytes):
        return html.draft(page, url if isinstance(url, str) else None)
    return fields.of_record(record)


def _dated(found: Draft | Refusal) -> dict[str, str | None]:
    given = found.dates if isinstance(found, Draft) else ()
    read = ((moment(one.text), one.basis) for one in given)
    published, basis = next(((when, why) for when, why in read if when is not None), (None, None))
    return {"published": None if published is None else published.isoformat(), "published_basis": basis}
