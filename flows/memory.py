"""Memory of the main process: what a publish has used goes back to the system when it is done.

Allocators keep what was freed for the next time, each in its own way: Arrow's, one for each thread of the C library's.
A process that publishes now and then would hold the most that every one of them ever had. So Arrow is told to use the
C library's, and that is told to let go.
"""

import ctypes
import sys

import pyarrow as pa


def frugal() -> None:
    """Have Arrow take its memory where `give_back` can return it."""
    pa.set_memory_pool(pa.system_memory_pool())


def give_back() -> None:
    """Return what is free to the system, where its C library can."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc has it, musl has nothing to return
        if trim is not None:
            trim(0)
