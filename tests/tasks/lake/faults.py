"""Faults done to a lake on purpose, at any scale. Run from the repository's root:

    PYTHONPATH=. python tests/tasks/lake/faults.py kill --rounds 200
    PYTHONPATH=. python tests/tasks/lake/faults.py writers --writers 4 --batches 100
    PYTHONPATH=. python tests/tasks/lake/faults.py writers --writers 4 --batches 100 --same

`kill`: a writer is killed (SIGKILL) just before a system call of its publish, drawn at random; the lake is then
compared with what it must hold, before and after recovery. `writers`: processes publish at once, each its own share or
all the same batches, while another reads. Prints counts as JSON; exits 1 if anything was lost, repeated or torn.
"""

import argparse
import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from invented import BEGIN, World, arrow, document, held

import newsledger
from schemas.catalog import BY_NAME, TABLES
from tasks.lake.lake import Change, Lake
from tasks.lake.verify import verify

CUT = ("replace", "fsync", "mkdir", "unlink", "rmdir")  # the calls by which a publish changes the disk
PROCESSES = multiprocessing.get_context("forkserver")
ROWS = 5  # articles in a batch of the concurrent writers


def die_at(step: int, *, committed: bool, calls: Any) -> None:
    """Kill this process just before its call number `step` of those in CUT, counted before or after the commit.

    `calls` counts both.
    """
    after = False

    def cut(name: str) -> None:
        real = getattr(os, name)

        def counted(*arguments: Any, **named: Any) -> Any:
            nonlocal after
            calls[after] += 1
            if after == committed and calls[after] == step:
                os.kill(os.getpid(), signal.SIGKILL)
            done = real(*arguments, **named)
            after = after or (name == "replace" and Path(arguments[1]).name == "intent.json")
            return done

        setattr(os, name, counted)

    for name in CUT:
        cut(name)


def publish_and_die(root: Path, seed: int, step: int, committed: bool, calls: Any) -> None:
    """The writer that is killed."""
    lake = Lake.open(root)
    die_at(step, committed=committed, calls=calls)
    lake.publish(World(seed).changes)


def run_writer(root: Path, seed: int, step: int, *, committed: bool) -> tuple[bool, list[int]]:
    """One publish in a process of its own, to be killed at `step`; whether it lived, and the calls it made."""
    calls = PROCESSES.Array("i", 2)
    process = PROCESSES.Process(target=publish_and_die, args=(root, seed, step, committed, calls))
    process.start()
    process.join()
    return process.exitcode == 0, calls[:]


def kill(root: Path, rounds: int, seed: int) -> Counter[str]:
    """Kill `rounds` writers; what came of it."""
    told: Counter[str] = Counter(killed=0, after_commit=0, lived=0, wrong_before_recovery=0, wrong=0, problems=0)
    world, chance, lake = World(seed), random.Random(seed), Lake.open(root)
    _, calls = run_writer(root, seed, 0, committed=False)  # a publish makes so many before and after its commit
    while told["killed"] < rounds:
        before, committed = lake.sequence, chance.random() < 0.5
        # Publishes differ in their calls: some draws lie behind the last and let the writer live.
        lived, made = run_writer(root, seed, chance.randint(1, calls[committed]), committed=committed)
        calls = [max(pair) for pair in zip(calls, made, strict=True)]
        told["lived" if lived else "killed"] += 1
        pending = lake.layout.intent.exists()
        told["after_commit"] += (pending or lake.sequence > before) and not lived
        told["wrong_before_recovery"] += held(lake) != world.state(lake.sequence + pending)
        told["recovered"] += lake.recover()
        due = world.state(lake.sequence)
        told["wrong"] += held(lake) != due or in_pandas(root) != {name: len(rows) for name, rows in due.items()}
        told["problems"] += len(verify(lake))
    told["publishes"] = lake.sequence
    return told


