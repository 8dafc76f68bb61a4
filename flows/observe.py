"""Observing a step where it is done: what it counted, how long it took, how much memory, and what was logged there."""

import logging
import os
import resource
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flows.deadline import deadline

Step = Callable[..., dict[str, int]]

# A step that logs more than this tells no one anything; the rest is counted.
LINES = 100


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was done: its counts, and what a person may want to know of how it went."""

    counts: dict[str, int]
    seconds: float
    place: str
    peak_megabytes: int
    logged: tuple[tuple[int, str], ...] = ()

    def __str__(self) -> str:
        counts = ", ".join(f"{count} {name}" for name, count in self.counts.items())
        return f"{counts or 'done'} in {self.seconds:.1f} s at {self.place}, {self.peak_megabytes} MB at most"


class Kept(logging.Handler):
    """Keeps what is logged, so that it can travel from the worker to the run."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[tuple[int, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line."""
        if len(self.lines) < LINES:
            self.lines.append((record.levelno, f"{record.name}: {record.getMessage()}"))


def observed(step: Step, *arguments: Any) -> Done:
    """Do the step; warnings that libraries log meanwhile come back with it."""
    kept, begun = Kept(), time.monotonic()
    logging.getLogger().addHandler(kept)
    try:
        counts = step(*arguments)
    finally:
        logging.getLogger().removeHandler(kept)
    place = f"{socket.gethostname()}:{os.getpid()}"
    return Done(counts, time.monotonic() - begun, place, peak_megabytes(), tuple(kept.lines))


def timed(seconds: float, step: Step, *arguments: Any) -> Done:
    """Do the step as `observed`, within so many seconds; TooSlow where they are over."""
    with deadline(seconds):
        return observed(step, *arguments)


def peak_megabytes() -> int:
    """The most memory that this process has held at once."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak >> 20 if sys.platform == "darwin" else peak >> 10
