"""Engines: where a step does its work. In place, in worker processes, or on a Dask cluster.

An engine runs one step on one batch and waits for its end; whoever wants many at once calls it from several threads.
A worker that dies costs the batches in its hands a second try, not the run.
"""

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from typing import Any, Protocol, cast

from flows.carry import carried, packed, unpacked
from flows.observe import Done, Step, observed
from schemas.errors import BadInput, LedgerError

TRIES = 3
# Each worker keeps one core busy; numerical libraries that start threads of their own only get in each other's way.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1")


class WorkerLost(LedgerError):
    """A worker died, three times, with the same batch in its hands."""


class Engine(Protocol):
    """What a flow needs of an engine."""

    name: str
    workers: int

    def run(self, step: Step, *arguments: Any) -> Done:
        """What the step counted, once it is done, and how it went."""

    def warm(self, step: Step, *arguments: Any) -> None:
        """Begin the step on one worker and do not wait: to have models loaded before the first batch comes."""

    def close(self) -> None:
        """Let the workers go."""


class InPlace:
    """The engine that is no engine: steps run here and now."""

    name = "inline"
    workers = 1

    def run(self, step: Step, *arguments: Any) -> Done:
        """What the step counted."""
        return observed(step, *arguments)

    def warm(self, step: Step, *arguments: Any) -> None:
        """Nothing: the first step loads what it needs."""

    def close(self) -> None:
        """Nothing to let go."""


class Processes:
    """Worker processes on this machine, started when first needed."""

    name = "process"

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._closed = False
        self._lock = threading.Lock()
        self._pool = self._start()

    def run(self, step: Step, *arguments: Any) -> Done:
        """What the step counted; WorkerLost where workers keep dying under it."""
        for _ in range(TRIES):
            pool = self._pool
            try:
                return pool.submit(observed, step, *arguments).result()
            except BrokenProcessPool:
                if self._closed:
                    break
                self._replace(pool)
        raise WorkerLost(lost(step, arguments[0]))

    def warm(self, step: Step, *arguments: Any) -> None:
        """Begin the step on one worker and do not wait."""
        self._pool.submit(step, *arguments)

    def close(self) -> None:
        """Let the workers go, at once: what they hold is not wanted any more."""
        self._closed = True
        for process in list((self._pool._processes or {}).values()):
            process.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _start(self) -> ProcessPoolExecutor:
        os.environ.update(ONE_THREAD)  # the children read it when they load their libraries
        spawn = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.workers, mp_context=spawn, initializer=end_with_parent)

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is broken:
                broken.shutdown(wait=False, cancel_futures=True)
                self._pool = self._start()


def lost(step: Step, batch: object) -> str:
    """What there is to say when workers keep dying with a batch in their hands."""
    return (
        f"Worker processes kept dying in step '{step.__name__}' on {batch}, most likely for want of memory. Use fewer "
        "--workers or a lower NEWSLEDGER_BATCH_DOCUMENTS and run again: what is published stays."
    )


def end_with_parent() -> None:
    """Have this worker end when the process that started it has ended, however that came about."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_wait_for_end, args=(parent.sentinel,), daemon=True).start()


def _wait_for_end(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


class Dask:
    """The workers of a Dask cluster. They share nothing with the run: each batch travels to them and back."""

    name = "dask"

    def __init__(self, address: str) -> None:
        from distributed import Client

        try:
            self._client = Client(address, timeout="10s", set_as_default=False)
        except (OSError, ValueError) as error:
            raise BadInput(f"No Dask scheduler answers at {address}: start one with `dask scheduler`.") from error
        self.workers = max(1, sum(self._client.nthreads().values()))

    def run(self, step: Step, *arguments: Any) -> Done:
        """What the step counted; Dask itself tries again where a worker dies. WorkerLost where they keep dying."""
        from distributed import KilledWorker

        batch, *others = arguments
        work = (carried, step, batch.name, packed(batch), *others)
        try:
            done, files = self._client.submit(*work, pure=False, retries=TRIES - 1).result()
        except KilledWorker as error:
            raise WorkerLost(lost(step, batch)) from error
        unpacked(files, batch)
        return cast(Done, done)

    def warm(self, step: Step, *arguments: Any) -> None:
        """Nothing: the cluster's workers live longer than a run."""

    def close(self) -> None:
        """Leave the cluster, which goes on."""
        self._client.close()


def engine(name: str, *, workers: int, in_place: bool, dask_address: str | None) -> Engine:
    """The engine that the settings ask for."""
    if name == "dask":
        if dask_address is None:
            raise BadInput("--engine dask needs --dask-address, such as tcp://127.0.0.1:8786.")
        return Dask(dask_address)
    return InPlace() if in_place else Processes(workers)
