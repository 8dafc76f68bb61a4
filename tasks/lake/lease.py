"""One writer at a time where there are no locks: a lease, an object that its holder renews and others may take over.

A lease ends when it is released, or when it has not been renewed for EXPIRY seconds by the store's own clock: a process
that is killed holds it no longer than that. A holder that was merely paused may wake after another took over. So the
lease keeps writers from doing work in vain, and nothing more: that no such holder can publish is the commit's to see to
(see `objects`).
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from schemas.errors import LakeError
from tasks.lake.bucket import Bucket, Conflict, Found

EXPIRY = 30.0  # seconds without a renewal after which a lease may be taken over
RENEWALS = 4  # in that time
PAUSE = 0.2  # seconds between two tries for it
PATIENCE = 3.0  # seconds of waiting before the user is told


@dataclass
class Lease:
    """A lease that is held. `term` is its number: each holder's is larger than all before. `inherited`: not released
    by the one before, who may still be alive. `left`: to run out by itself, since what its holder did is uncertain."""

    bucket: Bucket
    key: str
    etag: str
    term: int
    inherited: bool
    left: bool = False

    def renew(self) -> None:
        """Say that the holder lives. Conflict where another has taken over."""
        self.etag = self.bucket.put(self.key, written(self.term, held=True), over=self.etag)

    def release(self) -> None:
        """Let the next one in at once; if that fails, the lease runs out by itself."""
        with suppress(Conflict, LakeError):
            self.bucket.put(self.key, written(self.term, held=False), over=self.etag)


@contextmanager
def held(
    bucket: Bucket, key: str, *, timeout: float | None = None, on_wait: Callable[[], None] | None = None
) -> Iterator[Lease]:
    """Hold the lease while the block runs, waiting up to `timeout` seconds (None: for ever) for another to end.

    `on_wait` is called once if the wait grows long. Raises LakeError when the time is up.
    """
    begun, told = time.monotonic(), False
    while (lease := taken(bucket, key)) is None:
        waited = time.monotonic() - begun
        if timeout is not None and waited >= timeout:
            place = f"{bucket.name}/{key.partition('/_ledger/')[0]}"
            raise LakeError(
                f"Another run has been writing to {place} for {timeout:g} seconds: wait for it to end, then run again."
            )
        if on_wait is not None and not told and waited >= PATIENCE:
            on_wait()
            told = True
        time.sleep(PAUSE)
    with renewed(lease):
        yield lease


@contextmanager
def renewed(lease: Lease) -> Iterator[None]:
    """Renew the lease while the block runs, and release it then."""
    done = threading.Event()

    def renew() -> None:
        while not done.wait(EXPIRY / RENEWALS):
            try:
                lease.renew()
            except Conflict:
                return  # the commit will tell
            except LakeError:
                continue  # the store does not answer just now

    renewing = threading.Thread(target=renew, name="lease", daemon=True)
    renewing.start()
    try:
        yield
    finally:
        done.set()
        renewing.join()
        if not lease.left:
            lease.release()


def taken(bucket: Bucket, key: str) -> Lease | None:
    """The lease, if it is free or has run out."""
    found = bucket.get(key)
    last = read(found)
    if standing(found):
        return None
    term = int(last.get("term", 0)) + 1
    try:
        etag = bucket.put(key, written(term, held=True), over=None if found is None else found.etag)
    except Conflict:
        return None
    return Lease(bucket, key, etag, term, inherited=bool(last.get("held")))


def standing(found: Found | None) -> bool:
    """Whether somebody holds the lease and has renewed it lately."""
    return found is not None and bool(read(found).get("held")) and found.age <= EXPIRY


def read(found: Found | None) -> dict[str, Any]:
    """What a lease says; nothing where there is none, or the empty lock of a lake that came from a folder."""
    return json.loads(found.content) if found is not None and found.content else {}


def written(term: int, *, held: bool) -> bytes:
    """A lease; no two are the same, so that each has an etag of its own."""
    return json.dumps({"term": term, "held": held, "written": uuid4().hex}).encode()
