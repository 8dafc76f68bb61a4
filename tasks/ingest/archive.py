"""Web archives: WARC and ARC files, streamed record by record, whatever is wrong with them.

A record's length is believed where another record, or the end, stands behind it. Where it lies, the record ends before
the next one that can be found; what belongs to no record is told as damaged, with its place and size.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tasks.ingest import http, sniff
from tasks.ingest.document import Document
from tasks.ingest.file import BROKEN, File, Reader
from tasks.ingest.forward import CHUNK, Forward

LINE = 2**16  # bytes of a head's line; the longest addresses have some thousands
BEHIND = 2**13  # bytes seen behind a block: another record has to begin there
LONGEST_START = 2**12  # bytes of a line that begins a record
SEPARATOR = re.compile(rb"(?:\r?\n){1,2}\Z")  # what parts a record from the next
BLANK = b"\0\r\n\t "  # what may stand between two records
VAIN = 16  # reads that may fail, one upon the other, before a file is given up
ABOUT_CRAWL = {"metadata", "urn", "dns", "filedesc"}  # schemes of what crawlers write of themselves
PAGES = {"response", "resource"}  # types of record that hold a page


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before a record's block. `length` is None where none can be read."""

    type: str
    url: str | None
    content_type: str
    length: int | None
    missing: str | None = None  # why the crawler kept less than there was


@dataclass(frozen=True, slots=True)
class Dialect:
    """How records begin in a kind of archive, and how their heads are read."""

    start: re.Pattern[bytes]
    head: Callable[[Forward], Head]


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its head, its block as far as it can be had, and what of it could not be."""

    head: Head
    block: bytes
    damage: str | None = None


def reader(dialect: Dialect) -> Reader:
    """What reads archives of that kind: a document a page; other records are passed over, and counted."""

    def read(file: File) -> Iterator[Document]:
        ahead = Forward(file.stream)
        number, vain = 0, 0
        while vain < VAIN:
            number, at = number + 1, ahead.at
            try:
                lost = _to_start(ahead, dialect)
                if lost:
                    yield file.refused("damaged", f"{lost} bytes at byte {at} that are no record", at=f"#{number}-")
                if not ahead.ahead(1):
                    return
                record = _record(ahead, dialect, file.arrival.limits.document)
            except BROKEN as error:
                vain = vain + 1 if ahead.at == at else 0
                if vain < 2:  # the first of a row tells of all
                    yield file.broken(error, at=f"#{number}")
                continue
            yield from _documents(record, file, f"#{number}")

    return read


def _to_start(ahead: Forward, dialect: Dialect) -> int:
    """Go to where the next record begins, or to the end; how many bytes that say something were passed."""
    lost = 0
    while line := ahead.line(LINE):
        start = dialect.start.search(line)
        if start is not None:
            ahead.give_back(line[start.start() :])
            return lost + len(line[: start.start()].strip(BLANK))
        lost += len(line.strip(BLANK))
    return lost


def _record(ahead: Forward, dialect: Dialect, most: int) -> Record:
    head = dialect.head(ahead)
    if head.length is None:
        return Record(head, b"", "no length")
    if head.length > most:
        return _passed(ahead, head, dialect, most)
    block = ahead.take(head.length) if head.length else b""
    behind = b"" if ahead.stopped else ahead.ahead(BEHIND)
    next_one = dialect.start.search(behind)
    between = behind if next_one is None else behind[: next_one.start()]
    if len(block) == head.length and not between.strip(BLANK):
        return Record(head, block)
    return _of_false_length(ahead, head, block, behind, dialect, most)


def _of_false_length(ahead: Forward, head: Head, block: bytes, behind: bytes, dialect: Dialect, most: int) -> Record:
    """The record whose length leads to where no record begins: cut before the next one, or read on up to it."""
    inside = dialect.start.search(block + behind[:LONGEST_START])
    if inside is not None and inside.start() < len(block):
        ahead.give_back(block[inside.start() :])
        return Record(head, SEPARATOR.sub(b"", block[: inside.start()]))
    if len(block) < (head.length or 0):
        return Record(head, block, f"cut off, {len(block)} of {head.length} bytes")
    if head.type not in PAGES:
        return Record(head, block)
    whole = bytearray(block)
    while len(whole) <= most and not ahead.stopped and (line := ahead.line(LINE)):
        start = dialect.start.search(line)
        if start is not None:
            ahead.give_back(line[start.start() :])
            return Record(head, SEPARATOR.sub(b"", bytes(whole + line[: start.start()])))
        whole += line
    return Record(head, SEPARATOR.sub(b"", bytes(whole)), None if len(whole) <= most else "no end")


def _passed(ahead: Forward, head: Head, dialect: Dialect, most: int) -> Record:
    """A record too large to be held, with the beginning of its block; the rest is passed, up to another record."""
    left = head.length or 0
    block = seen = b""
    while left and not ahead.stopped and (piece := ahead.take(min(left, CHUNK))):
        start = dialect.start.search(seen + piece)
        if start is not None:
            ahead.give_back((seen + piece)[start.start() :])
            break
        block, seen, left = block or piece, piece[-LONGEST_START:], left - len(piece)
    return Record(head, block, f"more than {most} bytes")


def _documents(record: Record, file: File, at: str) -> Iterator[Document]:
    """The page that the record holds, and what is missing of it."""
    head, most = record.head, file.arrival.limits.document
    answer = http.answer(record.block)
    kind = _no_page(head, answer, record.block)
    if kind is not None:
        file.arrival.tally.passed_over[kind] += 1
    elif (head.length or 0) > most:
        yield file.too_large(at=at)
    else:
        body, damage = (record.block, None) if answer is None else http.decoded(answer, most)
        yield from _page(body, _said(head, answer, body), record.damage or damage or head.missing, head.url, file, at)


def _page(body: bytes, said: str, damage: str | None, url: str | None, file: File, at: str) -> Iterator[Document]:
    type = http.READABLE.get(said, sniff.HTML)
    content = body if damage is None else http.whole_part(body, type)
    if len(content) > file.arrival.limits.document:
        yield file.too_large(at=at)
    elif content.strip():
        yield file.document(content, type, at=at, url=url)
    elif damage is None:
        yield file.refused("empty", f"{url}: {len(body)} bytes", body, at=at)
    if damage is not None:
        yield file.refused("damaged", f"{url}: {damage}", at=f"{at}+")


def _no_page(head: Head, answer: http.Answer | None, block: bytes) -> str | None:
    """What the record is, where it is no page that was had: its type, status or media type. None for a page."""
    if head.type not in PAGES:
        return f"{head.type} record"
    if answer is not None and not 200 <= answer.status < 300:
        return f"status {answer.status}"
    said = _said(head, answer, block if answer is None else answer.body)
    if block and said not in http.READABLE:
        return said or "no media type"
    scheme = (head.url or "").partition(":")[0].lower()
    if scheme in ABOUT_CRAWL:
        return f"{scheme}: address"
    return "robots.txt" if (head.url or "").endswith("/robots.txt") else None


def _said(head: Head, answer: http.Answer | None, body: bytes) -> str:
    """What the page is said to be; told by its content where nothing is said."""
    said = http.media_type(head.content_type) if answer is None else answer.media_type
    return said or sniff.media_type(body[:LINE])
