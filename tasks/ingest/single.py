"""Files that are one document: a text, a web page, and what nobody here can read."""

from collections.abc import Iterator

from tasks.ingest import sniff
from tasks.ingest.document import Document
from tasks.ingest.file import File
from tasks.ingest.page import own_url


def text(file: File) -> Iterator[Document]:
    """A plain text."""
    content = file.whole()
    yield file.too_large() if content is None else file.document(content, sniff.TEXT, url=file.url)


def page(file: File) -> Iterator[Document]:
    """A web page; the address that it gives as its own goes before the one it was fetched from."""
    content = file.whole()
    if content is None:
        yield file.too_large()
    else:
        yield file.document(content, sniff.HTML, url=own_url(content) or file.url)


def nothing(file: File) -> Iterator[Document]:
    """A file without anything in it."""
    content = file.whole()
    if content is None:
        yield file.too_large()
    else:
        yield file.refused("empty", f"{len(content)} bytes", content)


def stranger(file: File) -> Iterator[Document]:
    """A file of a format that is not read."""
    content = file.whole()
    kind = sniff.stranger(file.head) or "neither text nor HTML nor JSON"
    yield file.too_large() if content is None else file.refused("unknown_format", kind, content)
