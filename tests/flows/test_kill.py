"""A run that is killed and run again leaves the rows of a run that never was."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_killed_run_goes_on_where_it_was() -> None:
    command = [sys.executable, "benchmarks/kill_run.py", "data/samples", "--kills", "3", "--seed", "7", "--batch", "4"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("same rows") == 3
