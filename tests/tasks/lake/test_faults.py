"""The fault scripts at a small scale; run them by hand at a large one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("faults.py")
ROOT = SCRIPT.parents[3]


@pytest.mark.parametrize(
    "fault",
    [
        ["kill", "--rounds", "15"],
        ["writers", "--writers", "3", "--batches", "9"],
        ["writers", "--writers", "3", "--batches", "5", "--same"],
    ],
    ids=["kill", "writers", "same_writers"],
)
def test_the_lake_never_lies(fault: list[str]) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *fault], capture_output=True, text=True, check=False, env=environment, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told.get("after_commit", told.get("reads")) > 0
