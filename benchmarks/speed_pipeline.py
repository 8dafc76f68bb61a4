"""The whole pipeline's speed and memory, and what a second run costs.

    python -m benchmarks.speed_pipeline INPUT [--workers 1 2] [--no-server] [--against PYTHON]

For each number of workers: wall seconds and documents per second of a first run into a new lake, CPU seconds and peak
memory (resident, summed over the run's processes, sampled ten times a second; the Prefect server apart), and the wall
seconds of a second run, which must leave every byte of the lake as it is.

With --against, the interpreter of an environment with another spaCy (see speed_entities), each run is followed by plain
`nlp.pipe` with NER alone over the same articles there, and the two are compared by CPU seconds; INPUT is then a file of
JSON Lines.
"""

import argparse
import hashlib
import json
import os
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


def run(given: str, lake: Path, workers: int, mode: str) -> tuple[float, float, dict[str, int], Peak]:
    """Wall seconds, CPU seconds, counts and peak memory of one run."""
    command = [sys.executable, "-m", "flows", "run", given, "--lake", str(lake), "--workers", str(workers), mode]
    begun, used = time.monotonic(), os.times()
    process = subprocess.Popen([*command, "--json"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    peak, over = Peak(), threading.Event()
    watcher = threading.Thread(target=watch, args=(process, peak, over))
    watcher.start()
    told = process.communicate()[0]
    over.set()
    watcher.join()
    if process.returncode:
        sys.exit(f"the run exited {process.returncode}")
    now = os.times()
    cpu = now.children_user + now.children_system - used.children_user - used.children_system
    return time.monotonic() - begun, cpu, json.loads(told), peak


def digest(lake: Path) -> str:
    """One hash of the names and bytes of all files in the lake."""
    total = hashlib.sha256()
    for path in sorted(path for path in lake.rglob("*") if path.is_file()):
        total.update(str(path.relative_to(lake)).encode() + path.read_bytes())
    return total.hexdigest()


def main() -> None:
    """Measure each number of workers in turn and print a line for it."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("input")
    asked.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    asked.add_argument("--no-server", dest="mode", action="store_const", const="--no-server", default="--server")
    asked.add_argument("--against", help="the interpreter of an environment with another spaCy")
    given = asked.parse_args()
    for workers in given.workers:
        with tempfile.TemporaryDirectory() as folder:
            lake = Path(folder) / "lake"
            wall, cpu, counts, peak = run(given.input, lake, workers, given.mode)
            plain = measure(given.against, PLAIN, read_texts(Path(given.input))) if given.against else None
            before = digest(lake)
            again = run(given.input, lake, workers, given.mode)[0]
            same = "unchanged" if digest(lake) == before else "CHANGED"
            rate = counts["documents"] / wall
            print(
                f"{workers} workers: {counts['documents']} documents in {wall:.1f} s, {rate:.1f}/s, CPU {cpu:.1f} s; "
                f"peak MB: main {peak.main // MB}, worker {peak.worker // MB}, together {peak.together // MB}, "
                f"server {peak.server // MB}; again {again:.1f} s ({again / wall:.1%}), lake {same}",
                flush=True,
            )
            if plain:
                print(
                    f"  plain nlp.pipe, NER alone, spaCy {plain['spacy']}: CPU {plain['seconds']:.1f} s, "
                    f"{plain['seconds'] / cpu:.2f} times the whole run's",
                    flush=True,
                )


if __name__ == "__main__":
    main()
