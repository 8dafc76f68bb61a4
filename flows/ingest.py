"""Ingest: sources into batches of raw documents, leaving out what the lake holds already."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flows.order import Order
from flows.outlets import outlets_of
from flows.runner import Runner
from flows.settings import Settings
from tasks.ingest import steps
from tasks.ingest.arrival import Arrival, Tally
from tasks.ingest.document import Document
from tasks.ingest.fetch.visits import Visit
from tasks.ingest.fetch.walk import Arrived
from tasks.ingest.read import documents
from tasks.ingest.record import columns
from tasks.lake.known import Known

ON_THEIR_WAY = 32_768  # documents that are remembered before those are forgotten that are published by now


def arrival(settings: Settings, now: datetime, tally: Tally) -> Arrival:
    """What all documents of a run have in common."""
    return Arrival(
        now,
        source=settings.source,
        published=settings.published,
        outlets=outlets_of(settings),
        columns=columns(settings.map or ""),
        limits=settings.limits,
        tally=tally,
    )


def arriving(inputs: list[str], settings: Settings, now: datetime, tally: Tally | None = None) -> Iterator[Document]:
    """The documents that the inputs hold; `tally` counts what was found."""
    return documents(
        inputs,
        first_seen_at=now,
        limit=settings.limit,
        source=settings.source,
        published=settings.published,
        outlets=outlets_of(settings),
        columns=columns(settings.map or ""),
        limits=settings.limits,
        tally=Tally() if tally is None else tally,
    )


def ingest(arrived: Iterable[Arrived], known: Known, folder: Path, runner: Runner, order: Order) -> Iterator[Path]:
    """Batches of documents that are not known by their document_id, each in a folder of its own."""
    wanted = batches(new(arrived, known, order.retried, runner), order.settings, known.refused)
    for number, held in enumerate(wanted):
        batch = folder / f"{number:06d}"
        batch.mkdir()
        written = (batch, held.documents, order.run_id, held.visits, order.started_at)
        runner.here("ingest", batch, lambda written=written: steps.ingest(*written))
        yield batch


def new(arrived: Iterable[Arrived], known: Known, retried: Set[str], runner: Runner) -> Iterator[Arrived]:
    """The documents seen for the first time, in this run or any before; the others are counted as known.

    Visits pass between them. What is published is known, so only what is on its way is remembered here.
    """
    seen: set[str] = set()
    most = ON_THEIR_WAY
    for document in arrived:
        if isinstance(document, Visit):
            yield document
            continue
        runner.counts["documents"] += 1
        one = document.document_id
        if one in seen or (one in known.documents and one not in retried):
            runner.counts["known"] += 1
            continue
        seen.add(one)
        if len(seen) > most:
            seen -= known.documents.among(seen - retried)
            most = max(ON_THEIR_WAY, 2 * len(seen))
        yield document


@dataclass(slots=True)
class Held:
    """A batch in the making."""

    documents: list[Document] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    articles: set[str] = field(default_factory=set)
    size: int = 0

    def is_full(self, document: Document, settings: Settings) -> bool:
        """Whether the document must go into the next batch: two versions of one article never share one."""
        full = len(self.documents) >= settings.batch_documents or self.size >= settings.batch_bytes
        return bool(self.documents) and (full or document.article_id in self.articles)

    def add(self, document: Document) -> None:
        """Take the document in. One that was refused makes no article."""
        self.documents.append(document)
        self.size += len(document.content)
        if document.refusal is None:
            self.articles.add(document.article_id)


def batches(arrived: Iterable[Arrived], settings: Settings, refused: Set[str] = frozenset()) -> Iterator[Held]:
    """Documents some hundreds at a time.

    Visits go into the batch of the document before them. Without any document they are no reason for a batch, unless
    they show that what was `refused` has been read.
    """
    held, begun = Held(), False
    for one in arrived:
        if isinstance(one, Visit):
            held.visits.append(one)
            continue
        if held.is_full(one, settings):
            yield held
            held, begun = Held(), True
        held.add(one)
    if held.documents or (held.visits and begun) or any(mends(visit, refused) for visit in held.visits):
        yield held


def mends(visit: Visit, refused: Set[str]) -> bool:
    """Whether the visit reached what was refused before: its address, or the link that led there."""
    return visit.place in refused or visit.link in refused
