"""Files in stores and on servers, by their address: s3:// and whatever else fsspec opens."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import fsspec

from schemas.errors import BadInput
from tasks.ingest.fetch.address import told

# Endings of the paths of files that hold many documents; an http address with another ending is a page or a feed.
DATA = (
    *(".warc", ".arc", ".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet", ".mbox", ".eml"),
    *(".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst"),
)


def is_remote(place: str) -> bool:
    """Whether the place is an address with a scheme rather than a path.

    >>> is_remote("s3://news/2024/a.warc.gz"), is_remote("news/a.warc.gz")
    (True, False)
    """
    return "://" in place


def is_page(place: str) -> bool:
    """Whether the place is an address on the web that is read as a page or feed, not as a file of documents.

    >>> is_page("https://example.com/2024/mill"), is_page("https://example.com/crawl.warc.gz?x=1")
    (True, False)
    >>> is_page("https://example.com/sitemap.xml.gz")
    True
    """
    address = urlsplit(place)
    path = address.path.lower()
    return address.scheme.lower() in {"http", "https"} and (path.endswith(".xml.gz") or not path.endswith(DATA))


def opened(place: str) -> AbstractContextManager[IO[bytes]]:
    """The bytes of the file, to be read and sought in."""
    if is_remote(place):
        store, path = _store(place)
        return _read(store, path)
    return Path(place).open("rb")


def expanded(place: str) -> list[str]:
    """The files that an address stands for: itself, those below a folder, or those that fit a glob, by name."""
    store, path = _store(place)
    if "*" in path:
        found = store.glob(path)
    else:
        found = store.find(path) if store.isdir(path) else [path] if store.exists(path) else []
    if not found:
        raise BadInput(f"No file or folder '{told(place)}'. Give an existing address, or a glob of it.")
    return [store.unstrip_protocol(one) for one in sorted(found)]


def _store(place: str) -> tuple[Any, str]:
    try:
        return fsspec.core.url_to_fs(place)
    except (ValueError, ImportError) as error:  # a scheme that is unknown, or not installed
        raise BadInput(f"'{told(place)}' cannot be read: {error}.") from error


def _read(store: Any, path: str) -> AbstractContextManager[IO[bytes]]:
    return store.open(path, "rb", block_size=2**23, cache_type="readahead")
