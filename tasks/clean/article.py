"""An article's row: the document's draft, with its parts put in order and chosen among."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any

from tasks.clean import fields, html, matter, text
from tasks.clean.dates import choose, moment, possible, refused
from tasks.clean.draft import DateGiven, Draft, Refusal
from tasks.clean.encoding import decoded
from tasks.clean.language import language
from tasks.clean.paragraphs import joined
from tasks.clean.shingles import text_keys
from tasks.clean.unicode import line
from tasks.limits import LIMITS, Limits

# Countries whose papers print the day first and whose hosts say so; the United States' order is the default.
DAY_FIRST = (".uk", ".au", ".in", ".za", ".nz", ".ie", ".ng", ".ke", ".sg", ".my", ".pk", ".bd", ".eu", ".de", ".fr")


def clean(document: Mapping[str, Any], limits: Limits = LIMITS) -> dict[str, Any] | Refusal:
    """The article that a row of raw holds, as a row of articles, or why it holds none."""
    found = draft(document["content"], document["media_type"], document["url"], limits)
    if isinstance(found, Refusal):
        return found
    article = described(found, limits)
    if isinstance(article, Refusal):
        return article
    first_seen = document["first_seen_at"]
    return (
        article
        | _when(found, document["published_given"], document["url"], first_seen)
        | {
            "article_id": document["article_id"],
            "document_id": document["document_id"],
            "source": document["source"],
            "url": document["url"],
            "duplicate_of": None,
            "text_hash": text_hash(article["title"], article["body"]),
            "text_keys": text_keys(article["body"] or ""),
            "versions": 1,
            "first_seen_at": first_seen,
        }
    )


def described(found: Draft, limits: Limits = LIMITS) -> dict[str, str | None] | Refusal:
    """The columns that hold what the article says: title, standfirst, byline, dateline, body, captions, credit..."""
    length = sum(map(len, found.paragraphs))
    if length > limits.characters:
        return Refusal("too_much", f"a body of {length} characters; {limits.characters} is the most that is read")
    body = joined(filter(None, map(line, found.paragraphs)))
    if not any(char.isalpha() for char in body):
        return Refusal("no_text", "no letters in the text")
    opening = matter.dateline(body)
    return {
        "title": _line(found.title),
        "standfirst": _line(found.standfirst),
        "byline": _byline(found.byline),
        "dateline": None if opening is None else body[: opening.end].rstrip(" -–—"),
        "body": body if opening is None else body[opening.end :],
        "captions": _lines(found.captions),
        "credit": _lines(found.credits),
        "language": language(body, found.language),
    }


def draft(content: bytes, media_type: str, url: str | None, limits: Limits = LIMITS) -> Draft | Refusal:
    """The draft of a document of that media type."""
    if media_type == "application/json":
        return fields.draft(content, limits)
    if media_type == "text/html":
        return html.draft(content, url, limits)
    if media_type == "text/plain":
        plain = decoded(content)
        return plain if isinstance(plain, Refusal) else text.draft(plain)
    return Refusal("unknown_format", f"no article can be read from {media_type}")


def text_hash(title: str | None, body: str | None) -> str:
    """The hash of title and body, white space and case folded; the same for the same story elsewhere."""
    folded = " ".join(f"{title or ''} {body or ''}".split()).casefold()
    return blake2b(folded.encode(), digest_size=8).hexdigest()


def _when(found: Draft, published: str | None, url: str | None, first_seen: datetime) -> dict[str, Any]:
    """Publication and last change. A date given for the run goes before all others: its user knew."""
    day_first = _day_first(url)
    given = [] if published is None else [DateGiven(published, "given")]
    published_at, basis = choose([*given, *found.dates], first_seen, day_first=day_first)
    updated_at = None if found.updated is None else moment(found.updated, day_first=day_first)
    if updated_at is not None and not (published_at <= updated_at and possible(updated_at, first_seen)):
        updated_at = None
    impossible = refused([*given, *found.dates], first_seen, day_first=day_first)
    return {
        "published_at": published_at,
        "published_basis": basis,
        "published_refused": "\n".join(dict.fromkeys(impossible)) or None,
        "updated_at": updated_at,
    }


def _day_first(url: str | None) -> bool:
    host = (url or "").partition("//")[2].partition("/")[0].partition(":")[0]
    return host.lower().endswith(DAY_FIRST)


def _line(given: str | None) -> str | None:
    return None if given is None else line(given) or None


def _lines(given: Sequence[str]) -> str | None:
    return "\n".join(dict.fromkeys(filter(None, map(line, given)))) or None


def _byline(given: str | None) -> str | None:
    name = _line(given)
    return name if name is None else matter.BY.sub("", name) or None
