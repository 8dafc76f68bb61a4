"""A run on a Dask cluster of two worker processes, one of which is killed in the middle."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

ROOT = Path(__file__).parents[2]
Command = Callable[..., subprocess.CompletedProcess[str]]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def started(stack: ExitStack, module: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stack.callback(process.wait)
    stack.callback(process.kill)
    return process


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    scratch = ["--local-directory", str(tmp_path)]
    one = ["--nworkers", "1", "--nthreads", "1", "--no-nanny", "--no-dashboard", *scratch]
    with ExitStack() as stack:
        started(stack, "dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
        workers = [started(stack, "dask_worker", address, *one) for _ in range(2)]
        wait_for_workers(address, 2)
        yield address, workers


def wait_for_workers(address: str, count: int) -> None:
    from distributed import Client

    with Client(address, timeout="60s", set_as_default=False) as client:
        client.wait_for_workers(count, timeout=120)


def test_a_worker_that_is_killed_costs_no_row(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], sample_lake: Path, tmp_path: Path
) -> None:
    address, workers = cluster
    command = [sys.executable, "-m", "flows", "run", "--lake", str(tmp_path / "lake"), "--no-server", "--json"]
    environment = os.environ | {"NEWSLEDGER_BATCH_DOCUMENTS": "3", "NEWSLEDGER_PUBLISH_DOCUMENTS": "6"}
    run = subprocess.Popen(
        [*command, "--engine", "dask", "--dask-address", address],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    end = time.monotonic() + 120
    while not (tmp_path / "lake" / "money").exists():  # until the first publish, so the kill falls in the middle
        assert time.monotonic() < end
        assert run.poll() is None, run.communicate()
        time.sleep(0.02)
    workers[0].send_signal(signal.SIGKILL)
    told, errors = run.communicate(timeout=240)
    assert run.returncode == 0, errors
    assert json.loads(told)["articles"] == len(pd.read_parquet(sample_lake / "articles"))
    same = ["mention_id", "article_id", "surface", "amount", "currency", "figure_type", "figure_id", "addable"]
    both = [
        pd.read_parquet(lake / "money", columns=same).sort_values("mention_id", ignore_index=True)
        for lake in (sample_lake, tmp_path / "lake")
    ]
    assert_frame_equal(*both)
