"""Publisher: one part of a run's rows after the other into the lake, here or each in a process of its own.

What links rows needs makes and lets go millions of objects, and some of them hold memory that no allocator returns
until its process ends. A run of many parts would hold more after each. So where a run has workers, a process publishes
one part and ends; it begins as a copy of one that has loaded all it takes. What the next must know lies in a file
meanwhile, and the run itself keeps but ids.
"""

import multiprocessing
import pickle
import signal
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing import forkserver
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from flows.apart import TRIES, WorkerLost
from flows.garbage import unsearched
from flows.memory import frugal, give_back
from flows.pool import end_with_parent
from flows.portions import Portion
from flows.publish import Gathered, changes, gather, visited
from flows.published import COUNTED, Published, counted
from flows.record import RUNNING, Run
from flows.threads import one_thread
from tasks import batch
from tasks.lake.known import KnownTexts
from tasks.lake.lake import Change, Lake

LOST = (
    "The process that publishes kept dying, most likely for want of memory. Lower NEWSLEDGER_PORTION_ARTICLES and run "
    "again: what is published stays."
)


@dataclass(frozen=True, slots=True)
class Part:
    """What is published at once: a portion of some batches, by a run that has `read` so much until then.

    What was visited is remembered with the last portion (None): killed before it, a run must visit it again.
    """

    run: Run
    batches: Sequence[Path]
    portion: Portion
    read: Mapping[str, int]
    retried: frozenset[str] = frozenset()

    def visited(self) -> pa.Table:
        """What was visited for the batches (rows of schemas.visits)."""
        return visited(self.batches, self.portion)

    @property
    def wrote(self) -> dict[str, str]:
        """What each file says of its making."""
        return self.run.wrote | {"batches": " ".join(one.name for one in self.batches)}

    def counts(self, published: Published) -> dict[str, int]:
        """What the run's own row tells with this part."""
        return counted(self.read, published.rows)


@dataclass(slots=True)
class State:
    """What the next part must know of those before: what the lake holds, and what the run has put there."""

    known: KnownTexts = field(default_factory=KnownTexts)
    published: Published = field(default_factory=Published)


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a part: the lake's sequence, whether it is another than before, and which ids are in it now."""

    sequence: int
    changed: bool
    rows: Mapping[str, int]
    reasons: Mapping[str, int]
    documents: Sequence[str]
    articles: Sequence[str]


Gather = Callable[[Part, KnownTexts, Lake], Gathered]


class Publisher(Protocol):
    """Publishes the parts of one run, in their order."""

    def publish(self, lake: Lake, part: Part) -> Told:
        """Publish one; what came of it."""

    def close(self) -> None:
        """There is none left."""


def arrived(part: Part, known: KnownTexts, lake: Lake) -> Gathered:
    """The part's rows, without what another run has published since."""
    gathered = gather(part.batches, known, lake, part.retried, part.portion)
    known.learn(gathered.rows["raw"]["document_id"].to_pylist(), gathered.articles)
    return gathered


def publish(
    lake: Lake,
    part: Part,
    state: State,
    gathered: Gather = arrived,
    kept: Callable[[Told], None] = lambda _: None,
    done: Callable[[Lake], Told | None] = lambda _: None,
) -> Told:
    """Publish the part with the run's own row, and bring the state up to date.

    `kept` hears before the commit what there will be to tell after it; `done` knows what there is to tell if the part
    is in the lake already.
    """
    told = None

    def make(current: Lake) -> list[Change]:
        nonlocal told
        told = done(current)
        if told is not None:
            return []
        state.known = state.known.at(current)
        rows = gathered(part, state.known, current)
        state.known.sequence = current.sequence + 1
        state.published.add(rows, part.run.started_at)
        told = _told(rows, state)
        kept(told)
        give_back()  # after each step, lest the peaks of all add up
        made = changes(current, rows)
        give_back()
        return [*made, part.run.row(part.counts(state.published), RUNNING)]

    with unsearched():
        sequence = lake.publish(make, wrote=part.wrote, visited=part.visited())
    assert told is not None
    state.known.sequence = sequence
    give_back()
    return replace(told, sequence=sequence, changed=sequence == told.sequence)


def _told(rows: Gathered, state: State) -> Told:
    documents = batch.values(rows.rows["raw"], "document_id")
    articles = batch.values(rows.articles, "article_id")
    published = state.published
    return Told(state.known.sequence, True, dict(published.rows), dict(published.reasons), documents, articles)


@dataclass
class Here:
    """Publishes in this process."""

    state: State = field(default_factory=State)

    def publish(self, lake: Lake, part: Part) -> Told:
        """Publish the part; what came of it."""
        return publish(lake, part, self.state)

    def close(self) -> None:
        """Nothing to let go."""


class Elsewhere:
    """Publishes each part in a process of its own. One that dies costs a second try: a part is in the lake or not."""

    def __init__(self, lake: Lake, folder: Path) -> None:
        one_thread()
        self._folder = folder
        self._parts = 0
        self._context = multiprocessing.get_context("forkserver")
        # What an object store takes is loaded for one only.
        self._context.set_forkserver_preload([__name__, type(lake.store).__module__])
        forkserver.ensure_running()  # it loads beside what the run begins with

    def publish(self, lake: Lake, part: Part) -> Told:
        """Publish the part; what came of it. WorkerLost where the process keeps dying."""
        self._parts += 1
        for _ in range(TRIES):
            with ProcessPoolExecutor(1, mp_context=self._context, initializer=prepare) as pool:
                try:
                    begun = pool.submit(publish_alone, str(lake.root), part, self._folder, self._parts)
                except (ConnectionError, EOFError):  # the process that it was to begin from is gone; another will be
                    continue
                with suppress(BrokenProcessPool):
                    return begun.result()
        raise WorkerLost(LOST)

    def close(self) -> None:
        """End the process that the others began from, and wait for it, so that its time counts as the run's."""
        forkserver._forkserver._stop()


def prepare() -> None:
    """What a process does first that is to publish: whoever stops the run waits for it, as the run does."""
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.SIG_IGN)
    frugal()
    end_with_parent()


def publish_alone(root: str, part: Part, folder: Path, number: int) -> Told:
    """Publish a run's part of that number, going on from what the process before left in the folder."""
    left, before = (folder / f"published-{part_of_run}" for part_of_run in (number, number - 1))
    state = _load(before)[1] if before.exists() else State()

    def kept(told: Told) -> None:
        with left.open("wb") as file:
            pickle.dump((told, state), file, pickle.HIGHEST_PROTOCOL)

    def done(current: Lake) -> Told | None:
        """What a process told that died after its commit: the run's row in the lake has its counts."""
        if not left.exists():
            return None
        told, died = _load(left)
        rows = current.read("runs", list(COUNTED), pc.field("run_id") == part.run.run_id).to_pylist()
        return told if rows == [part.counts(died.published)] else None

    told = publish(Lake.open(root, create=False), part, state, kept=kept, done=done)
    before.unlink(missing_ok=True)
    return told


def _load(path: Path) -> tuple[Told, State]:
    """What `kept` wrote; the work folder is closed to all others (tasks.lake.lock)."""
    with path.open("rb") as file:
        told: tuple[Told, State] = pickle.load(file)
    return told
