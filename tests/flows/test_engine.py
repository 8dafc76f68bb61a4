"""Engines: what a step gives back, and what happens when a worker dies under it."""

import os
import signal
import time
from pathlib import Path

import psutil
import pytest
from distributed import LocalCluster

from flows.apart import WorkerLost
from flows.engine import Engine, InPlace, Processes, engine
from schemas.errors import BadInput


def double(number: int) -> dict[str, int]:
    return {"doubled": 2 * number}


def die_once(marker: Path) -> dict[str, int]:
    """Kill the worker the first time, count the second."""
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return {"done": 1}


def die(batch: Path) -> dict[str, int]:
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


@pytest.fixture(scope="module")
def processes():
    started = Processes(1)
    yield started
    started.close()


def test_in_place() -> None:
    assert InPlace().run(double, 21).counts == {"doubled": 42}


def test_a_killed_worker_costs_its_batch_a_second_try(processes: Engine, tmp_path: Path) -> None:
    assert processes.run(die_once, tmp_path / "marker").counts == {"done": 1}
    assert processes.run(double, 2).counts == {"doubled": 4}


def test_the_worker_for_what_is_tried_again_goes_when_it_is_done(processes: Engine, tmp_path: Path) -> None:
    assert processes.run(die_once, tmp_path / "marker").counts == {"done": 1}
    processes.run(double, 2)  # by the worker that has come for the dead one
    end = time.monotonic() + 30
    while len(workers()) > 1:
        assert time.monotonic() < end, workers()
        time.sleep(0.05)
    assert processes.run(double, 3).counts == {"doubled": 6}


def workers() -> list[psutil.Process]:
    """The worker processes of this one."""
    return [one for one in psutil.Process().children() if "spawn_main" in " ".join(one.cmdline())]


def test_a_batch_that_kills_every_worker_is_named(processes: Engine, tmp_path: Path) -> None:
    with pytest.raises(WorkerLost, match=str(tmp_path)):
        processes.run(die, tmp_path)


def test_a_fault_in_a_step_is_the_callers(processes: Engine) -> None:
    with pytest.raises(TypeError):
        processes.run(double, None)


def write_twice(batch: Path, text: str) -> dict[str, int]:
    """Change what the batch holds and add to it."""
    (batch / "old").write_text((batch / "old").read_text() + text)
    (batch / "new").write_text(text)
    return {"written": 2}


def test_dask_workers_get_a_batch_and_give_it_back(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("before, ")
    (tmp_path / "other").write_text("unchanged")
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
        dask = engine("dask", workers=1, in_place=False, dask_address=cluster.scheduler_address)
        assert dask.run(write_twice, tmp_path, "after").counts == {"written": 2}
        dask.close()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "old": "before, after",
        "new": "after",
        "other": "unchanged",
    }


def test_dask_without_an_address_says_what_is_missing() -> None:
    with pytest.raises(BadInput, match="--dask-address"):
        engine("dask", workers=1, in_place=False, dask_address=None)
