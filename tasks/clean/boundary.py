"""The one boundary of the stage: a document that breaks the program is refused, and the others go on."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from tasks.clean.draft import Refusal

P = ParamSpec("P")
T = TypeVar("T")


def guarded(make: Callable[P, T | Refusal], *args: P.args, **kwargs: P.kwargs) -> T | Refusal:
    """What `make` gives for the arguments, or a refusal that names the fault that it ended in.

    >>> guarded(int, "seven").reason
    'failed'
    """
    try:
        return make(*args, **kwargs)
    # No document, however strange, may stop the hundreds that it came with; the parsers of pages are large and not
    # ours. Nothing is hidden, for the fault becomes a reject that names it.
    except Exception as fault:
        return Refusal("failed", f"{type(fault).__name__}: {fault}"[:500])
