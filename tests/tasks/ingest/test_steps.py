"""The ingest step: raw holds everything that arrived, rejects what was refused."""

from datetime import UTC, datetime
from pathlib import Path

from schemas.raw import RAW
from schemas.rejects import REJECTS
from tasks import batch
from tasks.ingest.read import documents
from tasks.ingest.steps import ingest

SEEN = datetime(2024, 5, 1, tzinfo=UTC)


def test_everything_is_raw_and_the_refused_are_rejects(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Mill reopens\n\nThe mill reopened.")
    (tmp_path / "in" / "b.pdf").write_bytes(b"%PDF-1.4")
    arrived = list(documents([str(tmp_path / "in")], first_seen_at=SEEN))
    assert ingest(tmp_path, arrived, "run-1") == {"raw": 2, "rejects": 1}
    raw, rejects = batch.read(tmp_path, RAW).to_pylist(), batch.read(tmp_path, REJECTS).to_pylist()
    assert [row["content"] for row in raw] == [b"Mill reopens\n\nThe mill reopened.", b"%PDF-1.4"]
    assert {row["run_id"] for row in raw + rejects} == {"run-1"}
    assert [(row["stage"], row["reason"], row["document_id"]) for row in rejects] == [
        ("ingest", "unknown_format", raw[1]["document_id"])
    ]


def test_a_repeated_step_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    arrived = list(documents([str(tmp_path / "a.pdf")], first_seen_at=SEEN))
    assert ingest(tmp_path, arrived, "run-1") == ingest(tmp_path, arrived, "run-1")
    assert batch.read(tmp_path, REJECTS).num_rows == 1
