"""What comes again within a run, though it is published and forgotten by then, is known."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from flows import ingest
from flows.engine import InPlace
from flows.runner import Runner
from tasks.ingest.document import Document
from tasks.lake.known import Known

NOW = datetime(2024, 5, 1, tzinfo=UTC)


def document(document_id: str) -> Document:
    return Document(document_id, "a", None, None, "here", "text", "text/plain", b"x", None, NOW)


def test_documents_are_read_once_whenever_they_are_published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "ON_THEIR_WAY", 2)
    known, runner, retried = Known(), Runner(InPlace()), frozenset({"old", "refused"})
    known.learn(["old", "known", "refused"], [])

    def arriving() -> Iterator[Document]:
        yield from map(document, ("known", "1", "2", "old", "1", "3", "refused"))
        known.learn(["1", "2", "3", "old", "refused"], [])
        yield from map(document, ("4", "1", "3", "old", "known", "5", "refused", "4"))

    came = [one.document_id for one in ingest.new(arriving(), known, retried, runner)]
    assert came == ["1", "2", "old", "3", "refused", "4", "5"]
    assert runner.counts == {"documents": 15, "known": 8}
