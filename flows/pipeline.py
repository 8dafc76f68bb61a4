"""The pipeline: ingest, clean, entities, money, then figures and lake together at each publish."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from flows.again import Grouped, Replay
from flows.behind import Behind
from flows.clean import clean
from flows.engine import Engine, InPlace
from flows.entities import entities
from flows.fetch import arrivals
from flows.grouping import documents_in, groups
from flows.ingest import ingest
from flows.memory import give_back
from flows.money import money
from flows.order import Order, Summary
from flows.portions import Portion
from flows.process import this_process
from flows.publisher import Outcome, Part, Publisher, publishing
from flows.record import FINISHED, Run
from flows.runner import Runner
from flows.versions import versions
from tasks import batch
from tasks.ingest.fetch.walk import Arrived
from tasks.lake.known import Known
from tasks.lake.lake import Lake


class Work(Protocol):
    """What a run does: read news, or make again what is there."""

    def groups(self, folder: Path, runner: Runner, grouped: Grouped) -> Iterator[list[Path]]:
        """Batches gone through the stages, as they are to be published together."""

    def portions(self, batches: Sequence[Path], lake: Lake) -> Sequence[Portion]:
        """What of the batches is linked and written together."""

    def publish(self, lake: Lake, part: Part) -> Outcome:
        """Put the rows of such a portion into the lake, in place of what they replace there; what came of it."""


@dataclass
class Reading:
    """News on its way into the lake; `known` is what the lake holds of it, `arrived` what is to be read."""

    order: Order
    known: Known
    arrived: Iterable[Arrived]
    publisher: Publisher

    def groups(self, folder: Path, runner: Runner, grouped: Grouped) -> Iterator[list[Path]]:
        """Batches of documents that are not known, gone through the stages."""
        settings, run_id = self.order.settings, self.order.run_id
        raw = self.read(folder, runner)
        return grouped(money(entities(clean(raw, runner, settings, run_id), runner, settings), runner, settings))

    def read(self, folder: Path, runner: Runner) -> Iterator[Path]:
        """Batches of documents that are not known; after the last, who publishes gets ready."""
        yield from ingest(self.arrived, self.known, folder, runner, self.order)
        self.publisher.prepare()

    def portions(self, batches: Sequence[Path], lake: Lake) -> Sequence[Portion]:
        """Portions by date. What is retried is one: what was visited goes with all rejects that it may have mended."""
        if self.order.retried:
            return [Portion(tuple(batches))]
        into = batches[0].with_name(f"{batches[0].name}-portions")
        return self.publisher.portions(lake, batches, self.order.settings.portion_articles, into)

    def publish(self, lake: Lake, part: Part) -> Outcome:
        """Publish the portion; what came of it is known from now on."""
        outcome = self.publisher.publish(lake, part)
        self.known.learn(outcome.documents, outcome.articles)
        return outcome


def pipeline(
    order: Order,
    runner: Runner,
    tell: Callable[[Summary], None],
    known: Known | None = None,
    arrived: Iterable[Arrived] | None = None,
) -> Summary:
    """Run the stages over all that the order is about; `tell` hears of every batch done and every publish.

    `known` is what the lake holds and `arrived` what the inputs do, where somebody has looked already. Where there are
    workers, what is done is published behind their work, so that they need not wait; what is made again depends on what
    was published before.
    """
    settings = order.settings
    lake = Lake.open(settings.lake, partition=settings.partition)
    lake.check()  # before the work, not after it
    summary = Summary(order.run_id, settings.lake, runner.counts)

    here = isinstance(runner.engine, InPlace) or order.again is not None
    behind = Behind(here=here)

    def grouped(batches: Iterable[Path]) -> Iterator[list[Path]]:
        return groups(told(batches, summary, tell, behind), lake, settings)

    run = run_of(order, runner.engine)
    with lake.work() as folder, publishing(here=here) as publisher, behind:
        work = work_of(order, lake, known, arrived, publisher, summary)
        for group in work.groups(folder, runner, grouped):
            behind.do(partial(publish, lake, group, work, run, order, summary))
    tell(summary)
    close(lake, run, order, summary)
    runner.close()
    return summary


def work_of(
    order: Order,
    lake: Lake,
    known: Known | None,
    arrived: Iterable[Arrived] | None,
    publisher: Publisher,
    summary: Summary,
) -> Work:
    """What the run does; where nobody has looked, what the lake holds and what arrives is looked for."""
    if order.again:
        return Replay(lake, order.again, order.settings)
    known = known or Known.of(lake)
    return Reading(order, known, arrivals(order, lake, known, summary) if arrived is None else arrived, publisher)


def told(batches: Iterable[Path], summary: Summary, tell: Callable[[Summary], None], behind: Behind) -> Iterator[Path]:
    """The batches, each told of as it is done; ends with the error of a publish that has failed."""
    for done in batches:
        behind.check()
        summary.finished += documents_in(done)
        tell(summary)
        yield done


def publish(lake: Lake, batches: list[Path], work: Work, run: Run, order: Order, summary: Summary) -> None:
    """Publish the batches, portion by portion. Their folders are removed."""
    if order.again:
        summary.read["documents"] += sum(map(documents_in, batches))
    portions = work.portions(batches, lake)
    discard(set(batches).difference(*(portion.batches for portion in portions)))  # which have been dealt to these
    for portion in portions:
        part = Part(run, [folder.name for folder in batches], portion, dict(summary.read), order.retried)
        summary.take(work.publish(lake, part))
        discard(portion.batches)
    give_back()


def discard(batches: Iterable[Path]) -> None:
    """Remove the folders of the batches."""
    for folder in batches:
        batch.discard(folder)


def close(lake: Lake, run: Run, order: Order, summary: Summary) -> None:
    """Take down the time, and what was read after the last publish, if the run has changed the lake at all."""
    now = datetime.now(UTC)
    summary.seconds = (now - order.started_at).total_seconds()
    if summary.changed:
        lake.publish(lambda _: [run.row(summary.counts, FINISHED, now)], wrote=run.wrote)


def run_of(order: Order, engine: Engine) -> Run:
    """What the run's own row tells from the beginning."""
    settings = order.settings
    return Run(
        order.run_id,
        order.started_at,
        "\n".join(order.named),
        this_process(),
        engine.name,
        engine.workers,
        versions(settings),
        order.again and order.again.stage,
        settings.bounds,
        settings.bounds_from,
    )
