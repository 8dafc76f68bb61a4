"""The pipeline: ingest, clean, entities, money, then figures and lake together at each publish."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.compute as pc

from flows.clean import clean
from flows.engine import Engine
from flows.entities import entities
from flows.ingest import arriving, ingest
from flows.money import money
from flows.order import Order, Summary
from flows.publish import changes, gather
from flows.record import FINISHED, RUNNING, run_row
from flows.runner import Runner
from flows.versions import versions
from schemas.raw import RAW
from tasks import batch
from tasks.lake.known import Known
from tasks.lake.lake import Change, Lake


def pipeline(order: Order, runner: Runner, tell: Callable[[Summary], None]) -> Summary:
    """Run the stages over all inputs; `tell` hears of every batch done and every publish. What the run did."""
    settings, run_id = order.settings, order.run_id
    lake = Lake.open(settings.lake, partition=settings.partition)
    known = Known.of(lake)
    summary = Summary(run_id, settings.lake, runner.counts)
    with lake.work() as folder:
        arrived = arriving(order.inputs, settings, order.started_at, summary.found)
        raw = ingest(arrived, known.documents, folder, runner, settings, run_id)
        done = money(entities(clean(raw, runner, run_id), runner, settings), runner)
        for group in groups(told(done, summary, tell), settings.publish_documents):
            known = publish(lake, group, known, order, summary, runner.engine)
            tell(summary)
    close(lake, order, summary, runner.engine)
    runner.close()
    return summary


def told(batches: Iterable[Path], summary: Summary, tell: Callable[[Summary], None]) -> Iterator[Path]:
    """The batches, each told of as it is done."""
    for done in batches:
        summary.finished += batch.count(done, RAW)
        tell(summary)
        yield done


def groups(batches: Iterable[Path], documents: int) -> Iterator[list[Path]]:
    """Batches gathered until they hold so many documents: what is published together."""
    held: list[Path] = []
    size = 0
    for done in batches:
        held.append(done)
        size += batch.count(done, RAW)
        if size >= documents:
            yield held
            held, size = [], 0
    if held:
        yield held


def publish(lake: Lake, batches: list[Path], known: Known, order: Order, summary: Summary, engine: Engine) -> Known:
    """Publish the batches with the run's own row; what is known afterwards. The batches' folders are emptied."""
    after = known

    def make(current: Lake) -> list[Change]:
        nonlocal after
        after = known.at(current)
        gathered = gather(batches, after, current)
        after.learn(gathered.rows["raw"]["document_id"].to_pylist(), gathered.articles)
        summary.published.update({name: len(rows) for name, rows in gathered.rows.items()})
        summary.reasons.update(gathered.rows["rejects"]["reason"].to_pylist())
        summary.published["duplicates"] += pc.count(gathered.rows["articles"]["duplicate_of"]).as_py()
        return [*changes(current, gathered), run_row(order, summary, engine, RUNNING)]

    after.sequence = lake.publish(make, wrote=made_by(order) | {"batches": " ".join(one.name for one in batches)})
    for folder in batches:
        batch.discard(folder)
    return after


def close(lake: Lake, order: Order, summary: Summary, engine: Engine) -> None:
    """Take down the time, and what was read after the last publish, if the run has changed the lake at all."""
    summary.seconds = (datetime.now(UTC) - order.started_at).total_seconds()
    if summary.published:
        lake.publish(lambda _: [run_row(order, summary, engine, FINISHED)], wrote=made_by(order))


def made_by(order: Order) -> dict[str, str]:
    """What each file says of its making: the run, and the versions that it worked with."""
    return versions(order.settings) | {"run_id": order.run_id}
