"""The flow as it is deployed, for schedules: entrypoint `flows.scheduled.newsledger`.

What it is given is what the command line would be: inputs, and settings by their names.
"""

import os
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from prefect.client.schemas import filters
from prefect.client.schemas.objects import StateType
from prefect.runtime import deployment, flow_run
from prefect.states import Cancelled

from flows.hooks import client
from flows.orchestrator import flow_of, reported
from flows.order import Order, new_run_id
from flows.outlets import inputs_or_feeds
from flows.run import asked_for, opened
from flows.settings import load

# Set by `newsledger serve` for the runs it starts: they end with it.
SERVED_BY = "NEWSLEDGER_SERVED_BY"


def scheduled(inputs: list[str], settings: dict[str, Any] | None = None) -> dict[str, int]:
    """Read what is new into the lake; what came in and out."""
    end_with_server()
    skip_overdue(deployment.id)
    loaded = load(**(settings or {}))
    order = Order.now(inputs_or_feeds(inputs, loaded), loaded, run_id=flow_run.name)
    opened(order.settings)
    with closing(asked_for(order.settings)) as engine:
        return reported(order, engine, lambda _: None, None).counts


newsledger = flow_of(scheduled, threads=32, flow_run_name=new_run_id)


def skip_overdue(deployment_id: str | None) -> None:
    """Skip the deployment's other runs that are due already: of runs that were missed, one reads all there is."""
    if deployment_id is None:
        return
    due = filters.FlowRunFilter(
        deployment_id=filters.FlowRunFilterDeploymentId(any_=[UUID(str(deployment_id))]),
        state=filters.FlowRunFilterState(type=filters.FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        expected_start_time=filters.FlowRunFilterExpectedStartTime(before_=datetime.now(UTC)),
    )
    with client() as api:
        for run in api.read_flow_runs(flow_run_filter=due):
            skipped = Cancelled(name="Skipped", message=f"{flow_run.name} reads what this run would have read")
            api.set_flow_run_state(run.id, skipped, force=True)


def end_with_server() -> None:
    """Have this run end when the `newsledger serve` that started it has ended, however that came about."""
    if SERVED_BY in os.environ:
        threading.Thread(target=_wait_for_end, args=(os.getppid(),), daemon=True).start()


def _wait_for_end(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
