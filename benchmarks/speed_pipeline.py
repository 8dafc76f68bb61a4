"""The whole pipeline's speed and memory, and what a second run costs.

    python -m benchmarks.speed_pipeline INPUT [--workers 1 2] [--no-server] [--pairs N] [--against PYTHON | --beside]

For each number of workers: wall seconds and documents per second of a first run into a new lake, CPU seconds and peak
memory (resident, summed over the run's processes, sampled ten times a second; the Prefect server apart), and the wall
seconds of a second run, which must leave every byte of the lake as it is.

With --against, the interpreter of an environment with another spaCy (see speed_entities), each run is followed by plain
`nlp.pipe` with NER alone over the same articles there, and the two are compared by CPU seconds; INPUT is then a file of
JSON Lines. With --beside it is followed by a run without Prefect, and the two are compared by wall time. The
medians of so many pairs are told.
"""

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.speed_entities import PLAIN, measure, read_texts

ROOT = Path(__file__).parent.parent
MB = 1 << 20


@dataclass
class Peak:
    """The most memory seen, in bytes, by part of the run."""

    main: int = 0
    worker: int = 0
    server: int = 0
    together: int = 0


def watch(process: "subprocess.Popen[str]", peak: Peak, over: threading.Event) -> None:
    """Sample the run's processes until it is over."""
    root = psutil.Process(process.pid)
    while not over.wait(0.1):
        main, workers, servers = 0, [0], [0]
        try:
            main = root.memory_info().rss
            for child in root.children(recursive=True):
                part = servers if "flows.server" in " ".join(child.cmdline()) else workers
                part.append(child.memory_info().rss)
        except psutil.NoSuchProcess:
            continue
        peak.main, peak.worker = max(peak.main, main), max(peak.worker, *workers)
        peak.server = max(peak.server, *servers)
        peak.together = max(peak.together, main + sum(workers))


@dataclass
class Ran:
    """What one run took, in seconds, and its peak of memory."""

    wall: float
    cpu: float
    documents: int
    peak: Peak


def run(given: str, lake: Path, workers: int, mode: str) -> Ran:
    """Do one run and measure it."""
    command = [sys.executable, "-m", "flows", "run", given, "--lake", str(lake), "--workers", str(workers), mode]
    begun, used = time.monotonic(), os.times()
    process = subprocess.Popen([*command, "--json"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    peak, over = Peak(), threading.Event()
    watcher = threading.Thread(target=watch, args=(process, peak, over))
    watcher.start()
    counts = process.communicate()[0]
    over.set()
    watcher.join()
    if process.returncode:
        sys.exit(f"the run exited {process.returncode}")
    now = os.times()
    cpu = now.children_user + now.children_system - used.children_user - used.children_system
    return Ran(time.monotonic() - begun, cpu, json.loads(counts)["documents"], peak)


def digest(lake: Path) -> str:
    """One hash of the names and bytes of all files in the lake."""
    total = hashlib.sha256()
    for path in sorted(path for path in lake.rglob("*") if path.is_file()):
        total.update(str(path.relative_to(lake)).encode() + path.read_bytes())
    return total.hexdigest()


def told(workers: int, mode: str, ran: "Ran") -> str:
    """One line of what a run took."""
    peak, parts = ran.peak, ("main", "worker", "together", "server")
    memory = ", ".join(f"{part} {getattr(peak, part) // MB}" for part in parts)
    speed = f"{ran.documents} documents in {ran.wall:.1f} s, {ran.documents / ran.wall:.1f}/s"
    return f"{workers} workers, {mode[2:]}: {speed}, CPU {ran.cpu:.1f} s; peak MB: {memory}"


def again(given: str, lake: Path, workers: int, mode: str) -> str:
    """What a second run takes, and whether it leaves the lake as it is."""
    before = digest(lake)
    wall = run(given, lake, workers, mode).wall
    return f"again {wall:.1f} s, lake {'unchanged' if digest(lake) == before else 'CHANGED'}"


def other(given: argparse.Namespace, workers: int, ran: "Ran") -> tuple[str, float] | None:
    """What the run is measured against, and how many times of the run's it took."""
    if given.against:
        plain = measure(given.against, PLAIN, read_texts(Path(given.input)))
        spent = plain["seconds"]
        return f"plain nlp.pipe, NER alone, spaCy {plain['spacy']}: CPU {spent:.1f} s", spent / ran.cpu
    if not given.beside:
        return None
    with tempfile.TemporaryDirectory() as folder:
        without = run(given.input, Path(folder) / "lake", workers, "--no-server")
    return told(workers, "--no-server", without), without.wall / ran.wall


def main() -> None:
    """Measure each number of workers in turn and print a line for it."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("input")
    asked.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    asked.add_argument("--no-server", dest="mode", action="store_const", const="--no-server", default="--server")
    asked.add_argument("--against", help="the interpreter of an environment with another spaCy")
    asked.add_argument("--beside", action="store_true", help="beside the same run without Prefect")
    asked.add_argument("--pairs", type=int, default=1, help="how often each run and what is beside it are measured")
    given = asked.parse_args()
    for workers in given.workers:
        ratios = []
        for _ in range(given.pairs):
            with tempfile.TemporaryDirectory() as folder:
                lake = Path(folder) / "lake"
                ran = run(given.input, lake, workers, given.mode)
                print(f"{told(workers, given.mode, ran)}; {again(given.input, lake, workers, given.mode)}", flush=True)
            against = other(given, workers, ran)
            if against:
                ratios.append(against[1])
                print(f"  {against[0]}: {against[1]:.3f} times", flush=True)
        if ratios:
            print(f"{workers} workers: {statistics.median(ratios):.3f} times, the median of {len(ratios)}", flush=True)


if __name__ == "__main__":
    main()
