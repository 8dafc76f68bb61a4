"""URL lists: a text of addresses, one a line, each the link to a page (RFC 2483, text/uri-list)."""

import re
from collections.abc import Iterator

from tasks.ingest.document import Document
from tasks.ingest.file import HEAD, File
from tasks.ingest.records import link

ADDRESS = re.compile(rb"https?://[^\s<>\"]+", re.IGNORECASE)
LONGEST = 2**14  # bytes of an address


def is_list(head: bytes) -> bool:
    """Whether a text that begins so is a list of addresses: nothing but addresses, and comments behind '#'.

    >>> is_list(b"# today\\nhttps://example.com/a\\n"), is_list(b"See https://example.com/a")
    (True, False)
    """
    whole = head.removeprefix(b"\xef\xbb\xbf").splitlines()
    lines = [line.strip() for line in (whole[:-1] if len(head) == HEAD else whole)]
    told = [line for line in lines if line and not line.startswith(b"#")]
    return bool(told) and all(ADDRESS.fullmatch(line) for line in told)


def read(file: File) -> Iterator[Document]:
    """A link for each address; what is none is refused."""
    for number, line in enumerate(iter(lambda: file.stream.readline(LONGEST), b""), 1):
        bare = line.removeprefix(b"\xef\xbb\xbf").strip()
        if ADDRESS.fullmatch(bare):
            yield link({"url": bare.decode("utf-8", "replace")}, file, f"#{number}")
        elif bare and not bare.startswith(b"#"):
            yield file.refused("unknown_format", "no web address", bare, at=f"#{number}")
