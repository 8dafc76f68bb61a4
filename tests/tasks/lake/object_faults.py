"""Faults done on purpose to a lake in an object store, at any scale. Run from the repository's root:

    PYTHONPATH=. python tests/tasks/lake/object_faults.py kill --rounds 50
    PYTHONPATH=. python tests/tasks/lake/object_faults.py writers --writers 2 --batches 50
    PYTHONPATH=. python tests/tasks/lake/object_faults.py writers --writers 2 --batches 50 --same

As `faults` does to a lake in a folder, against moto's server on loopback. `kill`: a writer is killed (SIGKILL) just
before or after one of its writes or deletions, drawn at random. Prints counts as JSON; exits 1 if anything was lost,
repeated or torn. A reader of plain pandas may fail when a file is replaced under it, and is counted; it must not be
wrong.
"""

import argparse
import json
import multiprocessing
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import pandas as pd
from faults import ROWS, batch_changes
from invented import World, held
from object_store import BUCKET, serving

import newsledger
from schemas.catalog import TABLES
from tasks.lake import commit, lease
from tasks.lake.bucket import Bucket
from tasks.lake.lake import Lake
from tasks.lake.verify import verify

PROCESSES = multiprocessing.get_context("forkserver")
EXPIRY = 1.0  # seconds after which a dead writer's lease is taken over


def die_at(step: int, *, committed: bool, calls: Any) -> None:
    """Kill this process at its request number `step` of those that change the store, half of them before they are
    made. Counted before or after the commit; `calls` counts both."""
    after = False

    def cut(name: str) -> None:
        real = getattr(Bucket, name)

        def counted(self: Bucket, what: Any, *arguments: Any, **named: Any) -> Any:
            nonlocal after
            calls[after] += 1
            mine = after == committed and calls[after] == step
            if mine and step % 2:
                os.kill(os.getpid(), signal.SIGKILL)
            done = real(self, what, *arguments, **named)
            if mine:
                os.kill(os.getpid(), signal.SIGKILL)
            after = after or (name == "put" and what.endswith("intent.json") and b'"moves": ["' in bytes(arguments[0]))
            return done

        setattr(Bucket, name, counted)

    cut("put")
    cut("delete")


def world_of(seed: int) -> World:
    """Small publishes: requests are slow."""
    return World(seed, articles=12, changing=3)


def publish_and_die(address: str, seed: int, step: int, committed: bool, calls: Any) -> None:
    """The writer that is killed."""
    lease.EXPIRY = EXPIRY
    lake = Lake.open(address)
    die_at(step, committed=committed, calls=calls)
    lake.publish(world_of(seed).changes)


def run_writer(address: str, seed: int, step: int, *, committed: bool) -> tuple[bool, list[int]]:
    """One publish in a process of its own, to be killed at `step`; whether it lived, and the requests it made."""
    calls = PROCESSES.Array("i", 2)
    process = PROCESSES.Process(target=publish_and_die, args=(address, seed, step, committed, calls))
    process.start()
    process.join()
    return process.exitcode == 0, calls[:]


def kill(address: str, rounds: int, seed: int) -> Counter[str]:
    """Kill `rounds` writers; what came of it."""
    told: Counter[str] = Counter(killed=0, after_commit=0, lived=0, wrong_before_recovery=0, wrong=0, problems=0)
    world, chance, lake = world_of(seed), random.Random(seed), Lake.open(address)
    _, calls = run_writer(address, seed, 0, committed=False)
    while told["killed"] < rounds:
        before, committed = lake.sequence, chance.random() < 0.5
        lived, made = run_writer(address, seed, chance.randint(1, calls[committed]), committed=committed)
        calls = [max(pair) for pair in zip(calls, made, strict=True)]
        told["lived" if lived else "killed"] += 1
        pending = commit.intended(lake.layout) is not None
        told["after_commit"] += (pending or lake.sequence > before) and not lived
        told["wrong_before_recovery"] += held(lake) != world.state(lake.sequence + pending)
        told["recovered"] += lake.recover()
        due = world.state(lake.sequence)
        told["wrong"] += held(lake) != due or in_pandas(address) != {name: len(rows) for name, rows in due.items()}
    told["problems"] = len(verify(lake))
    told["publishes"] = lake.sequence
    return told


