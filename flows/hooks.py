"""What happens when a run fails or dies: somebody is told, and the dead are marked as such."""

import os
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowFilter, FlowFilterName, FlowRunFilter, FlowRunFilterState
from prefect.client.schemas.filters import FlowRunFilterStateType as OfType
from prefect.client.schemas.objects import StateType
from prefect.states import Crashed

from flows.process import is_gone, this_process
from flows.settings import load


def alert(flow: Any, run: Any, state: Any) -> None:
    """Run the command of the setting `alert`, with the run's name, state and message in its environment."""
    command = load().alert
    if command is None:
        return
    told = {"NEWSLEDGER_RUN": run.name, "NEWSLEDGER_STATE": state.name, "NEWSLEDGER_MESSAGE": state.message or ""}
    subprocess.run(command, shell=True, env=os.environ | told, check=False, timeout=60)


def mark(flow_run_id: str | None, tags: Iterable[str]) -> None:
    """Tag the flow run, and note with it which process does it, so that others can see whether that still lives."""
    with client() as api:
        api.update_flow_run(flow_run_id, infrastructure_pid=this_process(), tags=sorted(set(tags)))


def mark_dead() -> list[str]:
    """Mark as crashed the runs that Prefect takes for running but whose process on this machine is gone; their names.

    Prefect itself never notices the death of a process; a slot that the dead run held is free again afterwards.
    """
    with client() as api:
        running = api.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=["newsledger"])),
            flow_run_filter=FlowRunFilter(
                state=FlowRunFilterState(type=OfType(any_=[StateType.RUNNING, StateType.PENDING]))
            ),
        )
        dead = [run for run in running if is_gone(run.infrastructure_pid)]
        for run in dead:
            message = f"its process was gone when another run looked, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
            api.set_flow_run_state(run.id, Crashed(message=message), force=True)
    return [run.name for run in dead]


def client() -> SyncPrefectClient:
    """A client of the API that PREFECT_API_URL names."""
    return get_client(sync_client=True)
