"""Batches that travel: a worker on another machine gets a batch's files with its work, and gives them back."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flows.deadline import TooSlow
from flows.observe import Done, Step, timed


def packed(folder: Path) -> dict[str, bytes]:
    """The batch's files by their names."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def unpacked(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files into the folder."""
    for name, content in files.items():
        (folder / name).write_bytes(content)


def carried(
    seconds: float, step: Step, batch: str, files: Mapping[str, bytes], *arguments: Any
) -> tuple[Done | None, dict[str, bytes]]:
    """Do the step on a copy of the batch; how it went, and the files that it made or changed.

    None where the time is over: an error would have Dask try again.
    """
    with tempfile.TemporaryDirectory(prefix="newsledger-") as place:
        folder = Path(place) / batch
        folder.mkdir()
        unpacked(files, folder)
        try:
            done = timed(seconds, step, folder, *arguments)
        except TooSlow:
            return None, {}
        return done, {name: content for name, content in packed(folder).items() if files.get(name) != content}
