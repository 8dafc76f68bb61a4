"""Serving: one process that runs newsledger on a schedule, until it is stopped."""

import asyncio
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flows.run import check, prefect_api
from flows.screen import screen, stoppable
from flows.server import POLL, QUIET
from flows.settings import load
from schemas.errors import BadInput
from tasks.ingest.fetch.address import is_web, told, without_fragment
from tasks.ingest.places import places

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def serve(
    inputs: Sequence[str],
    flags: dict[str, Any],
    *,
    every: str | None,
    cron: str | None,
    overlap: str,
    port: int | None,
    name: str,
) -> None:
    """Run at once, and at every tick, what `newsledger run` would; each run goes on where the last one stopped."""
    if (every is None) == (cron is None):
        raise BadInput("Give one schedule: --every 15m, or --cron '0 6 * * *'.")
    if cron is not None and len(cron.split()) != 5:  # Prefect looks closer, but seconds later
        raise BadInput(f"--cron '{cron}' is no cron line of five fields, such as '0 6 * * *'.")
    settings = load(**flags)
    check(list(inputs), settings)
    if any(is_web(given) and without_fragment(given) != told(given) for given in inputs):
        raise BadInput(
            "An address holds a login or a key, which the schedule would keep: name it as a feed in the sources file."
        )
    places([given for given in inputs if "://" not in given])  # what is not there now is told now, not at each tick
    schedule: dict[str, Any] = {"interval": interval(every)} if every else {"cron": cron}
    parameters = {
        "inputs": [standing_path(given) for given in inputs],
        "settings": {name: value for name, value in flags.items() if value is not None}
        | {"lake": standing_path(str(settings.lake))},
    }
    quiet = QUIET | {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "ERROR"}  # nobody else tells of a run that fails
    os.environ.update({name: value for name, value in quiet.items() if name not in os.environ})
    with (
        stoppable("Stopped. The schedule stays; the same command goes on with it."),
        prefect_api(scheduling=True, port=port) as url,
    ):
        deploy(name, schedule, parameters, overlap, url)


def deploy(name: str, schedule: dict[str, Any], parameters: dict[str, Any], overlap: str, url: str) -> None:
    """Have Prefect hold the schedule, and start its runs from this process."""
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.deployments.runner import EntrypointType
    from prefect.runner import Runner

    from flows.hooks import client, mark_dead
    from flows.scheduled import SERVED_BY, newsledger

    for dead in mark_dead():
        screen.print(f"Run {dead} had died; it is marked so.")
    os.environ[SERVED_BY] = str(os.getpid())
    strategy = ConcurrencyLimitStrategy.ENQUEUE if overlap == "wait" else ConcurrencyLimitStrategy.CANCEL_NEW
    runner = Runner(name=name, pause_on_shutdown=False, limit=1 if overlap == "wait" else 2, query_seconds=POLL)
    try:
        deployment_id = runner.add_flow(
            newsledger,
            name=name,
            parameters=parameters,
            concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=strategy),
            entrypoint_type=EntrypointType.MODULE_PATH,
            **schedule,
        )
    except ValueError as error:  # a cron line that is none
        raise BadInput(f"The schedule {schedule} cannot be kept: {error}") from error
    screen.print(f"Serving {name}: {schedule}; pages at {url.removesuffix('/api')}", soft_wrap=True)
    with client() as api:  # at once: what came while nobody served is caught up with in one run
        api.create_flow_run_from_deployment(deployment_id)
    runner.handle_sigterm = interrupted  # type: ignore[method-assign]  # as Ctrl-C; Prefect's own leaves a warning
    asyncio.run(runner.start())


def interrupted(*_: Any) -> None:
    """SIGTERM, taken for Ctrl-C."""
    raise KeyboardInterrupt


def interval(every: str) -> int:
    """Seconds in a time such as 90s, 15m, 2h or 1d.

    >>> interval("15m")
    900
    """
    match = re.fullmatch(r"(\d+)([smhd])", every.strip())
    if match is None or int(match[1]) == 0:
        raise BadInput(f"--every {every} is no time: write it as 90s, 15m, 2h or 1d.")
    return int(match[1]) * SECONDS[match[2]]


def standing_path(given: str) -> str:
    """The path in full, since runs may start in another folder; an address stays as it is."""
    return given if "://" in given else str(Path(given).absolute())
