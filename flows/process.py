"""Processes by name, so that others can see whether one still lives: machine, process id, and when it began.

The beginning is told in seconds since the machine started, and which start that was: the time of day jumps when clocks
are set, and whoever asked after a jump would take the living for dead.
"""

import socket
from pathlib import Path

import psutil

BOOT = Path("/proc/sys/kernel/random/boot_id")  # on Linux; elsewhere the seconds alone must do


def this_process() -> str:
    """The name of the process that asks."""
    return named(psutil.Process())


def named(process: psutil.Process) -> str:
    """The name of a process of this machine."""
    since_start = process.create_time() - psutil.boot_time()
    start = BOOT.read_text(encoding="ascii")[:8] if BOOT.exists() else ""
    return f"{socket.gethostname()}:{process.pid}:{since_start:.2f}@{start}"


def is_gone(name: str | None) -> bool:
    """Whether that process is known to be gone; of one on another machine that is never known.

    >>> is_gone(this_process()), is_gone(this_process() + "0"), is_gone("elsewhere:1:0"), is_gone(None)
    (False, True, False, False)
    """
    host, _, number = (name or "").rpartition(":")[0].rpartition(":")
    if host != socket.gethostname() or not number.isdecimal():
        return False
    try:
        return named(psutil.Process(int(number))) != name
    except psutil.NoSuchProcess:
        return True
