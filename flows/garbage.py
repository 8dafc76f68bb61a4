"""Python's search for cycles among its objects, which is made too often for processes that load much and keep it.

Each search meets objects that live on, and with models, lexicons or a server's modules that is nearly all of them: at
the usual pace it takes a quarter of the time in which Prefect's server starts, and some hundredths of a worker's.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

PACE = (50_000, 20, 100)  # new objects before the young are searched, and such searches before the older ones are


def seldom() -> None:
    """Have this process search less often, from now on."""
    gc.set_threshold(*PACE)


@contextmanager
def unsearched() -> Iterator[None]:
    """Have it not search at all meanwhile: a publish makes millions of objects and hardly a cycle."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
