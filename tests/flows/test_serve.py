"""Serving on a schedule, against a real Prefect server that serve starts, with processes that are really killed."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pandas as pd
import pytest

from flows.serve import interval
from schemas.errors import BadInput

ROOT = Path(__file__).parents[2]
ARTICLE = "HARBOUR CITY, March 3 (Wire) - Norland pledged a $725m assistance package to Esmar on Monday.\n"
PATIENCE = 150


class Served:
    """`newsledger serve` as a process, with a Prefect home and a lake of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lake = folder / "lake"
        self.news = folder / "news"
        self.news.mkdir()
        self.processes: list[subprocess.Popen[str]] = []

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "flows", "serve", str(self.news), "--lake", str(self.lake), *arguments]
        environment = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
        with (self.folder / f"{len(self.processes)}.log").open("w") as log:
            started = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment | {"PREFECT_HOME": str(self.folder / "prefect"), "COLUMNS": "200"},
                stdout=log,
                stderr=log,
                text=True,
            )
        self.processes.append(started)
        return started

    def told(self) -> str:
        return "".join(path.read_text() for path in sorted(self.folder.glob("*.log")))

    def ask_for_another(self) -> None:
        """Have another run of the same schedule begin, as the pages' button does."""
        url = re.findall(r"pages at (http://127.0.0.1:[0-9]+)", self.told())[-1] + "/api/deployments"
        found = post(f"{url}/filter", {})
        post(f"{url}/{found[0]['id']}/create_flow_run", {"state": {"type": "SCHEDULED"}})

    def states(self) -> list[str]:
        """The states of all runs, those that never began too."""
        database = self.folder / "prefect" / "prefect.db"
        with closing(sqlite3.connect(database, timeout=30)) as connection:
            return [state for (state,) in connection.execute("select state_name from flow_run")]

    def runs(self) -> list[tuple[str, str, str, str]]:
        """Name, state, start and end of the runs that began or were skipped, in their order."""
        database = self.folder / "prefect" / "prefect.db"
        if not database.is_file():
            return []
        query = "select name, state_name, start_time, end_time from flow_run where start_time is not null order by 3"
        with closing(sqlite3.connect(database, timeout=30)) as connection, suppress(sqlite3.OperationalError):
            return connection.execute(query).fetchall()
        return []  # the server is still making its tables

    def wait(self, seen: Callable[[list[tuple[str, str, str, str]]], bool]) -> list[tuple[str, str, str, str]]:
        end = time.monotonic() + PATIENCE
        while not seen(runs := self.runs()):
            if time.monotonic() > end:
                pytest.fail(f"not seen in {PATIENCE} s: runs {runs}; told {self.told()}")
            time.sleep(0.2)
        return runs


def post(url: str, body: dict[str, object]) -> Any:
    """What the server's API answers."""
    query = Request(url, data=json.dumps(body).encode(), headers={"content-type": "application/json"})
    with urlopen(query, timeout=30) as reply:
        return json.load(reply)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(tmp_path)
    yield made
    for process in made.processes:
        process.kill()
        process.wait()


def completed(runs: list[tuple[str, str, str, str]]) -> list[str]:
    return [name for name, state, *_ in runs if state == "Completed"]


def test_a_schedule_fires_survives_a_kill_and_reads_only_what_is_new(
    served: Served, listening: Callable[[int], set[str]]
) -> None:
    (served.news / "one.txt").write_text("Norland pledges aid\n\n" + ARTICLE)
    first = served.start("--every", "5s", "--workers", "1")
    served.wait(lambda runs: len(completed(runs)) >= 2)
    assert listening(first.pid) == {"127.0.0.1"}
    assert len(pd.read_parquet(served.lake / "articles")) == 1
    assert len(pd.read_parquet(served.lake / "runs")) == 1, "a run that finds nothing new leaves no row"
    first.send_signal(signal.SIGKILL)
    first.wait()
    (served.news / "two.txt").write_text("Norland pledges more\n\n" + ARTICLE.replace("725", "310"))
    before = set(completed(served.runs()))
    second = served.start("--every", "5s", "--workers", "1")
    runs = served.wait(lambda runs: len(set(completed(runs)) - before) >= 1)
    assert sorted(pd.read_parquet(served.lake / "money")["amount"]) == [310e6, 725e6]
    starts = [(start, end) for _, state, start, end in runs if state == "Completed"]
    assert all(end <= later for (_, end), (later, _) in pairwise(starts)), "runs overlapped"
    second.send_signal(signal.SIGTERM)
    assert second.wait(30) == 130
    assert "the same command goes on" in served.told()


def test_one_that_comes_due_meanwhile_is_skipped_and_one_that_died_is_marked_by_the_next(served: Served) -> None:
    lines = (json.dumps({"title": f"No {n}", "text": ARTICLE.replace("725", str(n))}) for n in range(1, 3000))
    (served.news / "many.jsonl").write_text("\n".join(lines))
    first = served.start("--every", "1h", "--workers", "1", "--overlap", "skip")
    [(died, *_)] = served.wait(lambda runs: bool(runs) and runs[0][1] == "Running")
    served.ask_for_another()
    served.wait(lambda _: "Cancelled" in served.states())
    first.send_signal(signal.SIGKILL)
    first.wait()
    served.start("--every", "1h", "--workers", "1")
    runs = served.wait(lambda runs: runs[0][1] == "Crashed")
    assert (died, "Crashed") in {(name, state) for name, state, *_ in runs}
    assert f"Run {died} had died" in served.told()


@pytest.mark.parametrize(("every", "seconds"), [("90s", 90), ("15m", 900), ("2h", 7200), ("1d", 86400)])
def test_intervals(every: str, seconds: int) -> None:
    assert interval(every) == seconds


@pytest.mark.parametrize("every", ["", "0m", "15", "m", "1.5h", "-5m", "15 minutes"])
def test_what_is_no_interval_is_told(every: str) -> None:
    with pytest.raises(BadInput, match="--every"):
        interval(every)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "one schedule"),
        (["--every", "5m", "--cron", "* * * * *"], "one schedule"),
        (["--every", "soon"], "15m"),
        (["--cron", "every day"], "cron"),
    ],
)
def test_a_schedule_that_is_none_is_told(
    arguments: list[str], told: str, tmp_path: Path, newsledger_command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    done = newsledger_command("serve", "--lake", tmp_path / "lake", *arguments, PREFECT_HOME=str(tmp_path))
    assert done.returncode == 2, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
