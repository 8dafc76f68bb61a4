"""Unpacking, piece by piece."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.ingest.fetch.client import WINDOW, unpacked


@given(st.binary(max_size=200_000), st.integers(1, 5000), st.sampled_from(["gzip", "deflate"]))
def test_unpacking_gives_back_what_was_packed(content: bytes, length: int, coding: str) -> None:
    packed = gzip.compress(content) if coding == "gzip" else zlib.compress(content)
    pieces = [packed[at : at + length] for at in range(0, len(packed), length)]
    assert b"".join(unpacked(pieces, WINDOW[coding])) == content


@given(st.binary(min_size=100, max_size=1000), st.integers(1, 8))
def test_a_missing_end_is_noticed(content: bytes, missing: int) -> None:
    with pytest.raises((EOFError, zlib.error)):
        list(unpacked([gzip.compress(content)[:-missing]], WINDOW["gzip"]))


def test_a_bomb_goes_off_a_little_at_a_time() -> None:
    first = next(unpacked([gzip.compress(bytes(50_000_000))], WINDOW["gzip"]))
    assert len(first) <= 2**16
