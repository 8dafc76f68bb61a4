"""Rejects that no longer hold: what was refused before, and has been read since."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.rejects import NOT_HERE, OPENED, REJECTS
from tasks.batch import values
from tasks.lake.lake import Lake


def mended(lake: Lake, rows: Mapping[str, pa.Table], visited: pa.Table) -> tuple[pa.Table, dict[str, datetime]]:
    """The rejects to be added, and the documents whose rejects in the lake are to go, with the rejects' dates.

    A reject goes where its document has become an article now, where the address that it names was visited, and where
    the document is refused for another reason than before. Refused for the same reason, it stays as it is.
    """
    articles = set(values(rows["articles"], "document_id"))
    refused = {row["document_id"]: row for row in rows["rejects"].to_pylist()}
    places, links = set(values(visited, "place")), set(values(visited, "link")) - {None}
    go: dict[str, datetime] = {}
    stay: set[str] = set()
    for old in _standing(lake, articles | refused.keys() | links, places):
        here = old["document_id"]
        if here in refused:
            same = (refused[here]["stage"], refused[here]["reason"]) == (old["stage"], old["reason"])
            if same:
                stay.add(here)
            else:
                go[here] = old["first_seen_at"]
        elif here in articles or old["reason"] in (OPENED if here in links else NOT_HERE):
            go[here] = old["first_seen_at"]
    kept = pc.invert(pc.is_in(rows["rejects"]["document_id"], pa.array(sorted(stay), pa.string())))
    return rows["rejects"].filter(kept), go


def _standing(lake: Lake, documents: set[str], places: set[str]) -> list[dict[str, Any]]:
    """The lake's rejects of those documents and of those places."""
    if not documents and not places:
        return []
    named = pc.field("document_id").isin(pa.array(sorted(documents), pa.string()))
    there = pc.field("document").isin(pa.array(sorted(places), pa.string()))
    columns = ["document_id", "document", "stage", "reason", "first_seen_at"]
    rows: list[dict[str, Any]] = lake.read(REJECTS.name, columns, named | there).to_pylist()
    return rows
