"""Runners: how a flow has its steps done. Plainly, or each as a task that Prefect keeps a record of."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

from flows.engine import Engine, InPlace
from flows.observe import Done, Step, observed

Call = Callable[[], Done]


class Pending(Protocol):
    """A step that has been begun."""

    def result(self) -> Any:
        """What it gave back, once it is done; its error where it failed."""


class Runner:
    """Has steps done by an engine, several at once, and adds up what they count."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.counts: Counter[str] = Counter()
        self._threads = ThreadPoolExecutor(max_workers=4 * engine.workers)

    def each(self, stage: str, step: Step, batches: Iterable[Path], *arguments: Any) -> Iterator[Path]:
        """The batches, in their order, each once the step has been done on it.

        As many are under way as there are workers, so neither memory nor the work folder grows with the input.
        """
        under_way: deque[tuple[Path, Pending]] = deque()
        for batch in batches:
            under_way.append((batch, self.begin(stage, batch, lambda b=batch: self.engine.run(step, b, *arguments))))
            if len(under_way) > self.engine.workers:
                yield self._finish(*under_way.popleft())
        while under_way:
            yield self._finish(*under_way.popleft())

    def here(self, stage: str, batch: Path, step: Step) -> None:
        """Have a step done in this process, for what cannot travel to a worker."""
        self._finish(batch, self.begin(stage, batch, lambda: observed(step)))

    def begin(self, stage: str, batch: Path, call: Call) -> Pending:
        """Begin one step."""
        if isinstance(self.engine, InPlace):
            return _done(call)
        return self._threads.submit(call)

    def close(self) -> None:
        """Begin nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _finish(self, batch: Path, pending: Pending) -> Path:
        self.counts.update(pending.result().counts)
        return batch


def _done(call: Call) -> Pending:
    future: Future[Done] = Future()
    future.set_result(call())
    return future
