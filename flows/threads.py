"""One thread a process: the matrices here are small, and libraries that share them out only burn another core."""

import os

NAMES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")


def one_thread() -> None:
    """Have libraries that are loaded from now on keep to it, in children too, unless somebody said otherwise."""
    for name in NAMES:
        os.environ.setdefault(name, "1")
