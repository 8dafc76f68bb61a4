"""Publisher: one part of a run's rows after the other into the lake, here or in processes of their own.

What links rows needs makes and lets go millions of objects, and some of them hold memory that no allocator returns
until its process ends. A run of many groups of batches would hold more after each. So where a run has workers, a
process publishes the parts of one group and ends, or before where it holds much. What the next must know lies in a file
meanwhile, and the run itself keeps but ids.
"""

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

import psutil
import pyarrow.compute as pc

from flows.apart import TRIES, Ended, WorkerLost
from flows.garbage import unsearched
from flows.memory import frugal, give_back
from flows.pool import Pool
from flows.portions import Portion, portions
from flows.publish import Gathered, changes, gather, visited
from flows.published import Published, counted
from flows.record import RUNNING, Run
from schemas.errors import reason
from tasks import batch
from tasks.lake.known import KnownTexts
from tasks.lake.lake import Change, Lake
from tasks.lake.lock import private, scratch

ROOM = 256_000_000  # bytes that a process may hold after a part and do the next: it began with half of that
LOST = (
    "The process that publishes kept dying, most likely for want of memory. Lower NEWSLEDGER_PORTION_ARTICLES and run "
    "again: what is published stays."
)


@dataclass(frozen=True, slots=True)
class Part:
    """What is published at once: a portion of a group of batches, by a run that has `read` so much until then.

    `group` names the batches.
    """

    run: Run
    group: Sequence[str]
    portion: Portion
    read: Mapping[str, int]
    retried: frozenset[str] = frozenset()

    @property
    def wrote(self) -> dict[str, str]:
        """What each file says of its making."""
        return self.run.wrote | {"batches": " ".join(self.group)}


@dataclass(slots=True)
class State:
    """What the next part must know of those before: what the lake holds, and what the run has put there."""

    known: KnownTexts = field(default_factory=KnownTexts)
    published: Published = field(default_factory=Published)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a part: the lake's sequence, whether it is another than before, and which ids are in it now.

    `rows` and `reasons` count all that the run has published; its own row bears the moment `at`.
    """

    sequence: int
    changed: bool
    rows: Mapping[str, int]
    reasons: Mapping[str, int]
    documents: Sequence[str]
    articles: Sequence[str]
    at: datetime


Result = TypeVar("Result")
Gather = Callable[[Part, KnownTexts, Lake], Gathered]


class Publisher(Protocol):
    """Publishes the parts of one run, in their order."""

    def prepare(self) -> None:
        """Load what publishing takes, and do not wait: the last parts come soon, and then nothing else is to do."""

    def portions(self, lake: Lake, batches: Sequence[Path], least: int, into: Path) -> list[Portion]:
        """What of the batches is linked and written together; see flows.portions."""

    def publish(self, lake: Lake, part: Part) -> Outcome:
        """Publish one; what came of it."""


def arrived(part: Part, known: KnownTexts, lake: Lake) -> Gathered:
    """The part's rows, without what another run has published since."""
    gathered = gather(part.portion.batches, known, lake, part.retried)
    known.learn(gathered.rows["raw"]["document_id"].to_pylist(), gathered.articles)
    return gathered


def publish(
    lake: Lake,
    part: Part,
    state: State,
    gathered: Gather = arrived,
    kept: Callable[[Outcome], None] = lambda _: None,
    done: Callable[[Lake], Outcome | None] = lambda _: None,
) -> Outcome:
    """Publish the part with the run's own row, and bring the state up to date.

    `kept` hears before the commit what will have come of it, and `done` knows what came of a part that is in the lake
    already.
    """
    outcome = None

    def make(current: Lake) -> list[Change]:
        nonlocal outcome
        outcome = done(current)
        if outcome is not None:
            return []
        state.known = state.known.at(current)
        rows = gathered(part, state.known, current)
        state.known.sequence = current.sequence + 1
        state.published.add(rows, part.run.started_at)
        outcome = _outcome(rows, state)
        kept(outcome)
        give_back()  # after each step, lest the peaks of all add up
        made = changes(current, rows)
        give_back()
        return [*made, part.run.row(counted(part.read, state.published.rows), RUNNING, outcome.at)]

    with unsearched():
        sequence = lake.publish(make, wrote=part.wrote, visited=visited(part.portion.batches))
    assert outcome is not None
    state.known.sequence = sequence
    give_back()
    return replace(outcome, sequence=sequence, changed=sequence >= outcome.sequence)


def _outcome(gathered: Gathered, state: State) -> Outcome:
    documents = batch.values(gathered.rows["raw"], "document_id")
    articles = batch.values(gathered.articles, "article_id")
    rows, reasons = dict(state.published.rows), dict(state.published.reasons)
    return Outcome(state.known.sequence, True, rows, reasons, documents, articles, datetime.now(UTC))


