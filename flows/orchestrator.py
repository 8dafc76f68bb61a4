"""The pipeline as a Prefect flow, its steps as tasks.

A task is a thread that hands its batch to the engine and waits. So a task costs milliseconds where Prefect's own
process pool costs a fifth of a second, worker processes need no Prefect, and one that dies costs its batch a retry
instead of the flow. Runs bear tags; tasks none, for Prefect takes those for limits and asks its server about each
(docs/decisions/0004-prefect-only-in-flows.md).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.exceptions import TerminationSignal
from prefect.flows import Flow
from prefect.logging import get_run_logger
from prefect.logging.handlers import APILogHandler
from prefect.runtime import flow_run
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.annotations import opaque

from flows.artifacts import Report
from flows.engine import Engine
from flows.hooks import alert, mark
from flows.observe import Done
from flows.order import Order, Summary
from flows.pipeline import pipeline
from flows.runner import Call, Pending, Runner
from flows.server import NoServer
from flows.witness import SILENT, Once, Witness

DESCRIPTION = "News into a ledger of money: ingest, clean, entities, money, figures, lake."


@task(name="step", task_run_name="{stage} {batch}", cache_policy=NO_CACHE, persist_result=False)
def step(stage: str, batch: str, call: Call) -> Done:
    """One stage's work on one batch; what the worker logged is logged again here, where Prefect keeps it."""
    done = call()
    log = get_run_logger()
    for level, line in done.logged:
        log.log(level, line)
    log.info(str(done))
    return done


class PrefectRunner(Runner):
    """Has each step done as a task run of its own, named for its stage and batch."""

    def __init__(self, engine: Engine, witness: Witness) -> None:
        super().__init__(engine)
        self._witness = witness

    def begin(self, stage: str, batch: Path, call: Call) -> Pending:
        """Begin one step as a Prefect task, or without Prefect where it is gone."""
        once = Once(call)
        named = step.with_options(name=stage)
        begun = self._witness.tell(lambda: named.submit(stage, batch.name, opaque(once)))
        return super().begin(stage, batch, once) if begun is None else Witnessed(begun, once, self._witness)


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A step that was begun as a Prefect task."""

    begun: Pending
    once: Once[Done]
    witness: Witness

    def result(self) -> Done:
        """What it gave back, or gives now where Prefect has gone."""
        done: Done | None = self.witness.tell(self.begun.result)
        return self.once() if done is None else done


def flow_of(body: Callable[..., Any], *, threads: int, **options: Any) -> Flow[..., Any]:
    """The body as newsledger's flow: its name, its hooks, and nothing kept of its results."""
    return flow(
        body,
        name="newsledger",
        description=DESCRIPTION,
        task_runner=ThreadPoolTaskRunner(max_workers=threads),
        persist_result=False,
        log_prints=False,
        on_failure=[alert],
        on_crashed=[alert],
        **options,
    )


def reported(
    order: Order,
    engine: Engine,
    tell: Callable[[Summary], None],
    expected: int | None,
    body: Callable[..., Summary] = pipeline,
) -> Summary:
    """The pipeline inside a flow run, with its artifacts; a run that ends early lets its workers go first."""
    mark(flow_run.id, [*flow_run.tags, "newsledger", engine.name])
    report, witness = Report(order, expected), Witness()

    def told(summary: Summary) -> None:
        tell(summary)
        witness.tell(lambda: report.advance(summary))

    try:
        summary = body(order, PrefectRunner(engine, witness), told)
    # Whatever ends the run, an interrupt too: Prefect would wait for the tasks under way before it lets go.
    except BaseException:
        engine.close()
        raise
    witness.tell(lambda: report.close(summary))
    return summary


def orchestrated(
    order: Order,
    engine: Engine,
    tell: Callable[[Summary], None],
    expected: int | None,
    body: Callable[..., Summary],
) -> Summary:
    """The pipeline (`body`) as a Prefect flow run, against the API that PREFECT_API_URL names.

    NoServer where that stops answering before anything is done; later, the run ends as it does without Prefect.
    """
    once = Once(lambda: reported(order, engine, tell, expected, body))

    def newsledger(inputs: list[str], lake: str) -> Summary:
        return once()

    described = flow_of(newsledger, threads=4 * engine.workers, flow_run_name=order.run_id, validate_parameters=False)
    try:
        # Nobody listens to heartbeats here, who is gone is told by his pid; and a run would wait a second for the last.
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            summary: Summary = described(order.named, str(order.settings.lake))
    except TerminationSignal as signal:  # Prefect's own reading of SIGTERM
        raise KeyboardInterrupt from signal
    except SILENT as error:
        Witness.lost = True
        if not once.done:
            raise NoServer(f"Prefect stopped answering: {error}. Run again, or use --no-server.") from error
        return once()
    APILogHandler().flush()  # before the server goes that was started for this run
    return summary
