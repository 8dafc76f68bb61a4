"""A lake in a folder: renames make it whole, and the kernel's lock makes one writer. See `commit` for the steps."""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa

from schemas.errors import LakeError
from tasks.lake import lock
from tasks.lake.layout import Layout

SYNCS = 16  # files brought to the disk at once


class Folder:
    """A lake in a folder of this machine."""

    def __init__(self, layout: Layout[Path]) -> None:
        self.layout = layout
        self.made: list[Path] = []  # folders of the lake for what is to come

    def writer(
        self, *, timeout: float | None = None, on_wait: Callable[[], None] | None = None
    ) -> AbstractContextManager[None]:
        """See `lock.writer`."""
        return lock.writer(self.layout.lock, timeout=timeout, on_wait=on_wait)

    def busy(self) -> bool:
        """Whether the lock is held; not so of a lake that may only be read."""
        try:
            with self.writer(timeout=0):
                return False
        except LakeError:
            return True
        except OSError:
            return False

    def work(self) -> AbstractContextManager[Path]:
        """See `lock.scratch`."""
        return lock.scratch(self.layout.work)

    def found(self, settings: str) -> None:
        """Write the settings, if no other process has."""
        sync_all({folder.parent for folder in make_folder(self.layout.work)})
        with lock.writer(self.layout.lock):
            if self.layout.settings.exists():
                return
            draft = self.layout.settings.with_suffix(".draft")
            draft.write_text(settings, encoding="utf-8")
            sync(draft)
            draft.replace(self.layout.settings)
            sync(self.layout.ledger)

    def gap(self, sequence: int) -> int:
        """None: an open file stays what it was when it is replaced."""
        return 0

    def staged(self, place: str) -> AbstractContextManager[pa.NativeFile]:
        """One under staging, on the disk as it is written: a large one would take its size in memory."""
        path = self.layout.staging / place
        path.parent.mkdir(parents=True, exist_ok=True)
        return pa.OSFile(str(path), "wb")

    def commit(self, sequence: int, moves: Sequence[str]) -> None:
        """Sync what is staged and rename the intent to its place."""
        sync_all([self.layout.staging, *self.layout.staging.rglob("*")])
        for place in moves:
            self.made += make_folder((self.layout.root / place).parent)
        sync_all({folder.parent for folder in self.made})
        draft = self.layout.staging / self.layout.intent.name
        draft.write_text(json.dumps({"sequence": sequence, "moves": moves}, indent=1), encoding="utf-8")
        sync(draft)
        draft.replace(self.layout.intent)
        sync(self.layout.ledger)

    def apply(self, intent: Mapping[str, Any]) -> None:
        """Rename each file that is not in place yet, then the intent."""
        moves: list[str] = intent["moves"]
        for place in moves:
            source, target = self.layout.staging / place, self.layout.root / place
            if source.exists():
                os.replace(source, target)  # noqa: PTH105  # the fault tests cut in here
            elif not target.exists():
                raise LakeError(f"The lake {self.layout.root} is damaged: {place} is neither staged nor in place.")
        sync_all({(self.layout.root / place).parent for place in moves})
        self.layout.intent.replace(self.layout.commit)
        sync(self.layout.ledger)

    def clear(self) -> None:
        """Remove what is staged, and the folders made for it that hold nothing."""
        shutil.rmtree(self.layout.staging, ignore_errors=True)
        for folder in reversed(self.made):
            with suppress(OSError):  # one that holds files by now
                folder.rmdir()
        self.made = []


def make_folder(folder: Path) -> list[Path]:
    """Make the folder and those above it; those that were not there before. What lists them is still to be synced."""
    if folder.exists():
        return []
    made = make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    return [*made, folder]


def sync_all(paths: Iterable[Path]) -> None:
    """Sync them at once: a disk brings many to rest in hardly more time than one."""
    with ThreadPoolExecutor(SYNCS) as pool:
        for _ in pool.map(sync, paths):
            pass


def sync(path: Path) -> None:
    """Have the system bring a file's bytes, or a folder's list, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
