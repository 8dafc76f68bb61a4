"""Documents out of files, folders, globs and standard input, each exactly as it arrived."""

import csv
import gzip
import io
import json
import os
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from tasks.ingest import feed, sniff, tables
from tasks.ingest.document import Document, Refusal
from tasks.ingest.identity import article_id, document_id, host
from tasks.ingest.page import own_url
from tasks.ingest.places import STDIN, places
from tasks.ingest.record import load, named, value_of

LARGEST = 16 * 2**20  # bytes of one document; the longest articles are below one megabyte, the longest pages below ten
HEAD = 2**16  # bytes by which the format is told
BROKEN = (OSError, EOFError, zlib.error, csv.Error, pa.ArrowException)  # what reading a damaged file can end in


def documents(
    inputs: Sequence[str],
    *,
    first_seen_at: datetime,
    source: str | None = None,
    published: str | None = None,
    limit: int | None = None,
) -> Iterator[Document]:
    """Every document of the inputs, in a fixed order; what cannot be read is a document too, with its refusal.

    JSON Lines are streamed. Raises BadInput at once for an input that does not exist.
    """
    arrival = Arrival(first_seen_at, source, published)
    return islice((document for place in places(inputs) for document in _read(place, arrival)), limit)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What all documents of one call have in common."""

    first_seen_at: datetime
    source: str | None
    published: str | None

    def document(
        self,
        locator: str,
        content: bytes,
        media_type: str,
        *,
        refusal: Refusal | None = None,
        name: str | None = None,
        url: str | None = None,
        source: str | None = None,
    ) -> Document:
        """The document, with its ids. `name` is the record's own id; else the file's name stands in for it."""
        whole_url = _encodable(url) if url is not None and host(url) is not None else None
        article = article_id(whole_url, name or Path(locator.rpartition("#")[0] or locator).name, content)
        outlet = source or self.source or (None if whole_url is None else host(whole_url))
        return Document(
            document_id=document_id(article, content),
            article_id=article,
            source=None if outlet is None else _encodable(outlet),
            url=whole_url,
            locator=locator,
            media_type=media_type,
            content=content,
            published_given=self.published,
            first_seen_at=self.first_seen_at,
            refusal=refusal,
        )

    def refused(self, locator: str, reason: str, detail: str, content: bytes = b"") -> Document:
        """What arrived there and cannot be used, with the reason."""
        return self.document(locator, content, sniff.OTHER, refusal=Refusal(reason, detail))


def _read(place: str, arrival: Arrival) -> Iterator[Document]:
    locator = os.fsencode(place).decode("utf-8", "replace")
    read = 0
    try:
        for document in _of_place(place, locator, arrival):
            yield document
            read += 1
    except BROKEN as error:
        behind = f"#{read + 1}" if read else ""
        yield arrival.refused(locator + behind, "unreadable", f"{type(error).__name__}: {error}")


def _of_place(place: str, locator: str, arrival: Arrival) -> Iterator[Document]:
    with _opened(place) as stream:
        if place == STDIN or not stream.peek(4).startswith(tables.PARQUET):
            yield from _documents(stream, locator, arrival)
            return
    yield from _numbered(tables.parquet_records(Path(place)), locator, arrival)


def _documents(stream: IO[bytes], locator: str, arrival: Arrival) -> Iterator[Document]:
    head = stream.read(HEAD)
    whole = io.BufferedReader(_Continued(head, stream))
    if not head.strip():
        yield arrival.refused(locator, "empty", f"{len(head)} bytes", head)
    elif sniff.is_feed(head):
        yield from _feed(whole, locator, arrival)
    elif sniff.media_type(head) == sniff.OTHER:
        yield _stranger(whole, head, locator, arrival)
    elif sniff.media_type(head) == sniff.JSON and _is_lines(head):
        yield from _lines(whole, locator, arrival)
    elif sniff.media_type(head) == sniff.TEXT and (mark := tables.delimiter(head)) is not None:
        yield from _numbered(tables.csv_records(whole, mark), locator, arrival)
    else:
        yield from _one(whole, sniff.media_type(head), locator, arrival)


def _one(stream: IO[bytes], media_type: str, locator: str, arrival: Arrival) -> Iterator[Document]:
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        yield _too_large(locator, arrival)
    elif media_type == sniff.JSON:
        yield from _records(content, locator, arrival)
    else:
        url = own_url(content) if media_type == sniff.HTML else None
        yield arrival.document(locator, content, media_type, url=url)


def _feed(stream: IO[bytes], locator: str, arrival: Arrival) -> Iterator[Document]:
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        yield _too_large(locator, arrival)
        return
    items = list(feed.records(content))
    yield from _numbered(items, locator, arrival)
    if not items:
        yield arrival.refused(locator, "no_text", "a feed without items", content)


def _numbered(records: Iterable[Any], locator: str, arrival: Arrival) -> Iterator[Document]:
    """A document for each item of a list, row of a table or item of a feed: it, written as a JSON record."""
    for number, record in enumerate(records, 1):
        yield _record(_dumped(record), f"{locator}#{number}", arrival)


def _stranger(stream: IO[bytes], head: bytes, locator: str, arrival: Arrival) -> Document:
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        return _too_large(locator, arrival)
    return arrival.refused(locator, "unknown_format", sniff.stranger(head) or "neither text nor HTML nor JSON", content)


def _is_lines(head: bytes) -> bool:
    """Whether JSON that begins so has a record a line: one of its first lines is an object by itself."""
    lines = head.splitlines()[:20]
    if len(lines) == 1 and len(head) == HEAD:
        return True  # one line longer than can be seen
    return head.lstrip().startswith(b"{") and (
        any(isinstance(load(line), dict) for line in lines) or sum(line.startswith(b'{"') for line in lines) > 1
    )


def _lines(stream: IO[bytes], locator: str, arrival: Arrival) -> Iterator[Document]:
    number = 0
    while line := stream.readline(LARGEST + 1):
        number += 1
        if len(line) > LARGEST:
            _skip_line(stream, line)
            yield _too_large(f"{locator}#{number}", arrival)
        elif line.strip():
            yield _record(line.strip(b"\r\n"), f"{locator}#{number}", arrival)


def _skip_line(stream: IO[bytes], line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(LARGEST)


def _records(content: bytes, locator: str, arrival: Arrival) -> Iterator[Document]:
    """The record that a JSON document holds, or each record of a list."""
    value = value_of(content)
    if not isinstance(value, list) or not value:
        yield _record(content, locator, arrival)
        return
    yield from _numbered(value, locator, arrival)


def _record(content: bytes, locator: str, arrival: Arrival) -> Document:
    record = load(content)
    if isinstance(record, Refusal):
        return arrival.document(locator, content, sniff.JSON, refusal=record)
    name, url, source = (named(record, field) for field in ("id", "url", "source"))
    return arrival.document(locator, content, sniff.JSON, name=name, url=url, source=source)


def _dumped(value: Any) -> bytes:
    # A lone surrogate cannot be encoded; written as \udxxx it is the JSON escape that it came from.
    return json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace")


def _too_large(locator: str, arrival: Arrival) -> Document:
    return arrival.refused(locator, "too_large", f"more than {LARGEST} bytes")


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


@contextmanager
def _opened(place: str) -> Iterator["io.BufferedReader[Any]"]:
    """The bytes of the place, unpacked where they are gzip."""
    with nullcontext(sys.stdin.buffer) if place == STDIN else Path(place).open("rb") as packed:
        start = packed.read(len(tables.PARQUET))
        whole = io.BufferedReader(_Continued(start, packed))
        yield io.BufferedReader(gzip.GzipFile(fileobj=whole)) if start.startswith(sniff.GZIP) else whole


class _Continued(io.RawIOBase):
    """A stream of which the head has been read already, whole again."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(data) :]
        buffer[: len(data)] = data
        return len(data)
