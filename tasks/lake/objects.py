"""A lake in an object store, which has no renames and no locks: writes on a condition make it whole.

The steps are those of `commit`, and so is the layout, but for three things. Each writer stages in a folder of its own,
which the intent names. The intent is never removed: it waits to be applied if its number is larger than that of
`commit.json`. And Parquet pages begin elsewhere in each version of a file.

- commit: the intent is replaced on the condition that it is still the one that stood there when this writer began. One
  of two writers can succeed. Who takes over a lease first replaces the intent by itself: whoever held the lease before
  and wakes up later cannot commit any more.
- apply: an object carries the number of the publish that wrote it, and only ever gives way to one of a larger number.
  A writer that wakes up in the middle of this step, when others have published since, changes nothing.
- clear: a writer removes what those of earlier terms have staged, never what a later one has.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa

from schemas.errors import LakeError
from tasks.lake import lease, lock
from tasks.lake.bucket import Conflict, Found, each
from tasks.lake.layout import Layout
from tasks.lake.object_path import ObjectPath

PUBLISH = "publish"  # the metadata that says which publish wrote an object
GAPS = 1021  # publishes until a file's pages may begin at the same byte again
STEP = 7  # bytes between two such beginnings
NOTHING = {"sequence": 0, "moves": []}


class Objects:
    """A lake in a bucket."""

    def __init__(self, layout: Layout[ObjectPath]) -> None:
        self.layout = layout
        self.bucket = layout.root.bucket
        self.lease: lease.Lease | None = None
        self.term = 0
        self.staging = ""  # this writer's folder, from the lake's root
        self.head: str | None = None  # the etag of the intent that this writer may replace

    @contextmanager
    def writer(self, *, timeout: float | None = None, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
        """Hold the lease; see `lease.held`."""
        with lease.held(self.bucket, self.layout.lock.key, timeout=timeout, on_wait=on_wait) as held:
            self.lease, self.term = held, held.term
            self.staging = f"{self.layout.relative(self.layout.staging)}/{held.term:08}-{uuid4().hex}"
            self.head = self.fenced() if held.inherited else self.seen(self.layout.intent)
            yield

    def busy(self) -> bool:
        """Whether the lease is held."""
        found = self.bucket.get(self.layout.lock.key)
        return lease.standing(found)

    def fenced(self) -> str:
        """Replace the intent by itself, so that no earlier writer can; its etag."""
        while True:
            found = self.bucket.get(self.layout.intent.key)
            intent = NOTHING if found is None else json.loads(found.content)
            try:
                return self.write(self.layout.intent, intent | {"term": self.term}, found)
            except Conflict:
                continue  # the earlier writer was quicker: it has committed, and that stands

    def work(self) -> AbstractContextManager[Path]:
        """A scratch folder on this machine's disk; see `lock.scratch`."""
        return lock.scratch(lock.private())

    def found(self, settings: str) -> None:
        """Try what the store can do, then write the settings if no other process has."""
        self.probe()
        try:
            self.bucket.put(self.layout.settings.key, settings.encode(), over=None)
        except Conflict:
            return

    def probe(self) -> None:
        """LakeError where the store writes without regard to the condition: two writers would overwrite each other."""
        key = (self.layout.ledger / f"probe-{uuid4().hex}").key
        try:
            first = self.bucket.put(key, b"1", over=None)
            second = self.bucket.put(key, b"2", over=first)
            if self.refused(key, over=None) and self.refused(key, over=first) and first != second:
                return
        finally:
            self.bucket.delete([key])
        raise LakeError(
            f"The store of {self.layout.root} does not honour conditional writes (If-None-Match, If-Match): a lake "
            "there would not be safe. Use a store that does, or a lake in a folder."
        )

    def refused(self, key: str, over: str | None) -> bool:
        """Whether the store refuses a write whose condition does not hold."""
        try:
            self.bucket.put(key, b"3", over=over)
        except Conflict:
            return True
        return False

    def gap(self, sequence: int) -> int:
        """Another for each publish: a reader that has the end of one version and meets the pages of another then finds
        no page where it looks, and fails, where it could take some columns from the one and some from the other."""
        return 1 + sequence % GAPS * STEP

    @contextmanager
    def staged(self, place: str) -> Iterator[pa.NativeFile]:
        """One in memory, put under this writer's folder as a whole."""
        file = pa.BufferOutputStream()
        yield file
        self.bucket.put((self.layout.root / self.staging / place).key, memoryview(file.getvalue()), over=None)

    def commit(self, sequence: int, moves: Sequence[str]) -> None:
        """Replace the intent, if it still is the one that this writer began with; LakeError where it is not."""
        intent = {"sequence": sequence, "term": self.term, "staging": self.staging, "moves": list(moves)}
        with self.in_doubt():
            try:
                self.head = self.bucket.put(self.layout.intent.key, json.dumps(intent).encode(), over=self.head)
                return
            except Conflict as error:
                lost = error
        raise LakeError(
            f"Another run has taken over the lake {self.layout.root}, since this one was held up for longer than "
            f"{lease.EXPIRY:g} seconds: it has not published. Run again."
        ) from lost

    @contextmanager
    def in_doubt(self) -> Iterator[None]:
        """Whoever leaves the block by an error may yet have committed, so the lease is left to be taken over: then it
        is certain, and only then may what is staged go."""
        if self.lease is None:
            raise LakeError(f"Nobody holds the lease of {self.layout.root}: publish as its writer.")
        self.lease.left = True
        yield
        self.lease.left = False

    def apply(self, intent: Mapping[str, Any]) -> None:
        """Put each staged object in its place, table by table, and say that it is done."""
        for _, places in groupby(intent["moves"], key=lambda place: place.split("/")[0]):
            each(lambda place: self.settle(place, intent), places)
        self.advance(intent["sequence"])

    def settle(self, place: str, intent: Mapping[str, Any]) -> None:
        """Put one object in its place, unless this publish or a later one has."""
        target, sequence = (self.layout.root / place).key, int(intent["sequence"])
        while (there := self.bucket.head(target)) is None or published(there) < sequence:
            staged = self.bucket.get((self.layout.root / intent["staging"] / place).key)
            if staged is None:
                if self.sequence() >= sequence:
                    return  # another writer has completed this publish and cleared it
                raise LakeError(f"The lake {self.layout.root} is damaged: {place} is neither staged nor in place.")
            over = None if there is None else there.etag
            try:
                self.bucket.put(target, staged.content, over=over, about={PUBLISH: str(sequence)})
            except Conflict:
                continue

    def advance(self, sequence: int) -> None:
        """Say that all up to this publish is in place, unless more is."""
        while (found := self.bucket.get(self.layout.commit.key)) is None or number(found) < sequence:
            try:
                self.write(self.layout.commit, {"sequence": sequence}, found)
            except Conflict:
                continue

    def clear(self) -> None:
        """Remove what this writer and those of earlier terms have staged."""
        if self.lease is not None and self.lease.left:
            return
        prefix = f"{self.layout.staging.key}/"
        staged = [found.key for found in self.bucket.list(prefix)]
        self.bucket.delete(key for key in staged if int(key.removeprefix(prefix).split("-")[0]) <= self.term)

    def write(self, path: ObjectPath, content: Mapping[str, Any], over: Found | None) -> str:
        """Write a control object over the one that was seen; its etag."""
        return self.bucket.put(path.key, json.dumps(content).encode(), over=None if over is None else over.etag)

    def seen(self, path: ObjectPath) -> str | None:
        """The etag of what stands there."""
        found = self.bucket.head(path.key)
        return None if found is None else found.etag

    def sequence(self) -> int:
        """The last publish that is in place."""
        found = self.bucket.get(self.layout.commit.key)
        return 0 if found is None else number(found)


def published(found: Found) -> int:
    """The publish that wrote an object; 0 for one that came from elsewhere."""
    return int(found.about.get(PUBLISH, 0))


def number(found: Found) -> int:
    """The publish that `commit.json` names."""
    return int(json.loads(found.content)["sequence"])
