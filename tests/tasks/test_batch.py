"""Batches: tables that travel by path, and several batches gathered into one."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.articles import ARTICLES
from schemas.errors import LakeError
from schemas.raw import RAW
from schemas.rejects import REJECTS
from tasks import batch

NOW = datetime(2024, 5, 1, tzinfo=UTC)


def article(article_id: str, document_id: str, body: str = "Text.") -> dict[str, Any]:
    return {
        "article_id": article_id,
        "document_id": document_id,
        "body": body,
        "published_at": NOW,
        "published_basis": "given",
        "text_hash": body,
        "versions": 1,
        "first_seen_at": NOW,
    }


def raw(article_id: str, document_id: str) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "article_id": article_id,
        "locator": "x",
        "media_type": "text/plain",
        "format": "text",
        "content": b"x",
        "first_seen_at": NOW,
        "run_id": "r",
    }


def reject(document_id: str, reason: str) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "article_id": "a",
        "stage": "clean",
        "reason": reason,
        "detail": "",
        "document": "x",
        "first_seen_at": NOW,
        "run_id": "r",
    }


def folder(tmp_path: Path, name: str, *pairs: tuple[str, str]) -> Path:
    place = tmp_path / name
    place.mkdir()
    batch.write(place, RAW, [raw(*pair) for pair in pairs])
    batch.write(place, ARTICLES, [article(*pair) for pair in pairs])
    return place


def test_what_was_not_written_has_no_rows(tmp_path: Path) -> None:
    assert batch.read(tmp_path, RAW).num_rows == 0
    assert batch.count(tmp_path, RAW) == 0


def test_a_repeated_step_adds_nothing(tmp_path: Path) -> None:
    for reason in ("empty", "no_text"):
        batch.add(tmp_path, REJECTS, [reject("d", reason)])
    assert batch.values(batch.read(tmp_path, REJECTS), "reason") == ["no_text"]


def test_known_documents_are_left_out_with_their_rows(tmp_path: Path) -> None:
    rows = batch.gather([folder(tmp_path, "0", ("a", "a1"), ("b", "b1"))], {"a1"}.intersection)
    assert batch.values(rows["raw"], "document_id") == ["b1"]
    assert batch.values(rows["articles"], "article_id") == ["b"]


def test_the_last_version_of_an_article_counts(tmp_path: Path) -> None:
    folders = [folder(tmp_path, str(number), ("a", f"a{number}"), (f"b{number}", "b")) for number in range(3)]
    rows = batch.gather(folders, set[str]().intersection)
    assert batch.values(rows["raw"], "document_id") == ["a0", "b", "a1", "b", "a2", "b"]
    versions = dict(
        zip(batch.values(rows["articles"], "article_id"), batch.values(rows["articles"], "versions"), strict=True)
    )
    assert versions == {"b0": 1, "b1": 1, "b2": 1, "a": 3}
    assert "a2" in batch.values(rows["articles"], "document_id")


@pytest.mark.parametrize("content", [b"", b"ARROW1", b"no Arrow at all " * 20], ids=["empty", "cut", "other"])
def test_a_damaged_file_is_told_of(tmp_path: Path, content: bytes) -> None:
    batch.write(tmp_path, RAW, [raw("a", "d")])
    batch.place(tmp_path, RAW).write_bytes(content)
    with pytest.raises(LakeError, match=r"raw\.arrow is damaged: .* Run again"):
        batch.read(tmp_path, RAW)
