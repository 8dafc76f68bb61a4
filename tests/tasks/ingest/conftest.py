"""What the readers are given: files written in the test's folder, and the documents found in them."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tasks.ingest.arrival import Tally
from tasks.ingest.document import Document
from tasks.ingest.read import documents

SEEN = datetime(2024, 5, 1, tzinfo=UTC)
Found = Callable[..., list[Document]]


@pytest.fixture
def tally() -> Tally:
    return Tally()


@pytest.fixture
def found(tmp_path: Path, tally: Tally) -> Found:
    """The documents of a file with that content."""

    def read(content: bytes, name: str = "arrived", **more: Any) -> list[Document]:
        path = tmp_path / name
        path.write_bytes(content)
        return list(documents([str(path)], first_seen_at=SEEN, **{"tally": tally} | more))

    return read
