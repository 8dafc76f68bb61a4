"""Speed of reading money: megabytes of UTF-8 a second on one core, on news, beside peers, and on hostile text.

    python -m benchmarks.speed_money ARTICLES.jsonl[.gz] [--limit N] [--repeat 3]
        [--peers price-parser duckling quantulum3 --cache FOLDER [--chunks 40] [--seconds 20] [--python PYTHON]]

Each line of the file is a JSON object with "text" and where known "title", "source", "url". Read is what
`newsledger parse --fields money` reads. Processor time is measured, loading of the file is not. The hostile part shows
that time grows with length and no faster. Peers are measured as `benchmarks/peers_speed.py` tells; their environments
are made in the cache folder, once. On Linux, `taskset -c 1` before the command keeps all of it on one core.
"""

import argparse
import gzip
import json
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

from benchmarks.peers_speed import REQUIREMENTS, beside
from benchmarks.peers_worker import Record
from tasks.money.parse import context_of
from tasks.money.reading import read

HOSTILE = (
    "$",
    "1,234,",
    "$1,234,",
    "million ",
    "$5 ",
    "5 dollars ",
    "two hundred and ",
    "$1 to ",
    "5 won ",
    "over the next year $5 ",
)
LENGTHS = (125_000, 250_000, 500_000, 1_000_000)


def seconds(job: Callable[[], object]) -> float:
    """Processor seconds that one call takes."""
    start = time.process_time()
    job()
    return time.process_time() - start


def load(path: Path, limit: int | None) -> list[Record]:
    """The records of a file, or its first ones."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for _, line in zip(range(limit or 10**9), lines, strict=False)]


def news(records: list[Record], repeat: int) -> None:
    """Print the speed on whole articles."""
    texts = [(record["text"], context_of(record)) for record in records]
    size = sum(len(text.encode()) for text, _ in texts)
    mentions = sum(len(read(text, context)) for text, context in texts)
    taken = [seconds(lambda: [read(text, context) for text, context in texts]) for _ in range(repeat)]
    speeds = sorted(size / 1e6 / one for one in taken)
    print(f"{len(texts)} articles, {size / 1e6:.1f} MB, {mentions} mentions")
    print(f"median {statistics.median(speeds):.2f} MB/s ({speeds[0]:.2f} to {speeds[-1]:.2f}), {repeat} runs")


def hostile() -> None:
    """Print the time on repeated fragments at doubling lengths, and how it grows with each doubling."""
    print(f"{'hostile text':26}" + "".join(f"{n // 1000:>7} kB" for n in LENGTHS) + "   growth per doubling")
    for unit in HOSTILE:
        taken = [seconds(partial(read, unit * (n // len(unit)))) for n in LENGTHS]
        growth = [after / before for before, after in pairwise(taken)]
        print(
            f"{unit!r:26}" + "".join(f"{one:8.3f} s" for one in taken) + "  " + "".join(f"{one:6.2f}" for one in growth)
        )


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--limit", type=int, help="the first articles only")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--peers", nargs="+", choices=REQUIREMENTS, default=[])
    parser.add_argument("--cache", type=Path, help="where the peers' environments are made and kept")
    parser.add_argument("--chunks", type=int, default=40, help="chunks of 40 KB, spread over the articles")
    parser.add_argument("--seconds", type=float, default=20, help="after these a peer reads no further chunk")
    parser.add_argument("--python", default=sys.executable, help="the interpreter that makes the environments")
    asked = parser.parse_args()
    if asked.peers and asked.cache is None:
        parser.error("--peers needs --cache FOLDER")
    return asked


def main() -> None:
    """Measure news, then ours beside the peers, then hostile text."""
    asked = arguments()
    records = load(asked.articles, asked.limit)
    news(records, asked.repeat)
    if asked.peers:
        beside(records, asked.peers, asked.cache, count=asked.chunks, seconds=asked.seconds, python=asked.python)
    hostile()


if __name__ == "__main__":
    main()
