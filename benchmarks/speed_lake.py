"""How fast a lake takes in and gives back invented rows: `python -m benchmarks.speed_lake [--mentions 1000000]`.

Prints seconds for publishing into a new lake, into partitions that hold rows already, again without a change, and
replacing a few articles; bytes a mention; and seconds of an analyst's questions.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa

import newsledger
from schemas.conform import conform
from schemas.money import MONEY
from tasks.lake.lake import Change, Lake

BEGIN = datetime(2014, 1, 1, tzinfo=UTC)
DAYS = 3650
MENTIONS = 3  # an article
CURRENCIES = ["USD"] * 6 + ["EUR", "GBP", "JPY", None]


def mentions(count: int, seed: int, days: int = DAYS) -> pa.Table:
    """So many money rows, spread evenly over the days from BEGIN."""
    chance = random.Random(seed)
    articles = [f"{chance.getrandbits(64):016x}" for _ in range(count // MENTIONS + 1)]
    dates = [BEGIN + timedelta(seconds=chance.randrange(days * 86_400)) for _ in articles]
    numbers = range(count)
    amounts = [round(chance.lognormvariate(17, 3), 2) for _ in numbers]
    starts = [100 + 731 * (number % MENTIONS) for number in numbers]
    columns: dict[str, list[Any]] = {
        "mention_id": [f"{articles[n // MENTIONS]}-{starts[n]}" for n in numbers],
        "article_id": [articles[n // MENTIONS] for n in numbers],
        "figure_id": [f"{chance.getrandbits(64):016x}" for _ in numbers],
        "published_at": [dates[n // MENTIONS] for n in numbers],
        "start": starts,
        "end": [start + 6 for start in starts],
        "surface": [f"${amount / 1e6:.0f}m" for amount in amounts],
        "amount": amounts,
        "currency": chance.choices(CURRENCIES, k=count),
        "qualifier": ["exact"] * count,
        "figure_type": chance.choices(["flow", "total", "stock", "price"], k=count),
        "addable": chance.choices([True, False], k=count),
    }
    arrays = {name: pa.array(values, MONEY.column(name).type) for name, values in columns.items()}
    return conform(pa.table(arrays), MONEY)


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long the block took."""
    begun = time.perf_counter()
    yield
    print(f"{what:64} {time.perf_counter() - begun:8.2f} s", flush=True)


def write(lake: Lake, count: int) -> None:
    """Publish in the ways a lake is published into."""
    rows, more, month = mentions(count, 1), mentions(count // 100, 2), mentions(3_000, 3, days=31)
    few, again = (frozenset(map(str, some["article_id"].to_pylist())) for some in (rows.slice(0, 300), month))
    for what, change in (
        (f"publish {count} mentions over 10 years by {lake.partition}", Change(MONEY, rows)),
        (f"publish {len(more)} more, in all partitions", Change(MONEY, more)),
        (f"publish {len(month)} more, in one month", Change(MONEY, month)),
        ("publish the same again: nothing to write", Change(MONEY, month, again)),
        (f"remove the rows of {len(few)} articles", Change(MONEY, MONEY.schema.empty_table(), few)),
    ):
        with timed(what):
            lake.publish(lambda _, change=change: [change])  # type: ignore[misc]  # bound at once
    held = lake.counts()["money"]
    print(f"{lake.size() / held:.1f} bytes a mention, {held} mentions, {len(lake.layout.files('money'))} files")


def sums(money: pd.DataFrame) -> pd.Series:
    """The sum by currency and year."""
    return money.groupby(["currency", money["published_at"].dt.year])["amount"].sum()


def read(root: Path) -> None:
    """Ask what analysts ask."""
    three = ["currency", "published_at", "amount"]
    files = str(root / "money" / "*" / "*.parquet")
    year = pl.col("published_at").dt.year().alias("year")
    questions: dict[str, Callable[[], object]] = {
        "pd.read_parquet, sum by currency and year": lambda: sums(pd.read_parquet(root / "money", columns=three)),
        "DuckDB, sum by currency and year": lambda: duckdb.sql(
            f"select currency, year(published_at), sum(amount) from read_parquet('{files}') group by all"
        ).fetchall(),
        "Polars, sum by currency and year": lambda: (
            pl.scan_parquet(files).group_by("currency", year).agg(pl.col("amount").sum()).collect()
        ),
        "newsledger.read, sum by currency and year": lambda: sums(newsledger.read("money", three, lake=root)),
        "newsledger.read, addable dollars of one month": lambda: newsledger.read(
            "money", three, lake=root, since="2020-02", until="2020-02", where={"currency": "USD"}, addable=True
        ),
        "pd.read_parquet, all columns": lambda: pd.read_parquet(root / "money"),
    }
    for what, ask in questions.items():
        with timed(what):
            ask()


def main() -> None:
    """Measure in a temporary folder."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--mentions", type=int, default=1_000_000)
    options.add_argument("--partition", choices=["month", "day", "hour"], default="month")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake.open(Path(folder) / "lake", partition=given.partition)
        write(lake, given.mentions)
        read(lake.root)


if __name__ == "__main__":
    main()
