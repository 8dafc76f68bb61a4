"""What a command that takes its time tells on the screen, beside what it prints; and how it is stopped."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console

screen = Console(stderr=True, highlight=False)


@contextmanager
def stoppable(advice: str) -> Iterator[None]:
    """Ctrl-C or SIGTERM in the block ends the program with one line that says how to go on."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        screen.print(advice)
        sys.stderr.flush()
        os._exit(130)  # worker threads may be waiting for processes that are gone
    finally:
        signal.signal(signal.SIGTERM, before)
