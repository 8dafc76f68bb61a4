"""Processes by name, so that others can see whether one still lives: machine, process id, and when it began."""

import socket

import psutil


def this_process() -> str:
    """The name of the process that asks."""
    process = psutil.Process()
    return f"{socket.gethostname()}:{process.pid}:{int(process.create_time())}"


def is_gone(name: str | None) -> bool:
    """Whether that process is known to be gone; of one on another machine that is never known.

    >>> is_gone(this_process()), is_gone("elsewhere:1:0"), is_gone(None)
    (False, False, False)
    """
    host, _, rest = (name or "").rpartition(":")[0].partition(":")
    if host != socket.gethostname() or not rest.isdecimal():
        return False
    begun = int((name or "").rpartition(":")[2])
    return not psutil.pid_exists(int(rest)) or int(psutil.Process(int(rest)).create_time()) != begun