@dataclass
class Here:
    """Publishes in this process."""

    state: State = field(default_factory=State)

    def prepare(self) -> None:
        """Nothing: all is loaded that the run takes."""

    def portions(self, lake: Lake, batches: Sequence[Path], least: int, into: Path) -> list[Portion]:
        """What of the batches is linked and written together."""
        return portions(batches, lake, least, into)

    def publish(self, lake: Lake, part: Part) -> Outcome:
        """Publish the part; what came of it."""
        return publish(lake, part, self.state)


class Elsewhere:
    """Publishes in processes of their own, one for each group of batches, or several where one holds much.

    One that dies costs its part a second try: a part is in the lake or not.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pool = Pool(1)
        self._parts = 0
        self._sequence = -1  # of the lake, as it was heard last

    def prepare(self) -> None:
        """Have the process begin, if none is there, and load what it takes."""
        with suppress(RuntimeError):  # that of the group before is just being let go, or has died
            self._pool.begin(ready)

    def portions(self, lake: Lake, batches: Sequence[Path], least: int, into: Path) -> list[Portion]:
        """What of the batches is linked and written together. WorkerLost where the process keeps dying."""
        return self._tried(portions_alone, str(lake.root), batches, least, into)

    def publish(self, lake: Lake, part: Part) -> Outcome:
        """Publish the part; what came of it. WorkerLost where the process keeps dying."""
        self._parts += 1
        outcome, held = self._tried(publish_alone, str(lake.root), part, self._folder, self._parts, self._sequence)
        self._sequence = outcome.sequence
        if part.portion.last or held > ROOM:
            self._pool.rest()
        return outcome

    def _tried(self, function: Callable[..., Result], *arguments: Any) -> Result:
        for _ in range(TRIES):
            with suppress(Ended):
                done: Result = self._pool.call(function, *arguments)
                return done
        raise WorkerLost(LOST)

    def close(self) -> None:
        """Let the process go."""
        self._pool.close()


@contextmanager
def publishing(*, here: bool) -> Iterator[Publisher]:
    """Who publishes, as long as the block lasts: this process, or others."""
    if here:
        yield Here()
        return
    with scratch(private()) as folder, closing(Elsewhere(folder)) as publisher:
        yield publisher


def ready() -> None:
    """What a process can do before there is anything to publish: load this module, and with it all that it takes."""
    frugal()


def portions_alone(root: str, batches: Sequence[Path], least: int, into: Path) -> list[Portion]:
    """What of the batches is linked and written together."""
    frugal()
    return portions(batches, Lake.open(root, create=False), least, into)


def publish_alone(root: str, part: Part, folder: Path, number: int, sequence: int) -> tuple[Outcome, int]:
    """Publish a run's part of that number; what came of it, and the bytes that this process holds afterwards.

    It goes on from what was left in the folder after the part before. `sequence` is the lake's after that: less than
    was left there if that part changed nothing.
    """
    frugal()
    left, before, long_before = (folder / str(earlier) for earlier in (number, number - 1, number - 2))
    long_before.unlink(missing_ok=True)
    state = _left(before)[1] if before.exists() else State()
    state.known.sequence = min(state.known.sequence, sequence)

    def kept(outcome: Outcome) -> None:
        _leave(left, outcome, state)

    def done(current: Lake) -> Outcome | None:
        """What came of the part by a process that died after its commit: the run's row tells which was the last."""
        if not left.exists():
            return None
        outcome = _left(left)[0]
        moments = current.read("runs", ["finished_at"], pc.field("run_id") == part.run.run_id)["finished_at"]
        return outcome if outcome.at in moments.to_pylist() else None

    outcome = publish(Lake.open(root, create=False), part, state, kept=kept, done=done)
    return outcome, int(psutil.Process().memory_info().rss)


def _leave(path: Path, outcome: Outcome, state: State) -> None:
    """Write what the next part must know; whole, or not at all."""
    half = path.with_suffix(".part")
    try:
        with half.open("wb") as file:
            pickle.dump((outcome, state), file, pickle.HIGHEST_PROTOCOL)
    except OSError as error:  # which names no file where a disk is full
        raise OSError(error.errno, reason(error), str(half)) from error
    half.replace(path)


def _left(path: Path) -> tuple[Outcome, State]:
    """What `_leave` wrote, in a folder that nobody else can write (tasks.lake.lock.private)."""
    with path.open("rb") as file:
        left: tuple[Outcome, State] = pickle.load(file)
    return left
