"""The pipeline: ingest, clean, entities, money, then figures and lake together at each publish."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from flows.again import Grouped, Replay
from flows.behind import Behind
from flows.clean import clean
from flows.engine import Engine, InPlace
from flows.entities import entities
from flows.fetch import arrivals
from flows.garbage import unsearched
from flows.grouping import documents_in, groups
from flows.ingest import ingest
from flows.memory import give_back
from flows.money import money
from flows.order import Order, Summary
from flows.portions import Portion, portions
from flows.publish import Gathered, changes, gather
from flows.record import FINISHED, RUNNING, run_row
from flows.runner import Runner
from flows.versions import versions
from schemas.visits import VISITS
from tasks import batch
from tasks.ingest.fetch.walk import Arrived
from tasks.lake.known import Known
from tasks.lake.lake import Change, Lake


class Work(Protocol):
    """What a run does: read news, or make again what is there."""

    def groups(self, folder: Path, runner: Runner, grouped: Grouped) -> Iterator[list[Path]]:
        """Batches gone through the stages, as they are to be published together."""

    def portions(self, batches: Sequence[Path], lake: Lake) -> Iterable[Portion]:
        """What of the batches is linked and written together."""

    def gather(self, batches: Sequence[Path], current: Lake, portion: Portion) -> Gathered:
        """The batches' rows, or a portion of them, and what they replace in the lake as it is now."""

    def published(self, sequence: int) -> None:
        """Hear that the gathered rows are in the lake, which then had so many publishes."""


@dataclass
class Reading:
    """News on its way into the lake; `known` is what the lake holds of it, `arrived` what is to be read."""

    order: Order
    known: Known
    arrived: Iterable[Arrived]

    def groups(self, folder: Path, runner: Runner, grouped: Grouped) -> Iterator[list[Path]]:
        """Batches of documents that are not known, gone through the stages."""
        settings, run_id = self.order.settings, self.order.run_id
        raw = ingest(self.arrived, self.known, folder, runner, self.order)
        return grouped(money(entities(clean(raw, runner, settings, run_id), runner, settings), runner, settings))

    def portions(self, batches: Sequence[Path], lake: Lake) -> Iterable[Portion]:
        """Portions by date. What is retried is one: it is read though known, so would be read again in the next."""
        return (None,) if self.order.retried else portions(batches, lake, self.order.settings.portion_articles)

    def gather(self, batches: Sequence[Path], current: Lake, portion: Portion) -> Gathered:
        """The batches' rows, without what another run has published since."""
        self.known = self.known.at(current)
        gathered = gather(batches, self.known, current, self.order.retried, portion)
        self.known.learn(gathered.rows["raw"]["document_id"].to_pylist(), gathered.articles)
        return gathered

    def published(self, sequence: int) -> None:
        """What was gathered is known from now on."""
        self.known.sequence = sequence


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

    behind = Behind(here=isinstance(runner.engine, InPlace) or order.again is not None)

    def grouped(batches: Iterable[Path]) -> Iterator[list[Path]]:
        return groups(told(batches, summary, tell, behind), lake, settings)

    known = known or Known.of(lake)
    work: Work = (
        Replay(lake, order.again, settings, known)
        if order.again
        else Reading(order, known, arrivals(order, lake, known, summary) if arrived is None else arrived)
    )
    with lake.work() as folder, behind:
        for group in work.groups(folder, runner, grouped):
            behind.do(partial(publish, lake, group, work, order, summary, runner.engine))
    tell(summary)
    close(lake, order, summary, runner.engine)
    runner.close()
    return summary


def told(batches: Iterable[Path], summary: Summary, tell: Callable[[Summary], None], behind: Behind) -> Iterator[Path]:
    """The batches, each told of as it is done; ends with the error of a publish that has failed."""
    for done in batches:
        behind.check()
        summary.finished += documents_in(done)
        tell(summary)
        yield done


def publish(lake: Lake, batches: list[Path], work: Work, order: Order, summary: Summary, engine: Engine) -> None:
    """Publish the batches, portion by portion, with the run's own row. Their folders are emptied.

    What was visited is remembered with the last portion: killed before it, a run must visit it again.
    """
    before = 0

    def make(current: Lake, portion: Portion) -> list[Change]:
        nonlocal before
        before = current.sequence
        gathered = work.gather(batches, current, portion)
        summary.add(gathered, order.started_at)
        give_back()  # after each part, lest the peaks of all add up
        made = changes(current, gathered)
        give_back()
        return [*made, run_row(order, summary, engine, RUNNING)]

    if order.again:
        summary.read["documents"] += sum(map(documents_in, batches))
    visited = pa.concat_tables([batch.read(folder, VISITS) for folder in batches])
    wrote = made_by(order) | {"batches": " ".join(one.name for one in batches)}
    for portion in work.portions(batches, lake):
        with unsearched():
            seen = visited if portion is None else None
            sequence = lake.publish(partial(make, portion=portion), wrote=wrote, visited=seen)
        summary.changed |= sequence > before
        work.published(sequence)
        give_back()
    for folder in batches:
        batch.discard(folder)


def close(lake: Lake, order: Order, summary: Summary, engine: Engine) -> None:
    """Take down the time, and what was read after the last publish, if the run has changed the lake at all."""
    summary.seconds = (datetime.now(UTC) - order.started_at).total_seconds()
    if summary.changed:
        lake.publish(lambda _: [run_row(order, summary, engine, FINISHED)], wrote=made_by(order))


def made_by(order: Order) -> dict[str, str]:
    """What each file says of its making: the run, and the versions that it worked with."""
    return versions(order.settings) | {"run_id": order.run_id}
