"""From the address of a lake to its place."""

from os import PathLike
from pathlib import Path, PurePosixPath

from tasks.lake.address import SCHEME, address
from tasks.lake.folder import Folder
from tasks.lake.layout import Layout
from tasks.lake.object_path import ObjectPath
from tasks.lake.store import Store


def store(given: str | PathLike[str]) -> Store:
    """The place of the lake at that address."""
    where = address(given)
    if isinstance(where, Path):
        return Folder(Layout(where.absolute()))
    from tasks.lake.bucket import Bucket
    from tasks.lake.objects import Objects

    name, _, prefix = where.removeprefix(SCHEME).partition("/")
    return Objects(Layout(ObjectPath(Bucket.named(name), PurePosixPath(prefix))))