def in_pandas(address: str) -> dict[str, int]:
    """Rows in each table as an analyst finds them; a lake without a publish has no tables."""
    return {
        table.name: len(pd.read_parquet(f"{address}/{table.name}")) if newsledger.tables(address) else 0
        for table in TABLES
    }


def write_batches(address: str, batches: list[int]) -> None:
    """One of the concurrent writers."""
    lake = Lake.open(address)
    for batch in batches:
        lake.publish(lambda current, batch=batch: batch_changes(current, batch))  # type: ignore[misc]  # bound at once


def read_on(address: str, stop: Any, told: Any) -> None:
    """Read as analysts do until told to stop: for plain pandas and for newsledger reads, wrong ones, failed ones."""
    readers: list[Callable[[str], pd.DataFrame]] = [
        lambda name: pd.read_parquet(f"{address}/{name}"),
        lambda name: newsledger.read(name, lake=address),
    ]
    while not stop.is_set():
        for number, read in enumerate(readers):
            try:
                money, articles = read("money"), read("articles")
            except (OSError, ValueError):
                told[3 * number + 2] += 1
                continue
            batches = articles["article_id"].str.split("-").str[0].value_counts()
            whole = bool((batches == ROWS).all()) and articles["article_id"].is_unique and money["mention_id"].is_unique
            told[3 * number] += 1
            told[3 * number + 1] += not (whole and set(money["article_id"]) <= set(articles["article_id"]))


def writers(address: str, writers: int, batches: int, *, same: bool) -> Counter[str]:
    """Let writers publish at once, and a reader read; what came of it."""
    lake, stop, reads = Lake.open(address), PROCESSES.Event(), PROCESSES.Array("i", 6)
    lake.publish(lambda current: batch_changes(current, 0))
    every = list(range(batches))
    shares = [random.Random(one).sample(every, batches) if same else every[one::writers] for one in range(writers)]
    reader = PROCESSES.Process(target=read_on, args=(address, stop, reads))
    working = [PROCESSES.Process(target=write_batches, args=(address, share)) for share in shares]
    for process in (reader, *working):
        process.start()
    for process in working:
        process.join()
    stop.set()
    reader.join()
    names = [f"{how}_{what}" for how in ("pandas", "newsledger") for what in ("reads", "wrong", "failed")]
    told = Counter(dict(zip(names, reads[:], strict=True)))
    rows = len(held(lake)["articles"])
    told.update(publishes=lake.sequence, rows=rows, problems=len(verify(lake)))
    told["wrong"] = rows != batches * ROWS or lake.sequence != batches
    told["failed_writers"] = sum(process.exitcode != 0 for process in working)
    return told


def main() -> int:
    """Do the faults asked for; 1 if the lake lied."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fault", choices=["kill", "writers"])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--writers", type=int, default=2)
    parser.add_argument("--batches", type=int, default=12)
    parser.add_argument("--same", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    PROCESSES.set_forkserver_preload(["invented", "tasks.lake.lake", "tasks.lake.objects", "pandas"])
    with serving():
        address = f"s3://{BUCKET}/lake"
        if asked.fault == "kill":
            lease.EXPIRY = EXPIRY
            told = kill(address, asked.rounds, asked.seed)
        else:
            told = writers(address, asked.writers, asked.batches, same=asked.same)
    print(json.dumps(told))
    bad = ("wrong", "wrong_before_recovery", "problems", "pandas_wrong", "newsledger_wrong", "newsledger_failed")
    return int(any(told[name] for name in (*bad, "failed_writers")))


if __name__ == "__main__":
    sys.exit(main())
