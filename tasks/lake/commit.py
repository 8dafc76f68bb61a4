"""All files of a publish appear together or not at all, whatever kills the process and whenever.

1. stage      every new file is written under `_ledger/staging/`
2. commit     the intent, a list of moves, becomes `_ledger/intent.json`: from here on the publish has happened
3. apply      each file comes to its place, parents before children
4. retire     `_ledger/commit.json` names the publish: nothing is left to do

Killed before 2, the lake is as before and the next writer clears the staging. Killed after 2, the next writer repeats
3 and 4. No file is ever deleted, only replaced, so that no reader meets a file that is gone. How each step is done
safely on a disk stands in `folder`, on an object store in `objects`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.errors import LakeError, reason, remedy
from schemas.table import ROW_GROUP
from tasks.lake.layout import Layout, Location
from tasks.lake.store import Store


class Staging:
    """The files of one publish while they are made."""

    def __init__(self, store: Store, sequence: int) -> None:
        self.layout = store.layout
        self.store = store
        self.sequence = sequence
        self.places: list[str] = []

    def parquet(self, place: str, rows: Iterable[pa.Table], schema: pa.Schema, about: Mapping[str, str]) -> int:
        """Stage the rows for that place (a path from the lake's root), with `about` as metadata; how many bytes."""
        self.places.append(place)
        with self.store.staged(place) as file:
            encode(file, rows, schema, about, self.store.gap(self.sequence))
            return int(file.tell())

    def text(self, place: str, content: str) -> None:
        """Stage a text file."""
        self.places.append(place)
        with self.store.staged(place) as file:
            file.write(content.encode())

    def commit(self, order: Sequence[str]) -> None:
        """Make the publish happen: all staged files, tables in the given order."""
        first = {name: rank for rank, name in enumerate(order)}
        moves = sorted(self.places, key=lambda place: (first.get(place.split("/")[0], len(first)), place))
        self.store.commit(self.sequence, moves)


def encode(
    file: pa.NativeFile, rows: Iterable[pa.Table], schema: pa.Schema, about: Mapping[str, str], gap: int
) -> None:
    """Write the rows, made some at a time, as Parquet. Its pages begin after `gap` bytes that readers pass over."""
    told = {key.encode(): text.encode() for key, text in about.items()}
    schema = schema.with_metadata((schema.metadata or {}) | told)
    with pq.ParquetWriter(file, schema, compression="zstd", compression_level=3, write_page_index=True) as writer:
        file.write(bytes(gap))
        for some in rows:
            writer.write_table(some, row_group_size=ROW_GROUP)


@contextmanager
def staged(store: Store, sequence: int) -> Iterator[Staging]:
    """Room for a publish; if the block fails before its commit, nothing of it stays. OSErrors become LakeErrors."""
    try:
        with told(store.layout):
            yield Staging(store, sequence)
    finally:
        with told(store.layout):
            if intended(store.layout) is None:
                store.clear()


@contextmanager
def told(layout: Layout) -> Iterator[None]:
    """Tell what the system refused in a LakeError, with its remedy and the state of the lake."""
    try:
        yield
    except OSError as error:
        state = "the publish is committed, the next run completes it" if intended(layout) else "it is unchanged"
        told = f"Cannot write the lake {layout.root}: {reason(error)}. {remedy(error)}; {state}."
        raise LakeError(told) from error


def roll_forward(store: Store) -> int:
    """Complete a publish that was interrupted after its commit and clear one that was not; how many were completed.

    Only the writer may call this.
    """
    pending = intended(store.layout)
    if pending is not None:
        store.apply(pending)
    store.clear()
    return 0 if pending is None else 1


def intended(layout: Layout) -> dict[str, Any] | None:
    """The publish that is committed but not yet in place; None where there is none."""
    intent = parsed(layout.intent)
    return None if intent is None or intent["sequence"] <= committed(layout) else intent


def committed(layout: Layout) -> int:
    """The number of the last publish in place; 0 before the first."""
    last = parsed(layout.commit)
    return 0 if last is None else int(last["sequence"])


def parsed(path: Location) -> dict[str, Any] | None:
    """A control file's content; None where there is no such file."""
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise LakeError(f"{path} is damaged: {error}. Restore it from a backup.") from error
    return content
