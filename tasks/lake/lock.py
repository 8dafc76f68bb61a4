"""Locks that end with the process that holds them: the one writer of a lake, and the owner of a scratch folder.

`flock` is released by the kernel when its process ends, however it ends, so no lock is ever stale.
"""

import fcntl
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import LakeError

PAUSE = 0.05  # seconds between two tries for the lock
PATIENCE = 3.0  # seconds of waiting before the user is told


@contextmanager
def writer(path: Path, *, timeout: float | None = None, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
    """Be the only writer while the block runs, waiting up to `timeout` seconds (None: for ever) for another to end.

    `on_wait` is called once if the wait grows long. Raises LakeError when the time is up.
    """
    with path.open("ab") as file:
        waited = 0.0
        while not taken(file.fileno()):
            if timeout is not None and waited >= timeout:
                raise LakeError(
                    f"Another run has been writing to {path.parent.parent} for {timeout:g} seconds: "
                    "wait for it to end, then run again."
                )
            if on_wait is not None and waited < PATIENCE <= waited + PAUSE:
                on_wait()
            time.sleep(PAUSE)
            waited += PAUSE
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)  # closing alone would leave it with a forked child


def private() -> Path:
    """A folder on this machine's disk that no other user can read or write; LakeError where another has taken it."""
    folder = Path(tempfile.gettempdir()) / f"newsledger-{os.getuid()}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise LakeError(f"{folder} belongs to somebody else: set TMPDIR to a folder of your own and run again.")
    folder.chmod(0o700)  # one made by an earlier version
    return folder


@contextmanager
def scratch(parent: Path) -> Iterator[Path]:
    """A fresh folder that is nobody else's, gone after the block; folders left by killed processes go first."""
    parent.mkdir(parents=True, exist_ok=True)
    sweep(parent)
    folder, claim = claimed(parent)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(claim)


def sweep(parent: Path) -> int:
    """Remove the scratch folders that no living process holds; how many they were."""
    swept = 0
    for folder in parent.iterdir():
        claim = opened(folder)
        if claim is None:
            continue
        if taken(claim):
            shutil.rmtree(folder, ignore_errors=True)
            swept += 1
        os.close(claim)
    return swept


def claimed(parent: Path) -> tuple[Path, int]:
    """A new folder and the descriptor whose lock holds it; tried again where a sweep was quicker than the lock."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix="run-", dir=parent))
        claim = opened(folder)
        if claim is None:
            continue
        if taken(claim) and folder.exists():
            return folder, claim
        os.close(claim)


def opened(folder: Path) -> int | None:
    """A descriptor of the folder; None where it is gone already."""
    try:
        return os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return None


def taken(descriptor: int) -> bool:
    """Whether the lock could be had without waiting."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
