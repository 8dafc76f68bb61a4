"""Something done behind the work: a publish, while the workers are at the next batches."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType


class Behind:
    """Does one thing at a time in a thread of its own; or, `here`, in the caller's, before anything else is done.

    Its block ends when all is done, also where it ends by an error or is interrupted.

    >>> with Behind() as behind:
    ...     behind.do(lambda: print("done"))
    done
    """

    def __init__(self, *, here: bool = False) -> None:
        self._here = here
        self._thread = ThreadPoolExecutor(1)
        self._begun: Future[None] | None = None

    def do(self, call: Callable[[], None]) -> None:
        """Do it once what was begun before is done. Raises what that one, or this one where it is done here, raised."""
        self.wait()
        if self._here:
            call()
        else:
            self._begun = self._thread.submit(call)

    def check(self) -> None:
        """Raise what went wrong with it, if it has ended."""
        if self._begun is not None and self._begun.done():
            self.wait()

    def wait(self) -> None:
        """Wait until it is done; raises what it raised."""
        begun, self._begun = self._begun, None
        if begun is not None:
            begun.result()

    def __enter__(self) -> "Behind":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            if error is None:
                self.wait()
        finally:
            self._thread.shutdown(wait=True)
