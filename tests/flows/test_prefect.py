"""The pipeline through a real Prefect server on this machine."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from flows.server import ServerForRun, answers, standing


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("prefect")
    before = os.environ.get("PREFECT_HOME")
    os.environ["PREFECT_HOME"] = str(home)
    with ServerForRun(home / "server.log") as started:
        started.ready()
        yield started
    os.environ.pop("PREFECT_HOME")
    if before is not None:
        os.environ["PREFECT_HOME"] = before


Command = Callable[..., subprocess.CompletedProcess[str]]
ROOT = Path(__file__).parents[2]


def ask(url: str, route: str) -> list[dict]:
    """Rows that the server's API gives."""
    query = Request(f"{url}/{route}/filter", data=b"{}", headers={"content-type": "application/json"})
    with urlopen(query, timeout=30) as reply:
        return json.load(reply)


def test_a_server_for_a_run_is_reached_from_this_machine_alone(server, listening: Callable[[int], set[str]]) -> None:
    assert listening(server.process.pid) == {"127.0.0.1"}


def test_a_run_is_a_flow_and_each_step_a_task(server, tmp_path: Path, newsledger_command: Command) -> None:
    lake = tmp_path / "lake"
    done = newsledger_command("run", "--lake", lake, "--workers", "1", "--json", PREFECT_API_URL=server.url)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["raw"] == told["articles"] + told["rejects"] > 15
    [run] = ask(server.url, "flow_runs")
    assert (run["name"], run["state_name"]) == (told["run_id"], "Completed")
    assert run["tags"] == ["newsledger", "process"]
    assert {task["name"] for task in ask(server.url, "task_runs")} == {
        f"{stage} 000000" for stage in ("ingest", "clean", "entities", "money")
    }


def test_what_goes_wrong_is_told_in_one_line_under_prefect_too(
    server, tmp_path: Path, newsledger_command: Command
) -> None:
    given = ["run", "data/samples/records/wire.jsonl", "--lake", tmp_path / "lake", "--workers", "1"]
    done = newsledger_command(*given, PREFECT_API_URL=server.url, NEWSLEDGER_MODEL="en_core_web_nonesuch")
    assert done.returncode == 1
    assert "No language model 'en_core_web_nonesuch' here. Install it" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_server_started_for_a_run_ends_with_it(tmp_path: Path) -> None:
    program = (
        "import time; from pathlib import Path; from flows.server import ServerForRun\n"
        f"with ServerForRun(Path({str(tmp_path / 'log')!r})) as server:\n"
        "    print(server.ready(), flush=True); time.sleep(600)"
    )
    environment = os.environ | {"PREFECT_HOME": str(tmp_path / "home")}
    holder = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    )
    assert holder.stdout is not None
    url = holder.stdout.readline().strip()
    assert answers(url, timeout=10)
    holder.kill()
    holder.wait()
    end = time.monotonic() + 30  # it lets requests under way end, for some seconds
    while answers(url, timeout=1):
        assert time.monotonic() < end, "the server outlived the run that was killed"
        time.sleep(0.1)


def test_an_api_that_does_not_answer_is_told(tmp_path: Path, newsledger_command: Command) -> None:
    done = newsledger_command("run", "--lake", tmp_path / "lake", PREFECT_API_URL="http://127.0.0.1:9/api")
    assert done.returncode == 1
    assert "PREFECT_API_URL=http://127.0.0.1:9/api" in done.stderr
    assert "--no-server" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_server_none_is_standing(monkeypatch: pytest.MonkeyPatch, server) -> None:
    monkeypatch.setenv("PREFECT_API_URL", server.url)
    assert standing() == server.url
