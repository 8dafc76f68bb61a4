"""Tables of articles: CSV and Parquet, a row a record."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import IO, Any

import pyarrow.parquet as pq

from tasks.ingest.document import Document
from tasks.ingest.file import File
from tasks.ingest.record import names
from tasks.ingest.records import numbered

DELIMITERS = ",\t;|"
PARQUET = b"PAR1"
ROWS = 200  # of a Parquet file at a time, so that memory stays flat
BUFFER = 2**20  # bytes of a column read at a time


def delimiter(head: bytes, columns: Mapping[str, str] | None = None) -> str | None:
    """What parts the columns of a CSV that begins so; None for what has no header with an article's text or address.

    >>> delimiter(b"title;text\\nMill reopens;It reopened."), delimiter(b"The text, a long one, begins.")
    (';', None)
    """
    wanted = {*names()["text"], *names()["url"], *(column.lower() for column in columns or ())}
    header = head.partition(b"\n")[0].decode("utf-8-sig", "replace").strip()
    for mark in DELIMITERS:
        found = [column.strip().strip('"').lower() for column in header.split(mark)]
        if len(found) > 1 and set(found) & wanted and len(set(found)) == len(found):
            return mark
    return None


def csv_rows(file: File) -> Iterator[Document]:
    """The rows of a CSV, each a document."""
    mark = delimiter(file.head, file.arrival.columns) or ","
    yield from numbered(csv_records(file.stream, mark, file.arrival.limits.document), file)


def csv_records(stream: IO[bytes], mark: str, most: int) -> Iterator[dict[str, Any]]:
    """The rows of a CSV as records; cells without a header are left out. csv.Error for a line or cell of `most`."""
    lines = io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="")
    csv.field_size_limit(most)
    for row in csv.DictReader(_lines(lines, most), delimiter=mark):
        yield {str(name).strip(): cell for name, cell in row.items() if name is not None and cell}


def _lines(lines: io.TextIOWrapper, most: int) -> Iterator[str]:
    """The lines, each held only up to its bound: one without an end could fill all memory."""
    while line := lines.readline(most):
        if len(line) == most:
            raise csv.Error(f"a line of {most} characters or more")
        yield line.replace("\0", "")


def parquet_rows(file: File) -> Iterator[Document]:
    """The rows of a Parquet file, each a document."""
    with file.seekable() as whole:
        yield from numbered(parquet_records(whole), file)


def parquet_records(whole: IO[bytes]) -> Iterator[dict[str, Any]]:
    """The rows of a Parquet file as records, some at a time. Raises pyarrow.ArrowException for a damaged file."""
    with pq.ParquetFile(whole, buffer_size=BUFFER, pre_buffer=False) as file:
        for rows in file.iter_batches(ROWS):
            for row in rows.to_pylist():
                yield {name: cell for name, cell in row.items() if cell is not None}
