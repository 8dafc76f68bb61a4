"""Tables of articles: CSV and Parquet, a row a record."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pyarrow.parquet as pq

from tasks.ingest.record import names

DELIMITERS = ",\t;|"
PARQUET = b"PAR1"
ROWS = 200  # of a Parquet file at a time, so that memory stays flat


def delimiter(head: bytes) -> str | None:
    """What parts the columns of a CSV that begins so; None for what has no header with an article's text in it.

    >>> delimiter(b"title;text\\nMill reopens;It reopened."), delimiter(b"The text, a long one, begins.")
    (';', None)
    """
    header = head.partition(b"\n")[0].decode("utf-8-sig", "replace").strip()
    for mark in DELIMITERS:
        columns = [column.strip().strip('"').lower() for column in header.split(mark)]
        if len(columns) > 1 and set(columns) & set(names()["text"]) and len(set(columns)) == len(columns):
            return mark
    return None


def csv_records(stream: IO[bytes], mark: str) -> Iterator[dict[str, Any]]:
    """The rows of a CSV as records; cells without a header are left out."""
    lines = io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="")
    csv.field_size_limit(2**27)
    for row in csv.DictReader((line.replace("\0", "") for line in lines), delimiter=mark):
        yield {str(name).strip(): cell for name, cell in row.items() if name is not None and cell}


def parquet_records(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a Parquet file as records. Raises pyarrow.ArrowException for a damaged file."""
    with pq.ParquetFile(path) as file:
        for rows in file.iter_batches(ROWS):
            for row in rows.to_pylist():
                yield {name: cell for name, cell in row.items() if cell is not None}
