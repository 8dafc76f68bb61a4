"""What is decided once, when a lake is made: the format of its control files, and its partition."""

import json
import re
from importlib.metadata import version as installed
from pathlib import Path
from typing import get_args

from schemas.errors import LakeError
from schemas.table import Partition
from tasks.lake import commit
from tasks.lake.layout import Layout
from tasks.lake.object_path import ObjectPath
from tasks.lake.store import Store

FORMAT = 1
OURS = installed("newsledger")
KNOWN: tuple[Partition, ...] = get_args(Partition)


def opened(store: Store, partition: Partition | None, *, create: bool) -> Partition:
    """The partition of the lake, made with the given one (or by month) where there is none and `create` is set."""
    if partition is not None and partition not in KNOWN:
        raise LakeError(f"No partition '{partition}'. Known: {', '.join(KNOWN)}.")
    layout = store.layout
    if not layout.settings.exists():
        if not create:
            raise LakeError(f"No lake at {layout.root}. Make one with `newsledger run --lake {layout.root}`.")
        made(store, partition or "month")
    told = read(layout)
    if partition is not None and partition != told:
        raise LakeError(
            f"The lake {layout.root} is partitioned by {told}, which is settled when a lake is made; {partition} was "
            f"asked for. Leave --partition out, or name a new lake."
        )
    return told


def read(layout: Layout) -> Partition:
    """The partition that the lake was made with. LakeError where a newer newsledger made it."""
    settings = commit.parsed(layout.settings) or {}
    version, partition = settings.get("format"), settings.get("partition")
    if not isinstance(version, int) or version > FORMAT:
        raise LakeError(
            f"The lake {layout.root} has format {version}, newer than this newsledger's {FORMAT}: update newsledger."
        )
    theirs = settings.get("newsledger", OURS)
    if release(theirs) > release(OURS):
        raise LakeError(
            f"The tables of the lake {layout.root} are those of newsledger {theirs}; this one is {OURS}: update "
            "newsledger."
        )
    for known in KNOWN:
        if partition == known:
            return known
    raise LakeError(f"{layout.settings} names no known partition: {partition!r}.")


def told(partition: Partition) -> str:
    """The content of the lake's settings: its format, its partition, and the newsledger whose tables it has."""
    return json.dumps({"format": FORMAT, "partition": partition, "newsledger": OURS}) + "\n"


def release(version: str) -> tuple[int, ...]:
    """A version's numbers, to be compared.

    >>> release("0.10.1") > release("0.9.12")
    True
    """
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def made(store: Store, partition: Partition) -> None:
    """Make the lake, unless another process does so at the same time: then theirs stands."""
    refuse_strangers(store.layout)
    with commit.told(store.layout):
        store.found(told(partition))


def refuse_strangers(layout: Layout) -> None:
    """LakeError where the folder holds files of something else; hidden ones do not count."""
    if isinstance(layout.root, Path) and layout.root.is_file():
        raise LakeError(f"{layout.root} is a file: name a folder for the lake.")
    here = layout.root.iterdir() if isinstance(layout.root, ObjectPath) or layout.root.is_dir() else ()
    strangers = [path.name for path in here if path != layout.ledger and not path.name.startswith(".")]
    if strangers:
        raise LakeError(
            f"{layout.root} is no lake and holds other files ({', '.join(sorted(strangers)[:3])}): "
            "name a new or an empty folder."
        )
