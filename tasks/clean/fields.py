"""A JSON record: its fields read under the many names that feeds, crawlers and newspapers give them."""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from tasks.clean import text
from tasks.clean.dates import moment
from tasks.clean.draft import DateGiven, Draft, Refusal
from tasks.clean.html import draft as page_draft
from tasks.clean.html import fragment, is_markup
from tasks.clean.paragraphs import paragraphs
from tasks.clean.unicode import line, repair
from tasks.clean.words import rows
from tasks.limits import LIMITS, Limits

WHOLE_PAGE = re.compile(r"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
BACKSLASH = re.compile(r"[\\\uff3c]")  # and the wide one, which is repaired
TWICE_ESCAPED = re.compile(r"\\+([\"'/])")


def draft(content: bytes, limits: Limits = LIMITS) -> Draft | Refusal:
    """The draft of the article that the JSON object holds."""
    try:
        try:
            record = json.loads(content)
        except UnicodeDecodeError:
            record = json.loads(content.decode("cp1252", "replace"))
    except (ValueError, RecursionError) as error:
        return Refusal("bad_json", str(error))
    if not isinstance(record, dict):
        return Refusal("bad_json", f"a JSON {type(record).__name__} where an object was expected")
    return of_record(record, limits)


def of_record(record: Mapping[str, Any], limits: Limits = LIMITS) -> Draft | Refusal:
    """The draft of a record; a refusal where no field of it is an article's text."""
    body, page = value(record, "body"), value(record, "html")
    if body is None and page is None:
        return Refusal("no_text", _why_no_text(record))
    if page is not None and body is None:
        inner = page_draft(page, limits=limits)
    else:
        inner = _of_body(body or "", value(record, "title"), limits)
    if isinstance(inner, Refusal):
        return inner
    return Draft(
        paragraphs=inner.paragraphs,
        title=_unbracketed(value(record, "title")) or inner.title,
        standfirst=_standfirst(record, inner),
        byline=value(record, "byline") or inner.byline,
        captions=[*values(record, "captions"), *inner.captions],
        credits=[*inner.credits, *values(record, "credit")],
        dates=[*_dates(record), *inner.dates],
        updated=value(record, "updated") or inner.updated,
        language=value(record, "language") or inner.language,
    )


def _why_no_text(record: Mapping[str, Any]) -> str:
    empty = sorted(_lowered(record).keys() & {*names()["body"], *names()["html"]})
    if empty:
        held = "null" if _lowered(record)[empty[0]] is None else "empty, or no text"
        return f"{empty[0]} is {held}"
    return f"no text under any known name among: {', '.join(map(str, list(record)[:20]))}; --map text=NAME names it"


def value(record: Mapping[str, Any], field: str) -> str | None:
    """The record's value of that field under the first of its names that holds any, as text; lists are joined."""
    return ("\n\n" if field == "body" else ", ").join(values(record, field)) or None


def values(record: Mapping[str, Any], field: str) -> list[str]:
    """The record's values of that field, each as text; of an object its name or text."""
    lowered = _lowered(record)
    for name in names()[field]:
        found = [text for item in _listed(lowered.get(name)) if (text := _plain(item)).strip()]
        if found:
            return found
    return []


@cache
def names() -> dict[str, list[str]]:
    """For each field, the names that records have for it, the surest first."""
    fields: dict[str, list[str]] = {}
    for row in rows("field_names"):
        fields.setdefault(row["field"], []).append(row["name"])
    return fields


def _of_body(body: str, title: str | None, limits: Limits) -> Draft | Refusal:
    if is_markup(body):
        return page_draft(body, limits=limits) if WHOLE_PAGE.search(body[:2000]) else fragment(body, limits)
    found = paragraphs(_unescaped(body))
    if found and found[0].startswith("[") and found[-1].endswith("]") and len("".join(found)) > 500:
        found = [found[0][1:].strip(), *found[1:]] if len(found) > 1 else [found[0][1:-1].strip()]
    parts = text.Parts()
    flowing = [one for paragraph in found for one in text.flowing([paragraph], parts)]
    parts = text.parted(flowing, parts, title=None if title is None else line(title))
    return Draft(
        paragraphs=parts.paragraphs,
        byline=", ".join(parts.bylines) or None,
        captions=parts.captions,
        credits=parts.credits,
        dates=text.dateline_date(parts.paragraphs),
    )


def _unescaped(body: str) -> str:
    """The body without the escapes that were meant for a format; repaired first, for what goes then may part them."""
    return TWICE_ESCAPED.sub(r"\1", repair(body)) if BACKSLASH.search(body) else body


def _dates(record: Mapping[str, Any]) -> list[DateGiven]:
    """The dates given with the record: under every name, for the first may say 'Unknown'."""
    lowered = _lowered(record)
    given = [_plain(lowered[name]) for name in names()["published"] if name in lowered]
    return [DateGiven(printed, "given") for printed in given if moment(printed) is not None]


def _standfirst(record: Mapping[str, Any], inner: Draft) -> str | None:
    """The record's summary, unless it only repeats how the body begins."""
    given = value(record, "standfirst")
    if given is None or not inner.paragraphs:
        return inner.standfirst
    opening = line(given).rstrip(".… ")[:80]
    return inner.standfirst if line(" ".join(inner.paragraphs[:2])).startswith(opening) else given


def _lowered(record: Mapping[str, Any]) -> dict[str, Any]:
    return {str(key).lower(): item for key, item in record.items()}


def _listed(item: Any) -> list[Any]:
    return item if isinstance(item, list) else [item]


def _plain(item: Any) -> str:
    if isinstance(item, bool) or item is None:
        return ""
    if isinstance(item, str | int | float):
        return str(item)
    if isinstance(item, Mapping):
        return next((item[key] for key in ("name", "text", "value") if isinstance(item.get(key), str)), "")
    return ""


def _unbracketed(title: str | None) -> str | None:
    """The title without square brackets that hold all of it: a list of one, printed."""
    if title is not None and title.startswith("[") and title.endswith("]"):
        return title[1:-1].strip() or None
    return title
