"""Speed of reading money: megabytes of UTF-8 a second on one core, on news and on hostile text of growing length.

    python -m benchmarks.speed_money ARTICLES.jsonl[.gz] [--limit N] [--repeat 3]

Each line of the file is a JSON object with "text" and where known "title", "source", "url". Processor time is measured,
loading of the file is not. The hostile part shows that time grows with length and no faster.
"""

import argparse
import gzip
import json
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tasks.money.mention import Context
from tasks.money.parse import context_of
from tasks.money.reading import read

HOSTILE = (
    "$",
    "1,234,",
    "million ",
    "$5 ",
    "5 dollars ",
    "two hundred and ",
    "$1 to ",
    "5 won ",
    "over the next year $5 ",
)
LENGTHS = (125_000, 250_000, 500_000)


def seconds(job: Callable[[], object]) -> float:
    """Processor seconds that one call takes."""
    start = time.process_time()
    job()
    return time.process_time() - start


def load(path: Path, limit: int | None) -> list[tuple[str, Context]]:
    """Texts with their contexts."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for _, line in zip(range(limit or 10**9), lines, strict=False)]
    return [(record["text"], context_of(record)) for record in records]


def news(path: Path, limit: int | None, repeat: int) -> None:
    """Print the speed on the articles of a file."""
    texts = load(path, limit)
    size = sum(len(text.encode()) for text, _ in texts)
    mentions = sum(len(read(text, context)) for text, context in texts)
    taken = [seconds(lambda: [read(text, context) for text, context in texts]) for _ in range(repeat)]
    speeds = sorted(size / 1e6 / one for one in taken)
    print(f"{len(texts)} articles, {size / 1e6:.1f} MB, {mentions} mentions")
    print(f"median {statistics.median(speeds):.2f} MB/s ({speeds[0]:.2f} to {speeds[-1]:.2f}), {repeat} runs")


def hostile() -> None:
    """Print the time on repeated fragments at doubling lengths."""
    for unit in HOSTILE:
        taken = [seconds(partial(read, unit * (n // len(unit)))) for n in LENGTHS]
        print(f"{unit!r:30} " + "  ".join(f"{n // 1000} kB {one:.2f} s" for n, one in zip(LENGTHS, taken, strict=True)))


def main() -> None:
    """Measure news, then hostile text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--repeat", type=int, default=3)
    asked = parser.parse_args()
    news(asked.articles, asked.limit, asked.repeat)
    hostile()


if __name__ == "__main__":
    main()
