"""All files of a publish appear together or not at all, whatever kills the process and whenever.

1. stage      every new file is written and synced under `_ledger/staging/`
2. commit     the intent, a list of moves, is renamed to `_ledger/intent.json`: from here on the publish has happened
3. apply      each file is renamed to its place, parents before children, and the folders are synced
4. retire     the intent is renamed to `_ledger/commit.json`

Killed before 2, the lake is as before and the next writer clears the staging. Killed after 2, the next writer repeats
3 and 4. No file is ever deleted, only replaced, so that no reader meets a file that is gone.
"""

import errno
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.errors import LakeError
from tasks.lake.layout import Layout

SYNCS = 16  # files brought to the disk at once
REMEDIES = {
    errno.ENOSPC: "Free some space on that disk and run again",
    errno.EDQUOT: "Ask for a larger quota or free some space, and run again",
    errno.EROFS: "Mount it for writing or name another lake",
    errno.EACCES: "Ask its owner for the right to write or name another lake",
    errno.EPERM: "Ask its owner for the right to write or name another lake",
}


class Staging:
    """The files of one publish while they are made."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.places: list[str] = []
        self.folders: list[Path] = []  # made in the lake for what is to come

    def parquet(self, place: str, rows: pa.Table, about: Mapping[str, str]) -> None:
        """Stage the rows for that place (a path from the lake's root), `about` going into the file's metadata."""
        told = {key.encode(): text.encode() for key, text in about.items()}
        pq.write_table(
            rows.replace_schema_metadata((rows.schema.metadata or {}) | told),
            self._ready(place),
            compression="zstd",
            compression_level=3,
            write_page_index=True,
            row_group_size=131_072,
        )

    def text(self, place: str, content: str) -> None:
        """Stage a text file."""
        self._ready(place).write_text(content, encoding="utf-8")

    def _ready(self, place: str) -> Path:
        self.places.append(place)
        path = self.layout.staging / place
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def commit(self, sequence: int, order: Sequence[str]) -> list[str]:
        """Make the publish happen: all staged files, tables in the given order; what is to be moved into place."""
        first = {name: rank for rank, name in enumerate(order)}
        moves = sorted(self.places, key=lambda place: (first.get(place.split("/")[0], len(first)), place))
        sync_all([self.layout.staging, *self.layout.staging.rglob("*")])
        for place in moves:
            self.folders += make_folder((self.layout.root / place).parent)
        sync_all({folder.parent for folder in self.folders})
        draft = self.layout.staging / self.layout.intent.name
        draft.write_text(json.dumps({"sequence": sequence, "moves": moves}, indent=1), encoding="utf-8")
        sync(draft)
        draft.replace(self.layout.intent)
        sync(self.layout.ledger)
        return moves


@contextmanager
def staged(layout: Layout) -> Iterator[Staging]:
    """Room for a publish; if the block fails before its commit, nothing of it stays. OSErrors become LakeErrors."""
    staging = Staging(layout)
    try:
        with told(layout):
            yield staging
    finally:
        if not layout.intent.exists():
            shutil.rmtree(layout.staging, ignore_errors=True)
            for folder in reversed(staging.folders):
                with suppress(OSError):  # one that holds files by now
                    folder.rmdir()


@contextmanager
def told(layout: Layout) -> Iterator[None]:
    """Tell what the system refused in a LakeError, with its remedy and the state of the lake."""
    try:
        yield
    except OSError as error:
        remedy = REMEDIES.get(error.errno or 0, "Mend that and run again")
        state = "the publish is committed, the next run completes it" if layout.intent.exists() else "it is unchanged"
        reason = error.strerror or str(error)
        raise LakeError(f"Cannot write the lake {layout.root}: {reason}. {remedy}; {state}.") from error


def roll_forward(layout: Layout) -> int:
    """Complete a publish that was interrupted after its commit and clear one that was not; how many were completed.

    Only the writer may call this.
    """
    pending = intended(layout)
    if pending is not None:
        apply(layout, pending["moves"])
    shutil.rmtree(layout.staging, ignore_errors=True)
    return 0 if pending is None else 1


def apply(layout: Layout, moves: Sequence[str]) -> None:
    """Move the files of the intent into place, those not yet moved, and retire it."""
    for place in moves:
        source, target = layout.staging / place, layout.root / place
        if source.exists():
            os.replace(source, target)  # noqa: PTH105  # the fault tests cut in here
        elif not target.exists():
            raise LakeError(f"The lake {layout.root} is damaged: {place} is neither staged nor in place.")
    sync_all({(layout.root / place).parent for place in moves})
    layout.intent.replace(layout.commit)
    sync(layout.ledger)


def intended(layout: Layout) -> dict[str, Any] | None:
    """The publish that is committed but not yet in place; None where there is none."""
    return parsed(layout.intent)


def committed(layout: Layout) -> int:
    """The number of the last publish in place; 0 before the first."""
    last = parsed(layout.commit)
    return 0 if last is None else int(last["sequence"])


def parsed(path: Path) -> dict[str, Any] | None:
    """A control file's content; None where there is no such file."""
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise LakeError(f"{path} is damaged: {error}. Restore it from a backup.") from error
    return content


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
