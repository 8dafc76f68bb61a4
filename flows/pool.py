"""A pool of worker processes that is filled again when one of them dies."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection
from typing import Any

from flows.apart import Ended
from flows.garbage import seldom
from flows.observe import Done, Step, timed
from flows.threads import one_thread

SETTLED = 5.0  # seconds in which a worker that has died is known to be dead


class Pool:
    """So many workers, started when first needed."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._closed = False
        self._lent = 0  # to so many who have called it
        self._lock = threading.Lock()
        self._pool = self._start()

    def attempt(self, seconds: float, step: Step, *arguments: Any) -> Done:
        """Do the step within so many seconds. Raises TooSlow, Ended where a worker died meanwhile, or what it does."""
        done: Done = self.call(timed, seconds, step, *arguments)
        return done

    def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """What the function gives on a worker. Raises Ended where a worker died meanwhile, or what it does."""
        pool, workers = self._pool, list[Any]()
        try:
            with unheard():
                begun = pool.submit(function, *arguments)
            workers = list((pool._processes or {}).values())
            return begun.result()
        except BrokenProcessPool as error:
            if not self._closed:
                self._replace(pool)
            raise Ended(_code(workers)) from error

    def begin(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Begin the function on one worker and do not wait."""
        with unheard():
            return self._pool.submit(function, *arguments)

    @contextmanager
    def lent(self) -> Iterator[Callable[..., Done]]:
        """`attempt`, for one who seldom needs it: the workers live until nobody who has called it is at it any more."""
        called = False

        def attempt(seconds: float, step: Step, *arguments: Any) -> Done:
            nonlocal called
            with self._lock:
                self._lent += not called
            called = True
            return self.attempt(seconds, step, *arguments)

        try:
            yield attempt
        finally:
            with self._lock:
                self._lent -= called
                if called and not self._lent:
                    self.rest()

    def rest(self) -> None:
        """Let the workers go once they are done, and with them what they hold. Others come when they are needed."""
        if not self._closed:
            self._pool.shutdown(wait=True)
            self._pool = self._start()

    def close(self) -> None:
        """Let the workers go, at once."""
        self._closed = True
        for process in list((self._pool._processes or {}).values()):
            process.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _start(self) -> ProcessPoolExecutor:
        one_thread()
        spawn = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, mp_context=spawn, initializer=prepare)

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is broken:
                broken.shutdown(wait=False, cancel_futures=True)
                self._pool = self._start()


def _code(workers: list[Any]) -> int | None:
    """The exit code of the worker that ended, where there was but one: the others are ended with it."""
    if len(workers) != 1:
        return None
    workers[0].join(SETTLED)
    code: int | None = workers[0].exitcode
    return code


@contextmanager
def unheard() -> Iterator[None]:
    """Have processes that begin in the block not hear Ctrl-C, until they are ready to pass over it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def prepare() -> None:
    """What a worker does first. Ctrl-C is for the run, which ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    seldom()
    end_with_parent()


def end_with_parent() -> None:
    """Have this worker end when the process that started it has ended, however that came about."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_wait_for_end, args=(parent.sentinel,), daemon=True).start()


def _wait_for_end(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
