"""The fault script for lakes in object stores at a small scale; run it by hand at a large one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("object_faults.py")
ROOT = SCRIPT.parents[3]


@pytest.mark.parametrize(
    "fault", [["kill", "--rounds", "3"], ["writers", "--batches", "4", "--same"]], ids=["kill", "writers"]
)
def test_the_lake_never_lies(fault: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *fault],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
