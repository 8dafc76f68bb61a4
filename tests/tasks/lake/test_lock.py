"""One writer at a time, and no lock outlives its process."""

import multiprocessing
import os
import signal
import tempfile
from pathlib import Path
from typing import Any

import pytest

from schemas.errors import LakeError
from tasks.lake import lock
from tasks.lake.lake import Lake

PROCESSES = multiprocessing.get_context("spawn")


def hold(path: Path, ready: Any) -> None:
    """Be the writer until killed."""
    with lock.writer(path):
        ready.set()
        signal.pause()


def work(root: Path, folder: Any) -> None:
    """Hold a scratch folder until killed."""
    with Lake.open(root).work() as mine:
        (mine / "batch.parquet").touch()
        folder.put(mine)
        signal.pause()


def test_a_second_writer_waits_and_tells(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.1)
    told: list[str] = []
    with lock.writer(lake.layout.lock):
        with pytest.raises(LakeError, match=r"Another run has been writing to .*lake for 0\.3 seconds"):
            lake.publish(lambda _: [], timeout=0.3, on_wait=lambda: told.append("waiting"))
        assert told == ["waiting"]
    assert lake.publish(lambda _: [], timeout=0) == 0


def test_a_dead_writer_holds_nothing(lake: Lake) -> None:
    ready = PROCESSES.Event()
    process = PROCESSES.Process(target=hold, args=(lake.layout.lock, ready))
    process.start()
    assert ready.wait(60)
    with pytest.raises(LakeError, match="Another run"):
        lake.publish(lambda _: [], timeout=0)
    process.kill()
    process.join()
    assert lake.publish(lambda _: [], timeout=0) == 0


def test_a_child_that_outlives_the_writer_holds_nothing(lake: Lake) -> None:
    """A forked child shares the lock's descriptor; closing ours would leave the lock with the child."""
    reading, writing = os.pipe()
    with lock.writer(lake.layout.lock):
        child = os.fork()
        if child == 0:
            os.close(writing)
            os.read(reading, 1)
            os._exit(0)
    try:
        assert lake.publish(lambda _: [], timeout=0) == 0
    finally:
        os.close(writing)
        os.waitpid(child, 0)
        os.close(reading)


def test_scratch_of_the_living_stays_and_of_the_dead_goes(lake: Lake) -> None:
    folder = PROCESSES.Queue()
    process = PROCESSES.Process(target=work, args=(lake.root, folder))
    process.start()
    theirs = folder.get(timeout=60)
    with lake.work() as ours:
        assert list(ours.iterdir()) == []
        assert (theirs / "batch.parquet").exists()
        with lake.work() as another:
            assert another != ours
            assert ours.exists()
    assert not ours.exists()
    process.kill()
    process.join()
    assert theirs.exists()
    with lake.work():
        assert not theirs.exists()


def test_scratch_on_this_machine_is_nobody_elses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = lock.private()
    folder.chmod(0o777)
    assert lock.private().stat().st_mode & 0o777 == 0o700
    folder.rmdir()
    folder.symlink_to(tmp_path)
    with pytest.raises(LakeError, match="set TMPDIR to a folder of your own"):
        lock.private()
