"""A publish happens wholly or not at all, wherever it is interrupted and whatever the disk refuses."""

import os
import random
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from invented import World, arrow, held, row

import newsledger
from schemas.errors import LakeError
from schemas.raw import RAW
from tasks.lake import scan
from tasks.lake.lake import Change, Lake
from tasks.lake.verify import verify

Tree = Callable[[Path], dict[str, str]]
WORLD = World(seed=5)
READERS = [
    lambda lake, look: newsledger._steady(newsledger._root(lake.root), look),
    lambda lake, look: scan.steady(lake.layout, look),
]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB; skips where one may not be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a small file system needs the rights of root")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)  # a reader may not have closed its last file yet


@contextmanager
def unprivileged() -> Iterator[None]:
    """Be a user without rights: permissions do not bind root."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def heavy(size: int) -> list[Change]:
    """A publish of about that many bytes."""
    content = random.Random(size).randbytes(size)
    return [Change(RAW, arrow("raw", [row(RAW, document_id=str(size), content=content)]))]


@pytest.mark.parametrize("cut", [1, 2, 3, 9, "last"])
def test_an_interrupted_publish_has_happened_from_its_commit_on(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, cut: int | str
) -> None:
    """The first rename commits, the last retires the intent, those between move files into place."""
    lake.publish(WORLD.changes)
    real, calls = os.replace, [0]

    def interrupted(source: Any, target: Any) -> None:
        calls[0] += 1
        if calls[0] == cut or (cut == "last" and Path(source).name == "intent.json" and calls[0] > 1):
            raise KeyboardInterrupt
        real(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            lake.publish(WORLD.changes)
    happened = cut != 1
    assert held(lake) == WORLD.state(1 + happened)
    assert bool(verify(lake)) == happened  # says that there is something to recover
    assert lake.recover() == happened
    assert held(lake) == WORLD.state(1 + happened)
    assert verify(lake) == []
    assert not lake.layout.staging.exists()


def test_the_next_writer_completes_an_interrupted_publish(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.replace

    def interrupted(source: Any, target: Any) -> None:
        if Path(target).suffix == ".parquet":
            raise OSError(5, "Input/output error")
        real(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", interrupted)
        with pytest.raises(LakeError, match=r"Input/output error.*is committed, the next run completes it"):
            lake.publish(WORLD.changes)
    lake.publish(WORLD.changes)
    assert lake.sequence == 2
    assert held(lake) == WORLD.state(2)


def test_a_lost_staged_file_is_damage_not_silence(lake: Lake) -> None:
    lake.publish(WORLD.changes)
    lake.layout.commit.rename(lake.layout.intent)
    lake.layout.files("money")[0].unlink()
    with pytest.raises(LakeError, match=r"is damaged: money/.* is neither staged nor in place"):
        lake.recover()


@pytest.mark.parametrize(
    "error", [OSError("no such key"), pa.ArrowInvalid("no magic bytes"), FileNotFoundError("gone")]
)
@pytest.mark.parametrize("reader", READERS, ids=["newsledger", "lake"])
def test_a_reader_looks_again_while_files_are_moved_and_only_then(
    lake: Lake, reader: Callable[[Lake, Callable[[], int]], int], error: Exception
) -> None:
    looks: list[int] = []

    def look() -> int:
        looks.append(1)
        if len(looks) % 3:
            raise error
        return len(looks)

    def damaged() -> int:
        raise error

    lake.publish(WORLD.changes)
    with pytest.raises((LakeError, type(error))):
        reader(lake, look)
    assert len(looks) == 1
    lake.layout.commit.rename(lake.layout.intent)
    assert reader(lake, look) == 3
    with pytest.raises((LakeError, type(error)), match=str(error)):
        reader(lake, damaged)


def test_a_full_disk_leaves_the_lake_unchanged(small_disk: Path, tree: Tree) -> None:
    lake = Lake.open(small_disk / "lake")
    lake.publish(WORLD.changes)
    before = tree(lake.root)
    with pytest.raises(LakeError, match=r"No space left on device.*Free some space on that disk.*it is unchanged"):
        lake.publish(lambda _: heavy(4_000_000))
    assert tree(lake.root) == before
    lake.publish(WORLD.changes)
    assert held(lake) == WORLD.state(2)


def test_a_disk_that_fills_at_any_point_of_a_publish_loses_nothing(small_disk: Path) -> None:
    lake, filler = Lake.open(small_disk / "lake"), small_disk / "filler"
    refused = 0
    for room in range(0, 1_000_000, 80_000):
        status = os.statvfs(small_disk)
        filler.write_bytes(b"x" * max(0, status.f_bavail * status.f_bsize - room))
        try:
            lake.publish(WORLD.changes)
        except LakeError:
            refused += 1
        filler.unlink()
        lake.recover()
        assert held(lake) == WORLD.state(lake.sequence)
        assert verify(lake) == []
    assert refused
    assert lake.sequence


def test_a_read_only_disk_is_told_and_can_be_read(small_disk: Path) -> None:
    lake = Lake.open(small_disk / "lake")
    lake.publish(WORLD.changes)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(LakeError, match=r"Read-only file system\. Mount it for writing or name another lake"):
        lake.publish(WORLD.changes)
    assert held(Lake.open(lake.root)) == WORLD.state(1)
    assert lake.recover() == 0


def test_a_lake_without_the_right_to_write_is_told_and_can_be_read() -> None:
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake.open(Path(folder) / "lake")
        lake.publish(WORLD.changes)
        folders = [Path(folder), *(path for path in Path(folder).rglob("*") if path.is_dir())]
        for path in folders:
            path.chmod(0o555)
        with unprivileged(), pytest.raises(LakeError, match="Ask its owner for the right to write"):
            lake.publish(lambda _: heavy(10))
        with unprivileged(), pytest.raises(LakeError, match="Ask its owner for the right to write"), lake.work():
            pass
        with unprivileged():
            assert isinstance(lake.read("money"), pa.Table)
        assert held(lake) == WORLD.state(1)
        for path in folders:
            path.chmod(0o755)
