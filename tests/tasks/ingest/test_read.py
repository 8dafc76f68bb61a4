"""Documents, each exactly as it arrived; nothing that arrives is lost."""

import gzip
import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.errors import BadInput
from schemas.rejects import REASONS
from tasks.ingest.document import Document
from tasks.ingest.read import documents
from tasks.limits import Limits

SEEN = datetime(2024, 5, 1, tzinfo=UTC)
LINES = [b'{"id": "1", "text": "One."}', b'{"id": "2", "url": "https://www.example.com/two", "text": "Two."}']


def found(*inputs: Path | str, **options: object) -> list[Document]:
    return list(documents([str(one) for one in inputs], first_seen_at=SEEN, **options))  # type: ignore[arg-type]  # passed on


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_text_is_kept_to_the_byte(tmp_path: Path) -> None:
    content = "Mill reopens\r\n\r\nIt cost £5m.".encode("cp1252")
    (document,) = found(put(tmp_path, "mill.txt", content), source="Harbour Post", published="2024-04-30")
    assert document.content == content
    assert (document.media_type, document.source, document.url) == ("text/plain", "Harbour Post", None)
    assert (document.published_given, document.first_seen_at, document.refusal) == ("2024-04-30", SEEN, None)


def test_a_page_brings_its_address(tmp_path: Path) -> None:
    page = b'<!doctype html><link rel="canonical" href="https://www.example.com/mill?utm_source=x"><p>The mill.'
    (document,) = found(put(tmp_path, "mill.html", page))
    assert document.media_type == "text/html"
    assert document.url == "https://www.example.com/mill?utm_source=x"
    assert document.source == "example.com"


def test_a_line_is_a_document(tmp_path: Path) -> None:
    path = put(tmp_path, "two.jsonl", b"\n".join([LINES[0], b"", LINES[1], b""]))
    first, second = found(path)
    assert (first.content, second.content) == tuple(LINES)
    assert [first.locator, second.locator] == [f"{path}#1", f"{path}#3"]
    assert (second.url, second.source) == ("https://www.example.com/two", "example.com")


def test_the_record_names_its_outlet_before_the_run_does(tmp_path: Path) -> None:
    path = put(tmp_path, "a.jsonl", b'{"id": 1, "source": "Harbour Post"}\n{"id": 2}')
    assert [one.source for one in found(path, source="Other")] == ["Harbour Post", "Other"]


def test_a_broken_line_is_a_document_too(tmp_path: Path) -> None:
    path = put(tmp_path, "a.jsonl", LINES[0] + b'\n{"id": "x", "te\n[1]\n' + LINES[1])
    assert [one.refusal and one.refusal.reason for one in found(path)] == [None, "bad_json", "bad_json", None]
    assert found(path)[1].content == b'{"id": "x", "te'


@pytest.mark.parametrize("pretty", [None, 2])
def test_a_json_list_is_a_document_an_item(tmp_path: Path, pretty: int | None) -> None:
    path = put(tmp_path, "a.json", json.dumps([{"id": 1, "text": "£"}, 7], indent=pretty).encode())
    first, second = found(path)
    assert json.loads(first.content) == {"id": 1, "text": "£"}
    assert second.refusal is not None


def test_a_printed_record_is_one_document(tmp_path: Path) -> None:
    (document,) = found(put(tmp_path, "a.json", json.dumps({"id": 1, "text": "One."}, indent=2).encode()))
    assert (document.media_type, document.refusal) == ("application/json", None)


@pytest.mark.parametrize("name", ["two.jsonl.gz", "two.jsonl", "two"])
def test_gzip_is_known_by_content(tmp_path: Path, name: str) -> None:
    assert [one.content for one in found(put(tmp_path, name, gzip.compress(b"\n".join(LINES), mtime=0)))] == LINES


def test_a_damaged_archive_gives_what_it_still_holds(tmp_path: Path) -> None:
    lines = b"\n".join(json.dumps({"id": n, "text": f"{n * 7919}"}).encode() for n in range(20_000))
    *whole, last = found(put(tmp_path, "a.jsonl.gz", gzip.compress(lines, mtime=0)[:-2000]))
    assert len(whole) > 1000
    assert all(one.refusal is None for one in whole[:-1])
    assert last.refusal is not None
    assert last.refusal.reason == "unreadable"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (gzip.compress(b"", mtime=0), "empty"),
        (b"%PDF-1.4", "unknown_format"),
        (b"<rss><channel/></rss>", "no_text"),
        (b"PAR1 but no more", "unreadable"),
        (gzip.compress(gzip.compress(b"", mtime=0), mtime=0), "empty"),
        (b"\x1f\x8bnot gzip", "unreadable"),
        (b'{"id": 1, "te', "bad_json"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    (document,) = found(put(tmp_path, "a", content))
    assert document.refusal is not None
    assert document.refusal.reason == reason
    assert document.refusal.reason in REASONS


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    (document,) = found(tmp_path)
    assert document.refusal is not None
    assert (document.refusal.reason, document.content) == ("unreadable", b"")


def test_what_is_too_large_is_refused_and_the_rest_read(tmp_path: Path) -> None:
    limits = Limits(document=100)
    long = b'{"id": "9", "text": "' + b"x" * 500 + b'"}'
    lines = put(tmp_path, "a.jsonl", b"\n".join([LINES[0], long, LINES[1]]))
    assert [one.refusal and one.refusal.reason for one in found(lines, limits=limits)] == [*(None, "too_large", None)]
    (document,) = found(put(tmp_path, "a.txt", b"word " * 50), limits=limits)
    assert document.refusal is not None
    assert (document.refusal.reason, document.content) == ("too_large", b"")


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n".join(LINES))))
    assert [one.locator for one in found("-")] == ["-#1", "-#2"]


def test_ids_do_not_depend_on_the_folder_or_the_line(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "y").mkdir()
    one = found(put(tmp_path / "x", "a.jsonl", b"\n".join(LINES)), put(tmp_path / "x", "a.txt", b"Text."))
    other = found(put(tmp_path / "y", "a.jsonl", b"\n".join(LINES[::-1])), put(tmp_path / "y", "a.txt", b"Text."))
    assert {(d.article_id, d.document_id) for d in one} == {(d.article_id, d.document_id) for d in other}


def test_a_changed_page_is_another_document_of_the_same_article(tmp_path: Path) -> None:
    page = b'<html><link rel="canonical" href="https://example.com/a"><p>%s'
    one, other = found(put(tmp_path, "1.html", page % b"Old."), put(tmp_path, "2.html", page % b"New."))
    assert one.article_id == other.article_id
    assert one.document_id != other.document_id


def test_limit_ends_the_reading(tmp_path: Path) -> None:
    path = put(tmp_path, "a.jsonl", b"\n".join(LINES * 50))
    assert len(found(path, limit=3)) == 3


def test_a_missing_file_is_told_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nothing\.txt"):
        documents([str(tmp_path / "nothing.txt")], first_seen_at=SEEN)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"{", b'{"id":', b"<html>", b"\x1f\x8b", b"[", b"<?xml "]))
def test_no_bytes_raise_and_none_are_lost(tmp_path: Path, content: bytes, start: bytes) -> None:
    arrived = found(put(tmp_path, "a", start + content))
    assert arrived
    assert all(one.refusal is None or one.refusal.reason in REASONS for one in arrived)
