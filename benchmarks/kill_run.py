"""Kill runs at random moments, run again, and compare with a run that was never killed.

    python benchmarks/kill_run.py INPUT [--kills 20] [--seed 1] [--batch 64] [--server]

Prints one line a kill: when it came, what the lake held then, and whether the rows after a second run are those of the
run that was left alone (all columns but those that tell when and in which run a row came). Exits 1 where any differ.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parent.parent
TABLES = ("raw", "articles", "entities", "money", "figures", "rejects")
OF_THE_RUN = {"run_id", "first_seen_at", "month", "day"}
# Articles without a date bear the moment they were first seen, in every table that shows it.
DATED_BY_RUN = ("published_at", "first_seen", "last_seen", "fx_date", "fx_rate", "amount_usd", "amount_eur")


def start(given: str, lake: Path, batch: str, *, server: bool) -> "subprocess.Popen[bytes]":
    """A run that publishes every few batches, so that many moments lie between two publishes."""
    command = [sys.executable, "-m", "flows", "run", given, "--lake", str(lake), "--workers", "2"]
    environment = os.environ | {"NEWSLEDGER_PUBLISH_DOCUMENTS": batch, "NEWSLEDGER_BATCH_DOCUMENTS": batch}
    mode = "--server" if server else "--no-server"
    return subprocess.Popen(
        [*command, mode], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def finish(run: "subprocess.Popen[bytes]") -> None:
    """Wait for a run that must end well."""
    told = run.communicate()[1]
    if run.returncode:
        sys.exit(f"a run exited {run.returncode}: {told.decode(errors='replace')[-2000:]}")


def rows(lake: Path) -> dict[str, pd.DataFrame]:
    """The lake's tables without what differs from run to run, sorted."""
    undated = pd.read_parquet(lake / "articles").query("published_basis == 'first_seen'")["article_id"]
    tables = {}
    for name in TABLES:
        frame = pd.read_parquet(lake / name).drop(columns=OF_THE_RUN, errors="ignore")
        if "article_id" in frame:
            columns = [column for column in DATED_BY_RUN if column in frame]
            frame[columns] = frame[columns].astype(object).mask(frame["article_id"].isin(undated))
        elif name == "figures":
            frame = frame.drop(columns=["first_seen", "last_seen"])
        tables[name] = frame.sort_values(list(frame.columns[:2])).reset_index(drop=True)
    return tables


def held(lake: Path) -> int:
    """Articles in the lake at the moment."""
    return len(pd.read_parquet(lake / "articles", columns=["article_id"])) if (lake / "articles").exists() else 0


def killed(given: argparse.Namespace, lake: Path, moment: float) -> int:
    """Run, kill after so many seconds, run again to the end; the articles that the lake held between."""
    run = start(given.input, lake, given.batch, server=given.server)
    time.sleep(moment)
    run.send_signal(signal.SIGKILL)
    run.communicate()
    between = held(lake)
    finish(start(given.input, lake, given.batch, server=given.server))
    return between


def options() -> argparse.Namespace:
    """What the command line asks for."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("input")
    asked.add_argument("--kills", type=int, default=20)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--batch", default="64", help="documents in a batch and in a publish")
    asked.add_argument("--server", action="store_true")
    return asked.parse_args()


def main() -> None:
    """Kill, run again, compare, as often as asked."""
    given = options()
    chance = random.Random(given.seed)
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        finish(start(given.input, Path(folder) / "whole", given.batch, server=given.server))
        duration = time.monotonic() - begun
        whole = rows(Path(folder) / "whole")
        print(f"never killed: {duration:.1f} s, " + ", ".join(f"{name} {len(table)}" for name, table in whole.items()))
        for number in range(given.kills):
            lake, moment = Path(folder) / f"killed-{number}", chance.uniform(0.5, duration)
            between = killed(given, lake, moment)
            after = rows(lake)
            unequal = [name for name in TABLES if not whole[name].equals(after[name])]
            wrong += bool(unequal)
            verdict = f"unequal: {unequal}" if unequal else "same rows"
            print(f"kill {number + 1} at {moment:.1f} s, {between} articles then: {verdict}", flush=True)
    print(f"{given.kills} kills, {wrong} with other rows")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
