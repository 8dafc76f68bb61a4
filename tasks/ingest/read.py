"""Documents out of files, folders, archives, stores and standard input, each exactly as it arrived."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import datetime
from itertools import islice
from typing import Any

from tasks.ingest import formats, remote
from tasks.ingest.arrival import Arrival
from tasks.ingest.document import Document
from tasks.ingest.file import BROKEN, File
from tasks.ingest.places import STDIN, places, printable

PACKINGS = {"gzip", "bzip2", "xz", "zstd", "zip", "tar"}


def documents(
    inputs: Sequence[str], *, first_seen_at: datetime, limit: int | None = None, **more: Any
) -> Iterator[Document]:
    """Every document of the inputs, in a fixed order; what cannot be read is a document too, with its refusal.

    `more` is what Arrival takes. Archives and records are streamed. Raises BadInput at once for an input that does not
    exist.
    """
    arrival = Arrival(first_seen_at, **more)
    return islice((document for place in places(inputs) for document in of_place(place, arrival)), limit)


def of_place(place: str, arrival: Arrival) -> Iterator[Document]:
    """The documents of one file, wherever it lies."""
    try:
        with nullcontext(sys.stdin.buffer) if place == STDIN else remote.opened(place) as stream:
            origin = None if place == STDIN or not stream.seekable() else stream
            yield from of_file(File.of(printable(place), arrival, stream, origin=origin))
    except BROKEN as error:
        detail = f"{type(error).__name__}: {error}".replace(place, printable(place))
        yield arrival.refused(printable(place), "unreadable", detail, format="other")


def of_file(file: File) -> Iterator[Document]:
    """The documents of a file, told by its content, and of the files inside it."""
    return of_format(file, formats.of(file))


def of_format(file: File, format: formats.Format) -> Iterator[Document]:
    """The documents of a file that is taken to be of that format, and of the files inside it."""
    file = file.named(format.name)
    if format.name in PACKINGS and file.depth >= file.arrival.limits.nesting:
        yield file.refused("too_large", f"packed more than {file.arrival.limits.nesting} times over")
        return
    read = 0
    try:
        for found in format.read(file):
            if isinstance(found, File):
                yield from of_file(found)
                continue
            file.arrival.tally.formats[found.format] += 1
            yield found
            read += 1
    except BROKEN as error:
        file.arrival.tally.formats[file.format] += 1
        yield file.broken(error, at=f"#{read + 1}" if read else "")
    except MemoryError:
        raise
    # No file, however strange, may stop a run; its fault becomes a reject that names it.
    except Exception as fault:
        yield file.refused("failed", f"{type(fault).__name__}: {fault}"[:500], at=f"#{read + 1}" if read else "")
