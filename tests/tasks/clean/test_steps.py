"""The clean step: every raw document is an article or a reject."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.articles import ARTICLES
from schemas.raw import RAW
from schemas.rejects import REJECTS
from tasks import batch
from tasks.clean import steps
from tasks.clean.draft import Refusal

SEEN = datetime(2024, 5, 1, tzinfo=UTC)
TEXT = b"Looms run again\n\nThe mill reopened on Monday.\n\nIt had been closed."


def raw(number: int, content: bytes, media_type: str = "text/plain") -> dict[str, Any]:
    return {
        "document_id": f"d{number}",
        "article_id": f"a{number}",
        "locator": f"{number}.txt",
        "media_type": media_type,
        "format": "text",
        "content": content,
        "first_seen_at": SEEN,
        "run_id": "run-1",
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    documents = [
        raw(1, TEXT),
        raw(2, b"%PDF", "application/octet-stream"),
        raw(3, b"{}", "application/json"),
        raw(4, TEXT),
    ]
    batch.write(tmp_path, RAW, documents)
    reject = {"document_id": "d2", "article_id": "a2", "stage": "ingest", "reason": "unknown_format", "detail": "a PDF"}
    batch.add(tmp_path, REJECTS, [reject | {"document": "2.txt", "first_seen_at": SEEN, "run_id": "run-1"}])
    return tmp_path


def test_raw_is_articles_and_rejects(folder: Path) -> None:
    assert steps.clean(folder, "run-1") == {"articles": 2, "rejects": 1}
    articles, rejects = batch.read(folder, ARTICLES), batch.read(folder, REJECTS)
    assert articles["document_id"].to_pylist() == ["d1", "d4"]
    assert [(row["document_id"], row["stage"]) for row in rejects.to_pylist()] == [("d2", "ingest"), ("d3", "clean")]
    assert articles.num_rows + rejects.num_rows == batch.read(folder, RAW).num_rows


def test_a_repeated_step_changes_nothing(folder: Path) -> None:
    steps.clean(folder, "run-1")
    first = [batch.read(folder, table) for table in (ARTICLES, REJECTS)]
    assert steps.clean(folder, "run-1") == {"articles": 2, "rejects": 1}
    assert [batch.read(folder, table) for table in (ARTICLES, REJECTS)] == first


def test_a_document_that_breaks_the_program_is_a_reject(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(document: dict[str, Any], limits: object) -> Refusal:
        raise LookupError(document["document_id"])

    monkeypatch.setattr(steps.article, "clean", broken)
    assert steps.clean(folder, "run-1") == {"articles": 0, "rejects": 3}
    details = [row["detail"] for row in batch.read(folder, REJECTS).to_pylist() if row["reason"] == "failed"]
    assert details == ["LookupError: d1", "LookupError: d3", "LookupError: d4"]
