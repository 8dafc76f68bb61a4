"""What ingest reads of a record."""

import csv
import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.ingest.document import Refusal
from tasks.ingest.record import load, named, names


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'"a"', b"7", b"null", b"{'a': 1}", b"[" * 100_000])
def test_what_is_no_object_is_refused(content: bytes) -> None:
    found = load(content)
    assert isinstance(found, Refusal)
    assert found.reason == "bad_json"
    assert found.detail


def test_a_record_in_windows_1252_is_read() -> None:
    assert load('{"text": "£5m"}'.encode("cp1252")) == {"text": "£5m"}


@pytest.mark.parametrize(
    ("record", "field", "expected"),
    [
        ({"id": 7}, "id", "7"),
        ({"ID": "a", "guid": "b"}, "id", "a"),
        ({"id": " ", "guid": "b"}, "id", "b"),
        ({"id": True}, "id", None),
        ({"url": None, "link": "https://example.com/a"}, "url", "https://example.com/a"),
        ({"source": {"name": "x"}}, "source", None),
    ],
)
def test_named(record: dict[str, object], field: str, expected: str | None) -> None:
    assert named(record, field) == expected


@given(st.binary())
def test_no_bytes_raise(content: bytes) -> None:
    assert isinstance(load(content), dict | Refusal)


def test_each_name_is_known_by_its_example() -> None:
    text = (files("tasks.ingest") / "lexicon" / "record_names.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        assert row["name"] in names()[row["field"]]
        assert named(json.loads(row["example"]), row["field"]) is not None, row
