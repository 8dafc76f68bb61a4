"""Retry: what was refused before, read again; what can be read by now becomes an article in place of its reject."""

import io
import json
import re
import sys
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from rich.console import Console

from flows.fetch import walk
from flows.order import Order, Summary
from flows.run import opened as opened_lake
from flows.run import read_on
from flows.screen import stoppable
from flows.selection import Selection
from flows.settings import Settings
from tasks.ingest import sniff
from tasks.ingest.arrival import Arrival
from tasks.ingest.document import Document, Refusal
from tasks.ingest.fetch.address import has_secret
from tasks.ingest.fetch.visits import Visit
from tasks.ingest.fetch.walk import Arrived
from tasks.ingest.file import File
from tasks.ingest.identity import document_id
from tasks.ingest.read import of_file, of_place
from tasks.ingest.record import load
from tasks.lake.known import Known
from tasks.lake.lake import Lake

LONG_AGO = datetime.min.replace(tzinfo=UTC)
AT_ONCE = 256  # documents of raw in memory


@dataclass(slots=True)
class Retry:
    """The rejects, read again. `left` counts those that cannot be, by why."""

    rejects: Sequence[Mapping[str, Any]]
    order: Order
    lake: Lake
    known: Known
    summary: Summary
    left: Counter[str] = field(default_factory=Counter)

    def arrivals(self) -> Generator[Arrived, None, None]:
        """What they hold by now: what is refused as before is left out."""
        was = {row["document_id"]: (row["stage"], row["reason"]) for row in self.rejects}
        for one in self._read():
            refusal = one.refusal if isinstance(one, Document) else None
            if refusal is None or was.get(getattr(one, "document_id", "")) != ("ingest", refusal.reason):
                yield one

    def _read(self) -> Iterator[Arrived]:
        links: list[str | Document] = []
        places: dict[str, list[Document]] = {}
        for document, stage in self._stored():
            if document.media_type == sniff.LINK:
                links.append(document)
            elif not document.content:
                places.setdefault(file_of(document.locator), []).append(document)
            elif stage == "ingest":
                yield from opened(document, self._arrival(document))
            else:
                yield document
        for place, documents in places.items():
            yield from self._reread(place, documents)
        fetchable = [link for link in links if isinstance(link, Document) and not has_secret(link.url or "")]
        self.left["need their secret again: run their address"] += len(links) - len(fetchable)
        if fetchable:
            yield from walk(self.order, self.lake, self.known, self.summary).arrivals(fetchable)

    def _stored(self) -> Iterator[tuple[Document, str]]:
        """The documents of raw, the oldest first, and the stages that refused them."""
        ordered = iter(reversed(self.rejects))
        while some := list(islice(ordered, AT_ONCE)):
            held = self.lake.read("raw", filter=_among("document_id", [row["document_id"] for row in some]))
            rows = {row["document_id"]: row for row in held.to_pylist()}
            later = self._later([rows[row["document_id"]] for row in some if row["document_id"] in rows])
            for row in some:
                if row["document_id"] in later:
                    self.left["have a later version that stands"] += 1
                elif row["document_id"] in rows:
                    stored = {name: value for name, value in rows[row["document_id"]].items() if name != "run_id"}
                    yield Document(**stored), row["stage"]

    def _later(self, rows: Sequence[Mapping[str, Any]]) -> set[str]:
        """The documents whose article the lake has in a version that arrived later."""
        articles = sorted(self.known.articles.among(row["article_id"] for row in rows))
        if not articles:
            return set()
        standing = self.lake.read("articles", ["article_id", "document_id"], _among("article_id", articles)).to_pylist()
        named = _among("document_id", [row["document_id"] for row in standing])
        held = self.lake.read("raw", ["document_id", "first_seen_at"], named).to_pylist()
        arrived = {row["document_id"]: row["first_seen_at"] for row in held}
        now = {row["article_id"]: arrived[row["document_id"]] for row in standing}
        return {
            row["document_id"]
            for row in rows
            if row["article_id"] in now and row["first_seen_at"] < now[row["article_id"]]
        }

    def _reread(self, place: str, documents: Sequence[Document]) -> Iterator[Arrived]:
        """What the file holds by now, of which raw holds nothing."""
        if "://" not in place and not Path(place).exists():
            self.left["are of files that are gone"] += len(documents)
            return
        refused = set()
        for found in of_place(place, self._arrival(documents[0])):
            if found.refusal is not None:
                refused.add(found.locator)
            yield found
        yield from (mended(document) for document in documents if document.locator not in refused)

    def _arrival(self, document: Document) -> Arrival:
        return Arrival(document.first_seen_at, document.source, document.published_given)


def opened(document: Document, arrival: Arrival) -> Iterator[Arrived]:
    """The document that could not be read when it came, or what is in it."""
    if document.media_type == sniff.JSON:
        held = load(document.content)
        yield replace(document, refusal=held if isinstance(held, Refusal) else None)
        return
    good = False
    for found in of_file(File.of(document.locator, arrival, io.BytesIO(document.content), url=document.url)):
        good = good or found.refusal is None
        again = found.document_id == document.document_id and found.refusal is None
        yield replace(found, document_id=reread_id(found)) if again else found
    if good:
        yield mended(document)


def reread_id(found: Document) -> str:
    """The id of a document whose bytes raw holds already, as being of no known type."""
    return document_id(found.article_id, found.media_type.encode() + b"\0" + found.content)


def mended(document: Document) -> Visit:
    """Word that what the document stands for has been read; no address is remembered for it."""
    return Visit("", document.locator, link=document.document_id)


def retry(settings: Settings, selection: Selection, *, as_json: bool) -> None:
    """Read the rejects again and tell what came of it."""
    lake = opened_lake(settings, create=False)
    now = datetime.now(UTC)
    rejects = selection.rows(lake, now)
    ids = frozenset(row["document_id"] for row in rejects)
    order = replace(Order.now([f"{len(ids)} rejects"], settings), retried=ids)
    before = lake.counts()["rejects"]
    with stoppable(f"Stopped. What was published stays in {settings.lake}; the same command goes on from there."):
        known = Known.of(lake)
        known.refused |= ids
        task = Retry(rejects, order, lake, known, Summary(order.run_id, settings.lake))
        summary = read_on(order, known, task.summary, task.arrivals())
    tell(summary, task.left, len(ids), before - lake.counts()["rejects"], as_json=as_json)


def tell(summary: Summary, left: Counter[str], tried: int, gone: int, *, as_json: bool) -> None:
    """How many rejects were tried, how many are gone, and why others could not be tried."""
    if as_json:
        counts = dict(summary.counts)
        told = {"run_id": summary.run_id, "tried": tried, "gone": gone, "left": dict(+left)}
        sys.stdout.write(json.dumps(told | counts | summary.kinds) + "\n")
        return
    console = Console(highlight=False)
    console.print(
        f"{tried:,} rejects tried again: {gone:,} are gone, {summary.counts['articles']:,} articles came of them"
    )
    for why, count in (+left).items():
        console.print(f"{count:,} {why}", style="dim")


def file_of(locator: str) -> str:
    """The file that a locator leads into.

    >>> file_of("in/a.zip!b/c.jsonl#14"), file_of("s3://news/a.jsonl#2")
    ('in/a.zip', 's3://news/a.jsonl')
    """
    outer, inner, _ = locator.partition("!")
    return outer if inner else re.sub(r"#\d+$", "", outer)


def _among(column: str, values: Sequence[str]) -> pc.Expression:
    return pc.field(column).isin(pa.array(values, pa.string()))
