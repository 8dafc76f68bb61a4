"""Visits: what is remembered of an address, so that its server is asked only for what has changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Visit:
    """An address that was read to its end.

    `place` is the address as it may be shown, `etag` and `last_modified` what its server said of this version, and
    `entry` and `link` the hash and the document_id of the feed's entry or link that led there.
    """

    key: str
    place: str
    etag: str | None = None
    last_modified: str | None = None
    entry: str | None = None
    link: str | None = None


Remembered = Mapping[str, Visit]


def fingerprint(entry: bytes) -> str:
    """The hash of a feed's entry, by which it is told whether the entry has changed."""
    return blake2b(entry, digest_size=8).hexdigest()
