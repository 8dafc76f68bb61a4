"""What a server answered, as archives keep it: status, headers, and the page without its chunks and compression."""

import re
import zlib
from dataclasses import dataclass

import zstandard

from tasks.ingest import sniff

STATUS = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})\b")
HEADERS = re.compile(rb"\r?\n\r?\n")
READABLE = {"text/html": sniff.HTML, "application/xhtml+xml": sniff.HTML, "text/plain": sniff.TEXT}
CHUNK_SIZE = re.compile(rb"(?:\r?\n)?([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer's status, its headers by name in lower case, and its body as it was sent."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """What the body is, as the server says; "" where it does not."""
        return media_type(self.headers.get("content-type", ""))


def answer(block: bytes) -> Answer | None:
    """The answer that the bytes hold; None where they hold none.

    >>> answer(b"HTTP/1.1 200 OK\\r\\nContent-Type: text/html; charset=utf-8\\r\\n\\r\\n<p>Mill").media_type
    'text/html'
    """
    status = STATUS.match(block)
    if status is None:
        return None
    end = HEADERS.search(block)
    head, body = (block, b"") if end is None else (block[: end.start()], block[end.end() :])
    return Answer(int(status[1]), headers(head.partition(b"\n")[2]), body)


def headers(lines: bytes) -> dict[str, str]:
    """Headers by their name in lower case; the first of a name counts, lines folded onto it are joined."""
    found: dict[str, str] = {}
    last = ""
    for line in lines.decode("utf-8", "replace").splitlines():
        if line[:1] in " \t" and last:
            found[last] += " " + line.strip()
            continue
        name, mark, value = line.partition(":")
        last = name.strip().lower() if mark and name.strip().lower() not in found else ""
        if last:
            found[last] = value.strip()
    return found


def media_type(content_type: str) -> str:
    """The media type without parameters, in lower case."""
    return content_type.partition(";")[0].strip().lower()


def decoded(answer: Answer, most: int) -> tuple[bytes, str | None]:
    """The body without chunks and compression, up to `most` bytes and one; and what of it was damaged, if any."""
    body, damage = answer.body, None
    if "chunked" in answer.headers.get("transfer-encoding", "").lower():
        body, damage = _unchunked(body)
    for encoding in reversed(answer.headers.get("content-encoding", "").lower().split(",")):
        body, trouble = _unpacked(body, encoding.strip(), most)
        damage = damage or trouble
    return body, damage


def whole_part(content: bytes, type: str) -> bytes:
    """As much of a page or text that was cut off as ends with a tag or a line, so that no figure in it is half."""
    end = content.rfind(b">" if type == sniff.HTML else b"\n")
    return content[: end + 1]


def _unchunked(body: bytes) -> tuple[bytes, str | None]:
    """Chunks joined. Crawlers often keep the header and store the body joined: such a body is left as it is."""
    joined, at = bytearray(), 0
    while (size := CHUNK_SIZE.match(body, at)) is not None:
        length = int(size[1], 16)
        if length == 0:
            return bytes(joined), None
        at = size.end() + length
        joined += body[size.end() : at]
        if at > len(body):
            return bytes(joined), "a chunk is cut off"
    return (bytes(joined) + body[at:], "wrong chunks") if joined else (body, None)


def _unpacked(body: bytes, encoding: str, most: int) -> tuple[bytes, str | None]:
    """The bytes unpacked; as they are where they are none of what the header says, as crawlers unpack them too."""
    if encoding in {"gzip", "x-gzip", "deflate"}:
        windows = (31,) if "gzip" in encoding else (15, -15)  # deflate comes with and without zlib's head
        return next((found for window in windows if (found := _inflated(body, window, most)) is not None), (body, None))
    if encoding == "zstd" and body.startswith(b"\x28\xb5\x2f\xfd"):
        try:
            return zstandard.ZstdDecompressor().stream_reader(body).read(most + 1), None
        except zstandard.ZstdError as error:
            return b"", f"cannot be unpacked: {error}"
    if encoding not in {"", "identity", "zstd"} and sniff.stranger(body[: 2**16]) is not None:
        return b"", f"packed as {encoding}, which is not read"
    return body, None


def _inflated(body: bytes, window: int, most: int) -> tuple[bytes, str | None] | None:
    """The body inflated, as far as it can be; None where it is not packed so at all."""
    inflate = zlib.decompressobj(window)
    joined = bytearray()
    try:
        for start in range(0, len(body), 2**12):
            joined += inflate.decompress(body[start : start + 2**12], most + 1)
            if inflate.eof or len(joined) > most:
                return bytes(joined), None
    except zlib.error as error:
        return (bytes(joined), f"cannot be unpacked: {error}") if joined else None
    return bytes(joined), "packed, and cut off"
