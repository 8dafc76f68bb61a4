"""Records: JSON Lines, JSON, and whatever else is read an object at a time; each a document."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, Any

from tasks.ingest import sniff
from tasks.ingest.document import Document, Refusal
from tasks.ingest.file import HEAD, File, Reader
from tasks.ingest.record import load, named, names, value_of


def lines(file: File) -> Iterator[Document]:
    """A record a line, streamed."""
    most = file.arrival.limits.document
    number = 0
    while line := file.stream.readline(most + 1):
        number += 1
        if len(line) > most:
            _skip_line(file.stream, line)
            yield file.too_large(at=f"#{number}")
        elif line.strip():
            yield record(line.strip(b"\r\n"), file, f"#{number}")


def listed(file: File) -> Iterator[Document]:
    """The record that a JSON document holds, or each record of a list."""
    content = file.whole()
    if content is None:
        yield file.too_large()
        return
    value = value_of(content)
    if not isinstance(value, list) or not value:
        yield record(content, file)
        return
    yield from numbered(value, file)


def parsed(records: Callable[[bytes], Iterator[dict[str, Any]]], none: str) -> Reader:
    """What reads a format that has to be parsed whole; without records, the file is refused for `none`."""

    def read(file: File) -> Iterator[Document]:
        content = file.whole()
        if content is None:
            yield file.too_large()
            return
        found = list(records(content))
        yield from numbered(found, file)
        if not found:
            yield file.refused("no_text", none, content)

    return read


def numbered(records: Iterable[Any], file: File) -> Iterator[Document]:
    """A document for each item of a list, row of a table or item of a feed: it, written as a JSON record."""
    for number, one in enumerate(records, 1):
        yield record(dumped(one), file, f"#{number}")


def record(content: bytes, file: File, at: str = "") -> Document:
    """The document that a JSON record is. Columns that were renamed with --map carry their new names in it."""
    if len(content) > file.arrival.limits.document:
        return file.too_large(at=at)
    held = load(content)
    if isinstance(held, Refusal):
        return file.document(content, sniff.JSON, at=at, refusal=held)
    if file.arrival.columns:
        held = renamed(held, file.arrival.columns)
        content = dumped(held)
    name, url, source = (named(held, field) for field in ("id", "url", "source"))
    if url is not None and is_link(held):
        return link(held, file, at)
    return file.document(content, sniff.JSON, at=at, name=name, url=url, source=source)


def link(held: Mapping[str, Any], file: File, at: str) -> Document:
    """The address of a page that is not here, with what is told of it."""
    refusal = Refusal("not_fetched", "the address of a page, which was not fetched")
    url, source = named(held, "url"), named(held, "source")
    return file.document(dumped(held), sniff.LINK, at=at, refusal=refusal, url=url, source=source)


def is_link(held: Mapping[str, Any]) -> bool:
    """Whether the record has an address and nothing under any name that could be an article's text.

    >>> is_link({"url": "https://example.com", "title": "Mill"}), is_link({"url": "https://example.com", "text": ""})
    (True, False)
    """
    keys = {str(key).lower() for key in held}
    known = {name for field, all_names in names().items() if field != "text" for name in all_names}
    return keys <= known


def renamed(held: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    """The record with its columns under the names of our fields; one that had such a name before gives way.

    >>> renamed({"kop": "Mill", "title": "x", "n": 1}, {"kop": "title"})
    {'title': 'Mill', 'n': 1}
    """
    mapped = {field: held[column] for column, field in columns.items() if column in held}
    rest = {key: value for key, value in held.items() if key not in columns and key not in mapped}
    return mapped | rest


def dumped(value: Any) -> bytes:
    """The value as JSON."""
    # A lone surrogate cannot be encoded; written as \udxxx it is the JSON escape that it came from.
    return json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace")


def is_lines(head: bytes) -> bool:
    """Whether JSON that begins so has a record a line: one of its first lines is an object by itself."""
    first = head.splitlines()[:20]
    if len(first) == 1 and len(head) == HEAD:
        return True  # one line longer than can be seen
    return head.lstrip().startswith(b"{") and (
        any(isinstance(load(line), dict) for line in first) or sum(line.startswith(b'{"') for line in first) > 1
    )


def _skip_line(stream: IO[bytes], line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(HEAD)
