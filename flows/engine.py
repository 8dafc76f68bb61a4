"""Engines: where a step does its work. In place, in worker processes, or on a Dask cluster.

An engine runs one step on one batch and waits for its end; whoever wants many at once calls it from several threads.
A worker that dies costs the batches in its hands a second try, not the run; a document that kills its worker, or takes
too long, costs itself (flows.apart).
"""

import logging
from concurrent.futures import CancelledError
from typing import Any, Protocol

from flows.apart import TRIES, Ended, WorkerLost, done
from flows.carry import carried, packed, unpacked
from flows.deadline import TooSlow
from flows.observe import Done, Step, timed
from flows.pool import Pool
from schemas.errors import BadInput

SECONDS = 30.0  # of processor time for one document, where nobody says otherwise


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

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds

    def run(self, step: Step, *arguments: Any) -> Done:
        """What the step counted."""
        return done(timed, timed, self._seconds, step, *arguments)

    def warm(self, step: Step, *arguments: Any) -> None:
        """Nothing: the first step loads what it needs."""

    def close(self) -> None:
        """Nothing to let go."""


class Processes:
    """Worker processes on this machine, started when first needed."""

    name = "process"

    def __init__(self, workers: int, seconds: float = SECONDS) -> None:
        self.workers = workers
        self._seconds = seconds
        self._pool = Pool(workers)
        self._alone = Pool(1)  # for batches under whose hands a worker ended: here only their own work can end it

    def run(self, step: Step, *arguments: Any) -> Done:
        """What the step counted; WorkerLost where workers keep dying under it."""
        with self._alone.lent() as alone:
            return done(self._pool.attempt, alone, self._seconds, step, *arguments)

    def warm(self, step: Step, *arguments: Any) -> None:
        """Begin the step on one worker and do not wait."""
        self._pool.begin(step, *arguments)

    def close(self) -> None:
        """Let the workers go, at once: what they hold is not wanted any more."""
        self._pool.close()
        self._alone.close()


class Dask:
    """The workers of a Dask cluster. They share nothing with the run: each batch travels to them and back."""

    name = "dask"

    def __init__(self, address: str, seconds: float = SECONDS) -> None:
        from distributed import Client

        for name in ("distributed", "distributed.client"):  # what goes wrong there is told here
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            self._client = Client(address, timeout="10s", set_as_default=False)
        except (OSError, ValueError) as error:
            raise BadInput(f"No Dask scheduler answers at {address}: start one with `dask scheduler`.") from error
        self._address = address
        self.workers = max(1, sum(self._client.nthreads().values()))
        self._seconds = seconds

    def run(self, step: Step, *arguments: Any) -> Done:
        """What the step counted; Dask itself tries again where a worker dies.

        WorkerLost where they keep dying, and where the scheduler does.
        """
        return done(self._attempt, self._attempt, self._seconds, step, *arguments)

    def _attempt(self, seconds: float, step: Step, *arguments: Any) -> Done:
        from distributed import KilledWorker
        from distributed.comm import CommClosedError

        batch, *others = arguments
        work = (carried, seconds, step, batch.name, packed(batch), *others)
        try:
            made, files = self._client.submit(*work, pure=False, retries=TRIES - 1).result()
        except KilledWorker as error:
            raise Ended from error
        except (CancelledError, CommClosedError) as error:
            raise WorkerLost(
                f"The Dask scheduler at {self._address} has gone, with batches in its hands. Start it and run again: "
                "what is published stays."
            ) from error
        if made is None:
            raise TooSlow(f"more than {seconds:g} s")
        unpacked(files, batch)
        return made

    def warm(self, step: Step, *arguments: Any) -> None:
        """Nothing: the cluster's workers live longer than a run."""

    def close(self) -> None:
        """Leave the cluster, which goes on."""
        self._client.close()


def engine(name: str, *, workers: int, in_place: bool, dask_address: str | None, seconds: float = SECONDS) -> Engine:
    """The engine that the settings ask for; `seconds` is the time for one document in one step."""
    if name == "dask":
        if dask_address is None:
            raise BadInput("--engine dask needs --dask-address, such as tcp://127.0.0.1:8786.")
        return Dask(dask_address, seconds)
    return InPlace(seconds) if in_place else Processes(workers, seconds)
