"""Hosts: one request at a time to each, with a delay between, and none where several failed in a row."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tasks.ingest.fetch.manners import Failed, Manners

GIVEN_UP = 5  # addresses in a row that a host left without any answer
SILENT = {"timeout", "unreachable"}


@dataclass(slots=True)
class Host:
    """What is known of one host in this run."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0  # by the monotonic clock
    delay: float = 0.0
    silent: int = 0
    last: Failed | None = None


class Hosts:
    """All hosts of a run."""

    def __init__(self, manners: Manners, stopped: threading.Event) -> None:
        self._manners = manners
        self._stopped = stopped
        self._hosts: dict[str, Host] = {}
        self._lock = threading.Lock()

    def of(self, name: str) -> Host:
        """The host of that name."""
        with self._lock:
            return self._hosts.setdefault(name, Host(delay=self._manners.delay))

    def slow_down(self, name: str, seconds: float) -> None:
        """Take at least so long between two requests, as the host's robots.txt asks."""
        host = self.of(name)
        host.delay = max(host.delay, seconds)

    @contextmanager
    def turn(self, name: str) -> Iterator[Host]:
        """The host to oneself, once its delay is over. Failed where it has been given up."""
        host = self.of(name)
        with host.turn:
            if host.silent >= GIVEN_UP and host.last is not None:
                raise Failed(host.last.reason, f"{GIVEN_UP} addresses in a row failed: {host.last.detail}")
            self.wait(host.free_at - time.monotonic())
            try:
                yield host
            finally:
                host.free_at = time.monotonic() + host.delay

    def note(self, host: Host, failed: Failed | None) -> None:
        """Keep in mind how asking for an address ended."""
        silent = failed is not None and failed.reason in SILENT
        host.silent, host.last = (host.silent + 1, failed) if silent else (0, None)

    def wait(self, seconds: float) -> None:
        """Wait, unless everything is over."""
        if self._stopped.wait(max(0.0, seconds)):
            raise Failed("timeout", "the run was stopped")
