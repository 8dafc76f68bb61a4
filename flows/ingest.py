"""Ingest: sources into batches of raw documents, leaving out what the lake holds already."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from flows.runner import Runner
from flows.settings import Settings
from tasks.ingest import steps
from tasks.ingest.arrival import Limits, Tally
from tasks.ingest.document import Document
from tasks.ingest.outlets import Outlet, load
from tasks.ingest.read import documents
from tasks.ingest.record import columns


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
        limits=Limits(settings.document_bytes, settings.unpacked_bytes, settings.unpacked_ratio, settings.nesting),
        tally=Tally() if tally is None else tally,
    )


def outlets_of(settings: Settings) -> dict[str, Outlet]:
    """The outlets that the sources file names; none where there is no such file."""
    return load(settings.sources) if settings.sources.exists() else {}


def ingest(
    arrived: Iterable[Document], known: set[str], folder: Path, runner: Runner, settings: Settings, run_id: str
) -> Iterator[Path]:
    """Batches of documents that are not `known` by their document_id, each in a folder of its own."""
    for number, held in enumerate(batches(new(arrived, known, runner), settings)):
        batch = folder / f"{number:06d}"
        batch.mkdir()
        runner.here("ingest", batch, lambda batch=batch, held=held: steps.ingest(batch, held, run_id))
        yield batch


def new(arrived: Iterable[Document], known: set[str], runner: Runner) -> Iterator[Document]:
    """The documents seen for the first time, in this run or any before; the others are counted as known."""
    seen = set(known)
    for document in arrived:
        runner.counts["documents"] += 1
        if document.document_id in seen:
            runner.counts["known"] += 1
            continue
        seen.add(document.document_id)
        yield document


def batches(arrived: Iterable[Document], settings: Settings) -> Iterator[list[Document]]:
    """Documents some hundreds at a time; two versions of one article never share a batch."""
    held: list[Document] = []
    articles: set[str] = set()
    size = 0
    for document in arrived:
        full = len(held) >= settings.batch_documents or size >= settings.batch_bytes
        if held and (full or document.article_id in articles):
            yield held
            held, articles, size = [], set(), 0
        held.append(document)
        articles.add(document.article_id)
        size += len(document.content)
    if held:
        yield held
