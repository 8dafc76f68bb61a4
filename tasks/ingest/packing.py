"""Packed files: gzip, bzip2, xz and zstd streams, zip and tar archives, unpacked while they are read, within bounds."""

import bz2
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any

import zstandard

from tasks.ingest.document import Document
from tasks.ingest.file import BROKEN, File, Reader, TooLarge

GZIP = b"\x1f\x8b\x08"
CHUNK = 2**16
SLACK = 2**24  # unpacked bytes below which nothing is a bomb


def unpacked(opened: Callable[[IO[bytes]], IO[bytes] | io.RawIOBase]) -> Reader:
    """What reads a packed stream: it yields the one file inside."""

    def read(file: File) -> Iterator[Document | File]:
        packed = Metered(file.stream)
        yield file.inner("", Bounded(opened(packed), packed, file))  # type: ignore[arg-type]  # a reader is all they ask

    return read


def zipped(file: File) -> Iterator[Document | File]:
    """The files in a zip archive. A name in it is a place to tell, never a path to write to."""
    with file.seekable() as whole, _opened(whole) as archive:
        if sum(member.compress_size for member in archive.infolist()) > whole.seek(0, io.SEEK_END):
            raise TooLarge("holds members that overlap")
        for member in archive.infolist():
            if member.filename.endswith("/"):  # what `is_dir` asks too, which stumbles over a member without a name
                continue
            try:
                with archive.open(member) as stream:
                    yield file.inner(member.filename, Bounded(stream, Given(member.compress_size), file))
            except (*BROKEN, RuntimeError) as error:  # the latter for a password or a method that zipfile lacks
                yield file.broken(error, at=f"!{member.filename}")


def _opened(whole: IO[bytes]) -> zipfile.ZipFile:
    """The archive; BadZipFile also where it says that only a later version of zip can read it."""
    try:
        return zipfile.ZipFile(whole)
    except RuntimeError as error:
        raise zipfile.BadZipFile(str(error)) from error


def tarred(file: File) -> Iterator[Document | File]:
    """The files in a tar archive, in one pass."""
    with tarfile.open(fileobj=Ending(file.stream), mode="r|", tarinfo=Header) as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.isfile() and not member.issparse() else None
            if stream is not None:
                yield file.inner(member.name, stream)
            elif member.issparse():
                yield file.refused("unknown_format", "a sparse member", at=f"!{member.name}")


class Header(tarfile.TarInfo):
    """A member's header. What tarfile reads whole into memory, long names and extended headers, is bounded."""

    LONGEST = 2**20  # bytes; a path has at most some thousands
    WHOLE = (*tarfile.GNU_TYPES[:2], tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE)

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> "Header":
        """The header that the block holds. TooLarge where more than LONGEST bytes are said to belong to it."""
        header = super().frombuf(buf, encoding, errors)
        if header.type in cls.WHOLE and header.size > cls.LONGEST:
            raise TooLarge(f"a header of {header.size} bytes")
        return header


class Ending(io.RawIOBase):
    """A stream that ends: to skip a member, tarfile reads as many blocks as it claims, though nothing is there."""

    PATIENCE = 16  # reads

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._left = stream, self.PATIENCE

    def read(self, size: int = -1) -> bytes:
        """What is there; EOFError where nothing has been for long."""
        data = self._stream.read(size)
        if not data:
            self._left -= 1
        if self._left <= 0:
            raise EOFError("a member is cut off")
        return data


class Gunzip(io.RawIOBase):
    """gzip members unpacked one behind the other; a damaged one raises once, and reading on goes on behind it."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed, self._held, self._inflate = packed, b"", zlib.decompressobj(31)
        self._began = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while self._held or self._refilled():
            data = self._some(len(buffer))
            if data:
                buffer[: len(data)] = data
                return len(data)
        if self._began:
            self._began = False
            raise EOFError("a gzip member is cut off")
        return 0

    def _refilled(self) -> bool:
        self._held = self._packed.read(CHUNK)
        return bool(self._held)

    def _some(self, most: int) -> bytes:
        if not self._began:
            self._held = self._held.lstrip(b"\0")  # padding between members
            if not self._held:
                return b""
        self._began = True
        try:
            data = self._inflate.decompress(self._held, most)
        except zlib.error:
            self._next_member()
            raise
        self._held = self._inflate.unconsumed_tail
        if self._inflate.eof:
            self._held, self._began = self._inflate.unused_data, False
            self._inflate = zlib.decompressobj(31)
        return data

    def _next_member(self) -> None:
        """Go to where the next member seems to begin, or to the end."""
        self._inflate, self._began = zlib.decompressobj(31), False
        held = self._held[1:]
        while (place := held.find(GZIP)) < 0:
            more = self._packed.read(CHUNK)
            if not more:
                self._held = b""
                return
            held = held[-2:] + more
        self._held = held[place:]


class Metered(io.RawIOBase):
    """A stream that counts what is read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.count = stream, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        self.count += len(data)
        buffer[: len(data)] = data
        return len(data)


class Given:
    """A count that is known beforehand."""

    def __init__(self, count: int) -> None:
        self.count = count


class Bounded(io.RawIOBase):
    """Unpacked bytes, until they are more than the limits allow: then TooLarge."""

    def __init__(self, stream: IO[bytes] | io.RawIOBase, packed: Metered | Given, file: File) -> None:
        self._packed, self._limits, self._count = packed, file.arrival.limits, 0
        # One step at a time, so that what stands before a damage is not lost with it.
        self._some: Callable[[int], bytes | None] = getattr(stream, "read1", stream.read)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._some(min(len(buffer), CHUNK)) or b""
        self._count += len(data)
        if self._count > self._limits.unpacked:
            raise TooLarge(f"unpacks to more than {self._limits.unpacked} bytes")
        if self._count > SLACK and self._count > self._limits.ratio * self._packed.count:
            raise TooLarge(f"unpacks to more than {self._limits.ratio} times its size")
        buffer[: len(data)] = data
        return len(data)


def zstd(packed: IO[bytes]) -> IO[bytes]:
    """The bytes of all frames of a zstd stream."""
    opened: IO[bytes] = zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(packed, read_across_frames=True)
    return opened


gzip = unpacked(Gunzip)
bzip2 = unpacked(bz2.BZ2File)
xz = unpacked(lzma.LZMAFile)
zst = unpacked(zstd)