def in_pandas(root: Path) -> dict[str, int]:
    """Rows in each table as an analyst finds them."""
    folders = [root / table.name for table in TABLES]
    return {folder.name: len(pd.read_parquet(folder)) if folder.exists() else 0 for folder in folders}


def batch_changes(lake: Lake, batch: int) -> list[Change]:
    """A batch of articles, all of one day; nothing where the lake has it already."""
    name = f"b{batch:04}"
    if f"{name}-0-1" in lake.read("raw", ["document_id"])["document_id"].to_pylist():
        return []
    rows: dict[str, list[dict[str, Any]]] = {}
    for number in range(ROWS):
        published = BEGIN + timedelta(days=batch)
        for table, ones in document(f"{name}-{number}", 1, published).items():
            rows.setdefault(table, []).extend(ones)
    return [Change(BY_NAME[table], arrow(table, ones)) for table, ones in rows.items()]


def write_batches(root: Path, batches: list[int]) -> None:
    """One of the concurrent writers."""
    lake = Lake.open(root)
    for batch in batches:
        lake.publish(lambda current, batch=batch: batch_changes(current, batch))  # type: ignore[misc]  # bound at once


def read_on(root: Path, stop: Any, told: Any) -> None:
    """Read as analysts do until told to stop; counts of reads, wrong ones among them and errors."""
    readers: list[Callable[[str], pd.DataFrame]] = [
        lambda name: pd.read_parquet(root / name),
        lambda name: newsledger.read(name, lake=root),
    ]
    while not stop.is_set():
        for read in readers:
            if not (root / "money").exists():
                continue
            try:
                money, articles = read("money"), read("articles")
            except (OSError, ValueError, LookupError):
                told[2] += 1
                continue
            batches = articles["article_id"].str.split("-").str[0].value_counts()
            whole = bool((batches == ROWS).all()) and articles["article_id"].is_unique and money["mention_id"].is_unique
            told[0] += 1
            told[1] += not (whole and set(money["article_id"]) <= set(articles["article_id"]))


def writers(root: Path, writers: int, batches: int, *, same: bool) -> Counter[str]:
    """Let writers publish at once, and readers read; what came of it."""
    lake, stop, reads = Lake.open(root), PROCESSES.Event(), PROCESSES.Array("i", 3)
    lake.publish(lambda current: batch_changes(current, 0))
    every = list(range(batches))
    shares = [random.Random(one).sample(every, batches) if same else every[one::writers] for one in range(writers)]
    reader = PROCESSES.Process(target=read_on, args=(root, stop, reads))
    working = [PROCESSES.Process(target=write_batches, args=(root, share)) for share in shares]
    for process in (reader, *working):
        process.start()
    for process in working:
        process.join()
    stop.set()
    reader.join()
    rows = len(held(lake)["articles"])
    told = Counter(publishes=lake.sequence, rows=rows, reads=reads[0], wrong_reads=reads[1], failed_reads=reads[2])
    told["wrong"] = rows != batches * ROWS or lake.sequence != batches
    told["failed_writers"] = sum(process.exitcode != 0 for process in working)
    told["problems"] = len(verify(lake))
    return told


def main() -> int:
    """Do the faults asked for; 1 if the lake lied."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fault", choices=["kill", "writers"])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--writers", type=int, default=3)
    parser.add_argument("--batches", type=int, default=12)
    parser.add_argument("--same", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    PROCESSES.set_forkserver_preload(["invented", "tasks.lake.lake", "pandas"])
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "lake"
        if asked.fault == "kill":
            told = kill(root, asked.rounds, asked.seed)
        else:
            told = writers(root, asked.writers, asked.batches, same=asked.same)
    print(json.dumps(told))
    bad = ("wrong", "wrong_before_recovery", "problems", "wrong_reads", "failed_reads", "failed_writers")
    return int(any(told[name] for name in bad))


if __name__ == "__main__":
    sys.exit(main())
