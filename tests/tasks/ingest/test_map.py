"""Columns of records, named as ours."""

import json
from collections.abc import Callable

import pytest

from schemas.errors import BadInput
from tasks.ingest.document import Document
from tasks.ingest.record import columns


def test_columns_are_named_with_map(found: Callable[..., list[Document]]) -> None:
    mapped = columns("text=inhalt,title=kop")
    (row,) = found(b"kop,inhalt,n\nMill,It reopened.,4\n", columns=mapped)
    assert json.loads(row.content) == {"text": "It reopened.", "title": "Mill", "n": "4"}
    (line,) = found(b'{"kop": "Mill", "inhalt": "It reopened.", "url": "https://a.example/m"}', columns=mapped)
    assert json.loads(line.content)["text"] == "It reopened."
    assert line.url == "https://a.example/m"


@pytest.mark.parametrize("pairs", ["text", "text=", "tekst=inhalt"])
def test_a_wrong_map_is_told(pairs: str) -> None:
    with pytest.raises(BadInput, match="--map"):
        columns(pairs)
