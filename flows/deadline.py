"""A deadline: work that uses more processor time than it may is stopped, wherever it hangs.

What counts is processor time, so that a busy machine refuses nothing. In a process's main thread a timer's signal stops
Python code, regular expressions too; code that lets no signal through is ended by a second timer, with its process.
Other threads, where Dask's work is done, get no signals: there a watchman counts the seconds on the wall.
"""

import ctypes
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from schemas.errors import LedgerError

HARD = 3  # times the seconds, the system's own time counted in
AGAIN = 1.0  # seconds after which work that caught the stop is stopped again
ENDED = signal.SIGPROF  # what ends a process that cannot be stopped


class TooSlow(LedgerError):
    """A step took more time than it may."""


class Stop(BaseException):
    """Ends the work at its deadline; no Exception, so that nothing on the way takes it for a fault of its own."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Have the block raise TooSlow once it has used so many seconds, or end its process after HARD times as many."""
    guarded = _signalled if threading.current_thread() is threading.main_thread() else _watched
    try:
        with guarded(seconds):
            yield
    except Stop:
        raise TooSlow(f"more than {seconds:g} s") from None


@contextmanager
def _signalled(seconds: float) -> Iterator[None]:
    before = signal.signal(signal.SIGVTALRM, _stop)
    try:
        signal.setitimer(signal.ITIMER_PROF, HARD * seconds)
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGVTALRM, before)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stop


@contextmanager
def _watched(seconds: float) -> Iterator[None]:
    worker, over = ctypes.c_ulong(threading.get_ident()), threading.Event()

    def watch() -> None:
        if over.wait(seconds):
            return
        for _ in range(max(1, int(seconds / AGAIN))):
            _raise_in(worker, ctypes.py_object(Stop))
            if over.wait(AGAIN):
                return
        os._exit(128 + ENDED)

    watchman = threading.Thread(target=watch, daemon=True)
    watchman.start()
    try:
        yield
    finally:
        over.set()
        watchman.join()
        _raise_in(worker, None)  # a stop that came too late is none


def _raise_in(thread: ctypes.c_ulong, what: object) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, what)
