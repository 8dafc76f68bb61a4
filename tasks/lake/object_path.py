"""Paths into an object store, with those methods of `pathlib.Path` that a lake needs of them."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import total_ordering
from pathlib import PurePosixPath
from types import SimpleNamespace
from typing import TYPE_CHECKING

from tasks.lake.address import SCHEME

SMALL = 1_000_000  # bytes

if TYPE_CHECKING:  # it brings botocore along, which takes time that lakes in folders need not wait for
    from tasks.lake.bucket import Bucket, Found


@total_ordering
@dataclass(frozen=True, eq=False)
class ObjectPath:
    """A key of a bucket, or what several keys begin with. `found` is what a listing told of the object."""

    bucket: "Bucket"
    path: PurePosixPath
    found: "Found | None" = field(default=None, repr=False)

    def __truediv__(self, name: str) -> "ObjectPath":
        return ObjectPath(self.bucket, self.path / name)

    def __str__(self) -> str:
        return f"{SCHEME}{self.bucket.name}/{self.key}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ObjectPath) and str(self) == str(other)

    def __lt__(self, other: "ObjectPath") -> bool:
        return self.path < other.path

    def __hash__(self) -> int:
        return hash(str(self))

    @property
    def key(self) -> str:
        """The object's key; empty for the bucket itself."""
        return "" if self.path == PurePosixPath() else self.path.as_posix()

    @property
    def name(self) -> str:
        """The last part."""
        return self.path.name

    @property
    def stem(self) -> str:
        """The last part without its suffix."""
        return self.path.stem

    @property
    def parent(self) -> "ObjectPath":
        """What this stands under."""
        return ObjectPath(self.bucket, self.path.parent)

    def relative_to(self, other: "ObjectPath") -> PurePosixPath:
        """The rest of the path below another."""
        return self.path.relative_to(other.path)

    def exists(self) -> bool:
        """Whether there is such an object."""
        return self.bucket.head(self.key) is not None

    def is_file(self) -> bool:
        """Whether this came of a listing: listings tell of objects alone."""
        return self.found is not None

    def stat(self) -> SimpleNamespace:
        """With `st_size`, its bytes."""
        return SimpleNamespace(st_size=self.seen().size)

    def seen(self) -> "Found":
        """What is known of the object; FileNotFoundError where there is none."""
        found = self.found or self.bucket.head(self.key)
        if found is None:
            raise FileNotFoundError(f"No object {self}")
        return found

    def read_bytes(self) -> bytes:
        """The whole content."""
        found = self.bucket.get(self.key)
        if found is None:
            raise FileNotFoundError(f"No object {self}")
        return found.content

    def read_text(self, encoding: str = "utf-8") -> str:
        """The whole content as text."""
        return self.read_bytes().decode(encoding)

    def open(self) -> "ObjectFile":
        """The object for reading where it is wanted; the same one to the end, even where it is replaced meanwhile."""
        return ObjectFile(self.bucket, self.seen())

    def rglob(self, pattern: str) -> Iterator["ObjectPath"]:
        """All objects below whose last parts match."""
        for found in self.bucket.list(f"{self.key}/" if self.key else ""):
            path = PurePosixPath(found.key)
            if path.match(pattern):
                yield ObjectPath(self.bucket, path, found)

    def glob(self, pattern: str) -> Iterator["ObjectPath"]:
        """The objects below whose path from here matches, part by part."""
        parts = pattern.count("/") + 1
        return (path for path in self.rglob(pattern) if len(path.relative_to(self).parts) == parts)

    def iterdir(self) -> Iterator["ObjectPath"]:
        """What stands directly below."""
        names = {path.relative_to(self).parts[0] for path in self.rglob("*")}
        return (self / name for name in sorted(names))


class ObjectFile(io.RawIOBase):
    """One object as a file, each read a request that names the very object: FileNotFoundError where it is replaced.

    A small one is fetched as a whole, since a request takes longer than its bytes.
    """

    def __init__(self, bucket: "Bucket", found: "Found") -> None:
        self.bucket, self.found, self.at = bucket, found, 0
        self.fetched = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Where the next read begins."""
        return self.at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Read on from there."""
        self.at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.found.size}[whence]
        return self.at

    def read(self, size: int | None = -1) -> bytes:
        """The next bytes, all that remain for -1."""
        end = self.found.size if size is None or size < 0 else min(self.found.size, self.at + size)
        content = self._part(self.at, end) if end > self.at else b""
        self.at += len(content)
        return content

    def _part(self, start: int, end: int) -> bytes:
        if self.found.size > SMALL:
            return self.bucket.part(self.found, start, end)
        self.fetched = self.fetched or self.bucket.part(self.found, 0, self.found.size)
        return self.fetched[start:end]
