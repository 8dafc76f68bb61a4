"""A Prefect server for one run: on loopback, on a free port, gone when the run is gone.

`python -m flows.server PORT [--scheduling]` serves until its standard input closes. The run holds the other end of that
pipe, so the server ends with the run however the run ends, also when it is killed.
"""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from types import TracebackType
from urllib.error import URLError
from urllib.request import urlopen

from flows.garbage import seldom
from flows.history import lay_down
from schemas.errors import LedgerError

HOST = "127.0.0.1"
# Offline and quiet; and without the services that only a server with schedules needs, which cost seconds at the start.
QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    # Runs log to the server; on the screen the command tells what went wrong, in one line.
    "PREFECT_LOGGING_LEVEL": "INFO",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    # What tasks report is written down together, once a second, not in a transaction for each of their states.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "64",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "200",
    # A server that is gone is asked again for a quarter of a minute, not for a whole one each time.
    "PREFECT_CLIENT_MAX_RETRIES": "3",
}
WITHOUT_SCHEDULES = {
    "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_FOREMAN_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    # Task runs, their states and logs are kept; that each of these happened is not, which was half of a task's cost.
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT_SERVER_BLOCKS_REGISTER_ON_START": "false",
}
# How often due runs are looked for, in seconds, by the server that makes them and the process that starts them.
POLL = 5
STANDING = f"http://{HOST}:4200/api"
SCHEDULING = "--scheduling"
PATIENCE = 120.0


class NoServer(LedgerError):
    """Prefect's server did not start, or does not answer."""


def with_schedules(url: str) -> dict[str, str]:
    """What a server with schedules and pages needs: its pages must know its port, its slots outlive a restart."""
    return {
        "PREFECT_SERVER_UI_API_URL": url,
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": str(POLL),
    }


def free(port: int) -> int:
    """The port where nobody listens, any for 0; NoServer where somebody does."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise NoServer(f"Port {port} is taken: give another with --port, or stop what listens there.") from error
        taken: int = probe.getsockname()[1]
        return taken


def answers(url: str, timeout: float = 1.0) -> bool:
    """Whether a Prefect API answers at that URL."""
    try:
        with urlopen(f"{url.rstrip('/')}/health", timeout=timeout) as reply:
            return bool(reply.status == 200)
    except (URLError, OSError, ValueError):
        return False


def standing() -> str | None:
    """The Prefect API to use: PREFECT_API_URL, else a server that runs on this machine; None where none does."""
    given = os.environ.get("PREFECT_API_URL")
    if given:
        if not answers(given, timeout=10):
            raise NoServer(
                f"No Prefect API answers at PREFECT_API_URL={given}. Start it, unset the variable, or use --no-server."
            )
        return given
    return STANDING if answers(STANDING) else None


class ServerForRun:
    """A server process that lives as long as the `with` block; `url` once it is `ready`.

    With `scheduling` it also fires schedules and shows its pages, at `port` where one is given.
    """

    def __init__(self, log: Path, *, scheduling: bool = False, port: int | None = None) -> None:
        self._log = log
        self._scheduling = scheduling
        self._port = port
        self._stack = ExitStack()

    def __enter__(self) -> "ServerForRun":
        port = free(self._port or 0)
        lay_down()
        self.url = f"http://{HOST}:{port}/api"
        log = self._stack.enter_context(self._log.open("wb"))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flows.server", str(port), *([SCHEDULING] if self._scheduling else [])],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env=os.environ | QUIET | (with_schedules(self.url) if self._scheduling else WITHOUT_SCHEDULES),
            cwd=Path(__file__).parent.parent,
            start_new_session=True,
        )
        return self

    def ready(self) -> str:
        """The server's URL, once it answers; NoServer with the end of its log where it does not."""
        end = time.monotonic() + PATIENCE
        while not answers(self.url):
            if self.process.poll() is not None or time.monotonic() > end:
                told = self._log.read_text(errors="replace")[-800:]
                raise NoServer(f"Prefect's server did not start; --no-server goes without it. It said: {told}")
            time.sleep(0.1)
        return self.url

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._stack.close()


def serve(port: int, *, scheduling: bool) -> None:
    """Serve Prefect's API until standard input closes; `scheduling` when there is background work."""
    seldom()
    import uvicorn
    from prefect.server.api import server as prefect_server

    if not scheduling:
        prefect_server.background_worker = _without
    server = uvicorn.Server(uvicorn.Config(prefect_server.create_app(), host=HOST, port=port, log_level="error"))
    threading.Thread(target=_stop_at_end_of_input, args=(server,), daemon=True).start()
    server.run()
    os._exit(0)  # all is written; to take the interpreter down in order takes a second


@asynccontextmanager
async def _without(*_: object, **__: object) -> AsyncIterator[None]:
    """No background work: without schedules there is none, and to look for it costs a run as much as its tasks do."""
    yield


def _stop_at_end_of_input(server: "uvicorn.Server") -> None:  # type: ignore[name-defined]  # noqa: F821  # imported late: heavy
    sys.stdin.buffer.read()
    server.should_exit = True
    time.sleep(5)
    os._exit(0)


if __name__ == "__main__":
    serve(int(sys.argv[1]), scheduling=SCHEDULING in sys.argv[2:])
