"""Tables of articles, a row a record."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.ingest.document import Document
from tasks.ingest.read import documents
from tasks.ingest.tables import delimiter


def found(path: Path) -> list[Document]:
    return list(documents([str(path)], first_seen_at=datetime(2024, 5, 1, tzinfo=UTC)))


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_csv(tmp_path: Path, mark: str) -> None:
    (tmp_path / "a").write_text(mark.join(["ID", "Text"]) + f'\n1{mark}"It cost £5m.\n\nNo more."\n2{mark}Two.\n')
    first, second = found(tmp_path / "a")
    assert json.loads(first.content) == {"ID": "1", "Text": "It cost £5m.\n\nNo more."}
    assert second.locator.endswith("#2")
    assert second.media_type == "application/json"


def test_parquet(tmp_path: Path) -> None:
    rows = [{"url": f"https://example.com/{n}", "text": f"Text {n}.", "date": datetime(2021, 3, 4)} for n in range(450)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a")
    read = found(tmp_path / "a")
    assert len(read) == 450
    assert read[7].url == "https://example.com/7"
    assert json.loads(read[7].content)["date"] == "2021-03-04 00:00:00"


@pytest.mark.parametrize(
    "head", [b"The text, as it stands, is long.", b"title,summary\na,b", b"text\nOne.", b"text,text\na,b", b""]
)
def test_what_is_no_table_of_articles(head: bytes) -> None:
    assert delimiter(head) is None
