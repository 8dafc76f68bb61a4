"""The one module that knows Prefect: the pipeline as a flow, its steps as tasks.

A task is a thread that hands its batch to the engine and waits. So a task costs milliseconds where Prefect's own
process pool costs a fifth of a second, worker processes need no Prefect, and one that dies costs its batch a retry
instead of the flow (docs/decisions/0004-prefect-only-in-flows.md).
"""

from collections.abc import Callable
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.exceptions import TerminationSignal
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.annotations import opaque

from flows.engine import Engine
from flows.pipeline import Order, Summary, pipeline
from flows.runner import Call, Pending, Runner


@task(name="step", task_run_name="{stage} {batch}", cache_policy=NO_CACHE, persist_result=False)
def step(stage: str, batch: str, call: Call) -> dict[str, int]:
    """One stage's work on one batch; what it counted."""
    return call()


class PrefectRunner(Runner):
    """Has each step done as a task run of its own, named for its stage and batch."""

    def begin(self, stage: str, batch: Path, call: Call) -> Pending:
        """Begin one step as a Prefect task."""
        named: Pending = step.with_options(name=stage, tags=[stage]).submit(stage, batch.name, opaque(call))
        return named


def orchestrated(order: Order, engine: Engine, tell: Callable[[Summary], None]) -> Summary:
    """The pipeline as a Prefect flow run, against the API that PREFECT_API_URL names."""

    def newsledger(run_id: str, inputs: list[str], lake: str) -> Summary:
        try:
            return pipeline(order, PrefectRunner(engine), tell)
        # Whatever ends the run, an interrupt too: Prefect would wait for the tasks under way before it lets go.
        except BaseException:
            engine.close()
            raise

    described = flow(
        newsledger,
        name="newsledger",
        flow_run_name="{run_id}",
        description="News into a ledger of money: ingest, clean, entities, money, figures, lake.",
        task_runner=ThreadPoolTaskRunner(max_workers=4 * engine.workers),
        persist_result=False,
        validate_parameters=False,
        log_prints=False,
    )
    try:
        return described(order.run_id, order.inputs, str(order.settings.lake))
    except TerminationSignal as signal:  # Prefect's own reading of SIGTERM
        raise KeyboardInterrupt from signal
