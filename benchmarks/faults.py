"""Break the machine under runs, run again, and compare with a run that was left alone.

    python -m benchmarks.faults INPUT [--faults run worker ...] [--cases 20] [--seed 1] [--batch 64]

Each case: a run in an empty lake meets one fault at a random moment; then the same command is given again on a machine
that is whole. Printed for each fault: cases, how the broken runs ended, rows lost, rows that are there twice, tables
with other rows than those of the run that was left alone (all columns but those that tell when and in which run a row
came). Exits 1 where there are any, where a run ended in a traceback or otherwise than is told of the fault in
docs/reliability.md, or where a lake breaks a promise. Faults of disks, clocks and names are made by `faults.c`, which
needs Linux and a C compiler.
"""

import argparse
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import psutil

from benchmarks.compared import compared, rows

ROOT = Path(__file__).parent.parent
FULL, FAILING = "28", "5"  # ENOSPC, EIO
DAY = 86_400


@dataclass
class Case:
    """One lake that is to be disturbed while it is filled; `told` is what the last run said."""

    given: str
    lake: Path
    batch: str
    chance: random.Random
    seconds: float  # that a run takes which is left alone
    told: str = ""

    def start(self, *flags: str, **environment: str) -> "subprocess.Popen[str]":
        """A run that publishes every few batches, so that many moments lie between two publishes."""
        command = [sys.executable, "-m", "flows", "run", self.given, "--lake", str(self.lake)]
        small = {"NEWSLEDGER_PUBLISH_DOCUMENTS": self.batch, "NEWSLEDGER_BATCH_DOCUMENTS": self.batch}
        home = {"PREFECT_HOME": str(self.lake.parent / "prefect")}
        return subprocess.Popen(
            [*command, *(flags or ["--no-server"])],
            cwd=ROOT,
            env=os.environ | small | home | environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def broken(self, **environment: str) -> "subprocess.Popen[str]":
        """A run on a machine that `faults.c` breaks."""
        return self.start(LD_PRELOAD=str(shim(self.lake.parent)), **environment)

    def wait(self, run: "subprocess.Popen[str]") -> None:
        """Wait until there is a batch to work on, and for some random time more."""
        while run.poll() is None and not list((self.lake / "_ledger" / "work").glob("*/0*")):
            time.sleep(0.02)
        time.sleep(self.chance.uniform(0, self.seconds))

    def wait_for_publish(self, run: "subprocess.Popen[str]") -> None:
        """Wait until a publish has begun to write, and for some random time more, in which it may end."""
        while run.poll() is None and not (self.lake / "_ledger" / "staging").exists():
            time.sleep(0.002)
        time.sleep(self.chance.uniform(0, 0.2))

    def end(self, run: "subprocess.Popen[str]") -> int:
        """The exit code of a run, when it has ended."""
        self.told = run.communicate()[1]
        return int(run.returncode)


def shim(folder: Path) -> Path:
    """The library that breaks a machine."""
    library = folder / "faults.so"
    if not library.exists():
        source = ROOT / "benchmarks" / "faults.c"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return library


def children(run: "subprocess.Popen[str]", of: str) -> list[psutil.Process]:
    """The processes below the run whose command holds that word."""
    found = []
    try:
        for child in psutil.Process(run.pid).children(recursive=True):
            if of in " ".join(child.cmdline()):
                found.append(child)
    except psutil.NoSuchProcess:
        return []
    return found


def kill_run(case: Case) -> int:
    """The run is killed."""
    run = case.start()
    case.wait(run)
    run.kill()
    return case.end(run)


def stop_run(case: Case) -> int:
    """The run is asked to end (SIGTERM), most likely while it publishes."""
    run = case.start()
    case.wait_for_publish(run)
    run.send_signal(signal.SIGTERM)
    return case.end(run)


def kill_worker(case: Case) -> int:
    """A worker process is killed."""
    run = case.start("--no-server", "--workers", "2")
    case.wait(run)
    for worker in children(run, "spawn_main")[:1]:
        worker.kill()
    return case.end(run)


def kill_publisher(case: Case) -> int:
    """The process that publishes is killed: the one that was begun last."""
    run = case.start("--no-server", "--workers", "1")
    case.wait_for_publish(run)
    for publisher in children(run, "spawn_main")[1:][-1:]:
        publisher.kill()
    return case.end(run)


def kill_server(case: Case) -> int:
    """The Prefect server that the run has started is killed."""
    run = case.start("--server", "--workers", "1")
    case.wait(run)
    for server in children(run, "flows.server"):
        server.kill()
    return case.end(run)


def kill_scheduler(case: Case) -> int:
    """The scheduler of the Dask cluster is killed."""
    with dask() as (scheduler, address):
        run = case.start("--no-server", "--engine", "dask", "--dask-address", address)
        case.wait(run)
        scheduler.kill()
        return case.end(run)


def fill_disk(case: Case) -> int:
    """From some write on, the lake's disk is full."""
    return case.end(case.broken(**disk(case, FULL)))


def break_disk(case: Case) -> int:
    """From some read or write on, the lake's disk fails."""
    return case.end(case.broken(**disk(case, FAILING)))


def set_clock(case: Case) -> int:
    """The clock is set back by a day, or on, in the middle of the run."""
    moment = time.monotonic() + case.chance.uniform(1, case.seconds)
    by = case.chance.choice([-DAY, -3600, DAY])
    return case.end(case.broken(BREAK_CLOCK=str(by), BREAK_AT=f"{moment:.0f}"))


def run_twice(case: Case) -> int:
    """Two runs at once on one lake, with the same inputs."""
    first, second = case.start(), case.start()
    codes = case.end(first), case.end(second)
    return max(codes)


FAULTS: Mapping[str, tuple[Callable[[Case], int], frozenset[int]]] = {
    "run": (kill_run, frozenset({-9})),
    "stop": (stop_run, frozenset({130})),
    "worker": (kill_worker, frozenset({0})),
    "publisher": (kill_publisher, frozenset({0})),
    "server": (kill_server, frozenset({0})),
    "scheduler": (kill_scheduler, frozenset({1})),
    "full": (fill_disk, frozenset({1})),
    "disk": (break_disk, frozenset({1})),
    "clock": (set_clock, frozenset({0})),
    "two": (run_twice, frozenset({0})),
}


def disk(case: Case, error: str) -> dict[str, str]:
    """From which call on the lake's disk refuses: low numbers are likelier, since they fall into the first publish."""
    return {"BREAK_UNDER": str(case.lake), "BREAK_ERRNO": error, "BREAK_FROM": str(int(2 ** case.chance.uniform(0, 9)))}


@contextmanager
def dask() -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """A Dask cluster of one worker on loopback: its scheduler's process, and its address."""
    from distributed import Client

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    address = f"tcp://127.0.0.1:{port}"
    quiet = {"cwd": ROOT, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    part = [sys.executable, "-m"]
    scheduler = subprocess.Popen(
        [*part, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"], **quiet
    )
    worker = subprocess.Popen(
        [*part, "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"], **quiet
    )
    try:
        with Client(address, timeout="120s", set_as_default=False) as client:
            client.wait_for_workers(1, timeout=120)
        yield scheduler, address
    finally:
        for process in (scheduler, worker):
            process.kill()
            process.wait()


def disturbed(name: str, case: Case, whole: Mapping[str, pd.DataFrame]) -> tuple[int, Counter[str]]:
    """How a run ended that met the fault, and what the lake holds when it was run again."""
    do, allowed = FAULTS[name]
    code = do(case)
    wrong = code not in allowed | {0} or "Traceback" in case.told
    if wrong:
        print(f"{name}: exit {code}: {case.told[-2000:]}", flush=True)
    if case.end(case.start()):
        sys.exit(f"after '{name}' a run on a whole machine failed: {case.told[-2000:]}")
    return code, compared(whole, case.lake) + Counter(wrong=int(wrong))


def main() -> None:
    """Break, run again, compare, as often as asked."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("input")
    asked.add_argument("--faults", nargs="+", choices=FAULTS, default=list(FAULTS))
    asked.add_argument("--cases", type=int, default=20)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--batch", default="64", help="documents in a batch and in a publish")
    given = asked.parse_args()
    chance, bad = random.Random(given.seed), 0
    with tempfile.TemporaryDirectory() as folder:
        alone, begun = Case(given.input, Path(folder) / "whole", given.batch, chance, 0.0), time.monotonic()
        if alone.end(alone.start()):
            sys.exit(f"the run that was left alone failed: {alone.told[-2000:]}")
        seconds, whole = time.monotonic() - begun, rows(alone.lake)
        print(f"left alone: {seconds:.1f} s, " + ", ".join(f"{name} {len(table)}" for name, table in whole.items()))
        for name in given.faults:
            codes, told = Counter[int](), Counter[str]()
            for number in range(given.cases):
                case = Case(given.input, Path(folder) / f"{name}-{number}", given.batch, chance, seconds / 2)
                code, found = disturbed(name, case, whole)
                codes[code], told = codes[code] + 1, told + found
            bad += told.total()
            ends = ", ".join(f"{count} with exit {code}" for code, count in codes.most_common())
            wrong = ", ".join(f"{told[what]} {what}" for what in ("lost", "repeated", "other", "problems", "wrong"))
            print(f"{name}: {given.cases} cases, ended {ends}; {wrong}", flush=True)
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
