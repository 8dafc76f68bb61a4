"""A file: bytes under a name, read forward, wherever they come from: a disk, an archive, a store."""

import csv
import io
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from shutil import copyfileobj
from typing import IO, Any

import pyarrow as pa
import zstandard

from tasks.ingest.arrival import Arrival
from tasks.ingest.document import Document, Refusal

HEAD = 2**16  # bytes by which the format is told


class TooLarge(Exception):
    """A packed file that unpacks to more than the limits allow."""


# What reading a damaged file can end in.
BROKEN = (
    *(OSError, EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError, zipfile.BadZipFile, tarfile.TarError),
    *(csv.Error, pa.ArrowException, ValueError, TooLarge),
)


@dataclass(frozen=True)
class File:
    """Bytes to be read once, forward, from their beginning.

    `head` is how they begin; `url` the address they were fetched from, if they were; `origin` the same bytes in a form
    that can be sought in, where there is one; `depth` how many packings they lie in.
    """

    locator: str
    arrival: Arrival
    stream: io.BufferedReader
    head: bytes
    url: str | None = None
    origin: IO[bytes] | None = None
    depth: int = 0
    format: str = field(default="other")

    @classmethod
    def of(cls, locator: str, arrival: Arrival, raw: IO[bytes] | io.RawIOBase, **more: Any) -> "File":
        """The file of a stream that stands at its beginning."""
        head, error = _head(raw)
        return cls(locator, arrival, io.BufferedReader(Continued(head, error, raw), HEAD), head, **more)

    def inner(self, name: str, raw: IO[bytes] | io.RawIOBase) -> "File":
        """A file inside this one, under its own name, or under this one's where it has none."""
        locator = f"{self.locator}!{name}" if name else self.locator
        return File.of(locator, self.arrival, raw, url=None if name else self.url, depth=self.depth + 1)

    def named(self, format: str) -> "File":
        """The file, known to be of that format."""
        return replace(self, format=format)

    def whole(self) -> bytes | None:
        """All its bytes; None where they are more than one document may have."""
        content = self.stream.read(self.arrival.limits.document + 1)
        return content if len(content) <= self.arrival.limits.document else None

    def document(
        self,
        content: bytes,
        media_type: str,
        *,
        at: str = "",
        refusal: Refusal | None = None,
        name: str | None = None,
        url: str | None = None,
        source: str | None = None,
    ) -> Document:
        """A document of the file; `at` tells where in it, as in '#14'."""
        return self.arrival.document(
            self.locator + at, content, media_type, format=self.format, refusal=refusal, name=name, url=url,
            source=source,
        )  # fmt: skip

    def refused(self, reason: str, detail: str, content: bytes = b"", *, at: str = "") -> Document:
        """What stands there and cannot be used, with the reason."""
        return self.arrival.refused(self.locator + at, reason, detail, content, format=self.format)

    def too_large(self, *, at: str = "") -> Document:
        """What stands there is more than one document may be."""
        return self.refused("too_large", f"more than {self.arrival.limits.document} bytes", at=at)

    def broken(self, error: BaseException, *, at: str = "") -> Document:
        """What stands there cannot be read."""
        reason = "too_large" if isinstance(error, TooLarge) else "unreadable"
        return self.refused(reason, f"{type(error).__name__}: {error}", at=at)

    @contextmanager
    def seekable(self) -> Iterator[IO[bytes]]:
        """The same bytes in a form that can be sought in; copied to the disk where there is no other way."""
        if self.origin is not None:
            self.origin.seek(0)
            yield self.origin
            return
        with tempfile.TemporaryFile() as copy:
            copyfileobj(self.stream, copy, 2**20)
            copy.seek(0)
            yield copy


Reader = Callable[[File], Iterator[Document | File]]  # what reads a format: the documents, and the files inside


class Continued(io.RawIOBase):
    """A stream of which the head has been read already, whole again; an error met in reading it comes behind it."""

    def __init__(self, head: bytes, error: BaseException | None, rest: IO[bytes] | io.RawIOBase) -> None:
        self._head, self._error, self._rest = head, error, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._head and self._error is not None:
            error, self._error = self._error, None
            raise error
        data = self._head[: len(buffer)] or self._rest.read(len(buffer)) or b""
        self._head = self._head[len(data) :]
        buffer[: len(data)] = data
        return len(data)


def _head(raw: IO[bytes] | io.RawIOBase) -> tuple[bytes, BaseException | None]:
    head = b""
    try:
        while len(head) < HEAD and (more := raw.read(HEAD - len(head))):
            head += more
    except BROKEN as error:
        return head, error
    return head, None
