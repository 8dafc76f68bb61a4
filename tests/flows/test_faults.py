"""A run that meets a fault, and is run again, leaves the rows of one that met none; benchmarks/faults.py does more."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize(
    "faults",
    [["run", "stop"], ["worker", "publisher", "server"], ["scheduler"], ["full", "disk", "clock"]],
    ids=["the_run_ends", "a_part_of_it_ends", "the_cluster_ends", "the_machine_fails"],
)
def test_nothing_is_lost_and_nothing_there_twice(faults: list[str]) -> None:
    if "full" in faults and not (sys.platform == "linux" and shutil.which("cc")):
        pytest.skip("breaking a machine needs Linux and a C compiler")
    command = [sys.executable, "-m", "benchmarks.faults", "data/samples/records", "--cases", "1", "--seed", "7"]
    done = subprocess.run(
        [*command, "--batch", "2", "--faults", *faults], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("0 lost, 0 repeated, 0 other, 0 problems, 0 wrong") == len(faults)


def test_two_runs_at_once_on_one_lake() -> None:
    command = [sys.executable, "-m", "benchmarks.faults", "data/samples/records", "--cases", "1", "--faults", "two"]
    done = subprocess.run([*command, "--batch", "2"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def read_only(sample_lake: Path, tmp_path: Path) -> Iterator[Path]:
    """A lake on a file system that is mounted for reading; skips where one may not be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a file system needs the rights of root")
    shutil.copytree(sample_lake, disk / "lake")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    yield disk / "lake"
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_lake_on_a_read_only_mount_is_read_and_not_written(
    read_only: Path, sample_lake: Path, tmp_path: Path, newsledger_command: Command
) -> None:
    for command in ("status", "tables", "figures", "verify", "rejects"):
        done = newsledger_command(command, "--lake", read_only)
        assert done.returncode == 0, (command, done.stderr)
    assert len(pd.read_parquet(read_only / "money")) == len(pd.read_parquet(sample_lake / "money"))
    (tmp_path / "new.txt").write_text("Norvik pays\n\nNorvik Foods paid $12 million for a mill in Oslo.")
    done = newsledger_command("run", tmp_path / "new.txt", "--lake", read_only, "--no-server")
    assert done.returncode == 1
    assert "Read-only file system. Mount it for writing or name another lake" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
