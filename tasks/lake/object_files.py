"""Objects as Arrow wants files: read only, and only those given."""

from collections.abc import Mapping
from typing import Any

from fsspec import AbstractFileSystem

from tasks.lake.object_path import ObjectFile, ObjectPath


class ObjectFiles(AbstractFileSystem):  # type: ignore[misc]  # fsspec has no types
    """The given objects by their names."""

    cachable = False

    def __init__(self, objects: Mapping[str, ObjectPath]) -> None:
        super().__init__()
        self.objects = objects

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return path

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        """Its name and bytes."""
        return {"name": path, "size": self.objects[path].seen().size, "type": "file"}

    def open(self, path: str, mode: str = "rb", **_: Any) -> ObjectFile:
        """The object for reading."""
        return self.objects[path].open()
