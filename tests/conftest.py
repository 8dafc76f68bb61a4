"""Fixtures that many tests share: a lake made of the samples, and the command line as a user calls it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
Command = Callable[..., "subprocess.CompletedProcess[str]"]


def call(*arguments: str | Path, stdin: str | None = None, **environment: str) -> "subprocess.CompletedProcess[str]":
    """`newsledger` with these arguments, as a process of its own, run from the repository's root."""
    return subprocess.run(
        [sys.executable, "-m", "flows", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        timeout=300,
        check=False,
        env=os.environ | {"COLUMNS": "200"} | environment,
    )


@pytest.fixture(scope="session")
def newsledger_command() -> Command:
    """Calls the command line."""
    return call


@pytest.fixture(scope="session")
def sample_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake made of data/samples, in place and without a server; only to be read."""
    lake = tmp_path_factory.mktemp("sample") / "lake"
    done = call("run", "--lake", lake, "--no-server")
    assert done.returncode == 0, done.stderr
    return lake
