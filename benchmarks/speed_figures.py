"""How linking mentions into figures grows with the mentions: pairs compared, and processor time, for each mention.

    python -m benchmarks.speed_figures LAKE [--copies 10] [--order random|date] [--first 10000]

LAKE is a lake of real articles. Its money rows are taken ten times, each copy under ids of its own, some days later and
with other amounts of as many digits; what is equal in one copy stays equal. Nothing is read anew. First all mentions
are held against each other at once, of one copy and of all. Then a new lake is filled: FIRST mentions, then as many as
it holds already, at most 50,000 a publish, as a run does; measured is what happens between reading the lake and writing
it. In random order each publish touches all partitions, in order of date few. 330,000 mentions take 3 GB.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from flows.publish import Gathered, changes
from schemas.articles import ARTICLES
from schemas.catalog import TABLES
from schemas.money import MONEY
from schemas.table import Table
from tasks.figures.amounts import digits
from tasks.figures.blocks import Blocks
from tasks.figures.evidence import WINDOW
from tasks.figures.link import NEAREST, link, links
from tasks.figures.mention import Mention
from tasks.figures.standing import with_story
from tasks.figures.steps import Told
from tasks.lake.lake import Change, Lake

NAMES = ("mention_id", "article_id", "conversion_of", "part_of", "revision_of", "duplicate_of")
SUMS = ("amount", "amount_min", "amount_max", "amount_usd", "amount_eur")
LATER = timedelta(days=11)
MOST = 50_000  # mentions a publish


def copy(told: Told, number: int) -> Told:
    """The rows under other ids, later, with other amounts; the first copy is the rows themselves."""
    return Told(altered(told.money, MONEY, number), altered(told.articles, ARTICLES, number)) if number else told


def altered(rows: pa.Table, table: Table, number: int) -> pa.Table:
    """One table's rows of such a copy."""
    for name in {*NAMES} & {*rows.column_names}:
        rows = put(rows, table, name, pc.binary_join_element_wise(f"{number:02}", rows[name], ""))
    rows = put(rows, table, "published_at", pc.add(rows["published_at"], pa.scalar(LATER * number)))
    if table is MONEY:
        rows = put(rows, table, "sentence", pc.binary_join_element_wise(rows["sentence"], f"copy {number}", " "))
        rows = put(rows, table, "amount_exact", pa.nulls(len(rows)))
        for name, values in amounts(rows, number).items():
            rows = put(rows, table, name, pa.array(values, from_pandas=True))
    return rows


def put(rows: pa.Table, table: Table, name: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    """The rows with another column of that name."""
    return rows.set_column(
        rows.column_names.index(name), table.column(name).field, values.cast(table.column(name).type)
    )


def amounts(rows: pa.Table, number: int) -> dict[str, "pd.Series[float]"]:
    """The amounts times a factor between a half and two that is the same for the same amount, as many digits kept."""
    told = rows.select(SUMS).to_pandas()
    known = told["amount"].fillna(told["amount_min"]).fillna(0)
    chance = pd.util.hash_array((known + number).to_numpy()) / 2**64
    factor = pd.Series(np.exp2(2 * chance - 1))
    rounded = [float(f"{value:.{max(digits(old), 1) - 1}e}") for old, value in zip(known, known * factor, strict=True)]
    factor = (rounded / known).fillna(1)
    return {name: told[name] * factor for name in SUMS}


def at_once(told: Told) -> None:
    """Print what linking all mentions at once takes."""
    begun = time.process_time()
    mentions = sorted(map(Mention.of, with_story(*told)), key=lambda mention: mention.order)
    figures = link(mentions, links(mentions))
    taken = time.process_time() - begun
    compared = sum(len(earlier) for earlier, _ in Blocks(mentions).pairs(NEAREST, WINDOW))
    a_mention = f"{compared / len(mentions):.2f} pairs and {taken / len(mentions) * 1e6:.0f} us a mention"
    print(f"{len(told.articles)} articles, {len(mentions)} mentions, {len(figures)} figures: {a_mention}", flush=True)


def portions(told: Told, order: str, first: int) -> Iterator[Told]:
    """The rows article by article, each portion as large as all before it, at most MOST mentions."""
    if order == "date":
        articles = told.articles.sort_by("published_at")["article_id"].to_pylist()
    else:
        articles = random.Random(1).sample(told.articles["article_id"].to_pylist(), len(told.articles))
    counts = told.money["article_id"].value_counts().to_pylist()
    mentions = {count["values"]: count["counts"] for count in counts}
    reached = np.cumsum([mentions.get(article, 0) for article in articles])
    begun, held = 0, 0
    while begun < len(articles):
        end = int(np.searchsorted(reached, held + min(max(held, first), MOST))) + 1
        chosen = pa.array(articles[begun:end])
        yield Told(*(rows.filter(pc.is_in(rows["article_id"], chosen)) for rows in told))
        begun, held = end, int(reached[min(end, len(articles)) - 1])


def publish(lake: Lake, told: Told) -> float:
    """Publish the rows; the processor seconds that linking them with the lake's took."""
    rows = {table.name: table.schema.empty_table() for table in TABLES} | {
        "money": told.money,
        "articles": told.articles,
    }
    gathered = Gathered(rows, {}, ARTICLES.schema.empty_table(), lambda table: rows[table.name])
    taken = []

    def make(opened: Lake) -> list[Change]:
        begun = time.process_time()
        made = changes(opened, gathered)
        taken.append(time.process_time() - begun)
        return made

    lake.publish(make)
    return taken[0]


def step_by_step(told: Told, order: str, first: int) -> None:
    """Print what linking takes publish by publish, while a lake grows."""
    print(f"articles in {order} order: mentions held, new, CPU seconds, us a new mention, us a mention so far")
    with tempfile.TemporaryDirectory() as folder:
        lake, held, total = Lake.open(Path(folder) / "lake"), 0, 0.0
        for portion in portions(told, order, first):
            taken, new = publish(lake, portion), len(portion.money)
            held, total = held + new, total + taken
            each, so_far = (f"{seconds * 1e6:8.0f}" for seconds in (taken / max(new, 1), total / held))
            print(f"{held - new:>9} {new:>7} {taken:8.2f} {each} {so_far}", flush=True)


def main() -> None:
    """Measure one copy and all of them."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("lake")
    options.add_argument("--copies", type=int, default=10)
    options.add_argument("--order", choices=["random", "date"], default="random")
    options.add_argument("--first", type=int, default=10_000, help="mentions of the first publish")
    given = options.parse_args()
    opened = Lake.open(given.lake, create=False)
    one = Told(opened.read("money"), opened.read("articles"))
    copies = [copy(one, number) for number in range(given.copies)]
    every = Told(*(pa.concat_tables(rows).combine_chunks() for rows in zip(*copies, strict=True)))
    for told in (one, every):
        at_once(told)
    step_by_step(every, given.order, given.first)


if __name__ == "__main__":
    main()
