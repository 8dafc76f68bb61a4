"""A JSON record: what ingest must know of it, which is its id, its address and its outlet."""

import csv
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from schemas.errors import BadInput
from tasks.ingest.document import Refusal


def load(content: bytes) -> dict[str, Any] | Refusal:
    """The JSON object that the bytes hold, or why there is none.

    >>> load(b'{"id": 7}')
    {'id': 7}
    >>> load(b'[7]')
    Refusal(reason='bad_json', detail='a JSON list where an object was expected')
    """
    value = value_of(content)
    if isinstance(value, dict | Refusal):
        return value
    return Refusal("bad_json", f"a JSON {type(value).__name__} where an object was expected")


def value_of(content: bytes) -> Any:
    """The JSON value that the bytes hold, in UTF-8, UTF-16 or else Windows-1252; a Refusal where it is none."""
    try:
        try:
            return json.loads(content)
        except UnicodeDecodeError:
            return json.loads(content.decode("cp1252", "replace"))
    except (ValueError, RecursionError) as error:
        return Refusal("bad_json", str(error))


def named(record: Mapping[str, Any], field: str) -> str | None:
    """The record's value of that field (id, url or source) under any of its names, as text.

    >>> named({"GUID": 12, "link": ""}, "id"), named({"link": ""}, "url")
    ('12', None)
    """
    lowered = {str(key).lower(): value for key, value in record.items()}
    for name in names()[field]:
        value = lowered.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return None


@cache
def names() -> dict[str, list[str]]:
    """For each field, the names that records have for it, the surest first."""
    text = (files("tasks.ingest") / "lexicon" / "record_names.csv").read_text(encoding="utf-8")
    fields: dict[str, list[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        fields.setdefault(row["field"], []).append(row["name"])
    return fields


def columns(pairs: str) -> dict[str, str]:
    """Our field for each column of records that is renamed, from "text=body,title=headline". BadInput for what is none.

    >>> columns("text=body, title=kop")
    {'body': 'text', 'kop': 'title'}
    """
    found = {}
    for pair in filter(None, map(str.strip, pairs.split(","))):
        field, mark, column = map(str.strip, pair.partition("="))
        if field not in names() or not mark or not column:
            raise BadInput(f"--map {pair}: write FIELD=COLUMN, with a FIELD of {', '.join(names())}.")
        found[column] = field
    return found
