"""How fast an analyst's questions are answered on a large lake: `python -m benchmarks.speed_read LAKE [--times 10]`.

Makes a lake of so many times the articles of LAKE, their rows copied under other ids, and asks it in processes of their
own: the same reads by pandas and by newsledger.py side by side, then the ten questions of docs/analysts.md. Prints CPU
and wall seconds and the most memory held (resident), the imports alone in the first line.
"""

import argparse
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from docs.refresh import PAGE, QUESTIONS, SNIPPET, run, sections

ROOT = Path(__file__).parent.parent
IDS = {
    *("article_id", "document_id", "duplicate_of", "mention_id", "figure_id"),
    *("conversion_of", "part_of", "revision_of", "superseded_by"),
}
OF_MONEY = "['published_at', 'currency', 'amount_usd', 'figure_type']"
READS = {
    "imports": "import newsledger, pandas as pd",
    "pandas: money, 4 columns": f"rows = pd.read_parquet('data/lake/money', columns={OF_MONEY})",
    "newsledger: money, 4 columns": f"rows = newsledger.read('money', {OF_MONEY})",
    "pandas: money": "rows = pd.read_parquet('data/lake/money')",
    "newsledger: money": "rows = newsledger.read('money')",
    "newsledger: money of a month over a million": (
        "rows = newsledger.read('money', since='2022-10', until='2022-10', where={'amount_usd': ('>', 1e6)})"
    ),
    "newsledger: evidence of the 100 largest figures": (
        "figures = newsledger.read('figures', ['figure_id', 'amount_usd'])\n"
        "rows = newsledger.evidence(figures.nlargest(100, 'amount_usd'))"
    ),
    "newsledger: evidence of all money": "rows = newsledger.evidence(newsledger.read('money'))",
    "newsledger: articles with their text": "rows = newsledger.read('articles', text=True)",
}


def multiply(given: Path, made: Path, times: int) -> None:
    """Write a lake with so many copies of each row."""
    (made / "_ledger").mkdir(parents=True)
    (made / "_ledger" / "lake.json").write_bytes((given / "_ledger" / "lake.json").read_bytes())
    for table in ("articles", "entities", "money", "figures"):
        for path in sorted((given / table).glob("*=*/*.parquet")):
            rows = pq.ParquetFile(path).read()
            place = made / path.relative_to(given)
            place.parent.mkdir(parents=True)
            copies = pa.concat_tables(_copy(rows, number) for number in range(times))
            pq.write_table(copies, place, compression="zstd", row_group_size=131_072)


def _copy(rows: pa.Table, number: int) -> pa.Table:
    for place, name in enumerate(rows.column_names):
        if name in IDS and number:
            ids = pc.binary_join_element_wise(rows[name], pa.scalar(f"x{number}"), "")
            rows = rows.set_column(place, rows.schema.field(name), ids)
    return rows


def ask(codes: dict[str, str]) -> None:
    """Print as JSON, a line each, what these snippets cost, run in one namespace; the first are the imports."""
    names: dict[str, object] = {}
    for what, code in codes.items():
        begun, used = time.perf_counter(), time.process_time()
        told = run(code, names, 0)
        took = time.process_time() - used, time.perf_counter() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps([what, *took, peak, told]), flush=True)


def measured(codes: dict[str, str], desk: Path) -> None:
    """Ask in a process of its own, and print all but the imports."""
    command = [sys.executable, "-m", "benchmarks.speed_read", "--ask", json.dumps(codes), str(desk)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    told = subprocess.run(command, cwd=desk, env=environment, check=True, capture_output=True, text=True).stdout
    for line in told.splitlines()[len(codes) > 1 :]:
        what, cpu, wall, peak, _ = json.loads(line)
        print(f"{what[:60]:60} {cpu:8.2f} s CPU {wall:8.2f} s {peak:7.0f} MB", flush=True)


def questions() -> dict[str, str]:
    """The snippets of the ten questions by their headings, what they open first."""
    (section,) = (text for _, text in sections(PAGE.read_text(encoding="utf-8")) if text.startswith(QUESTIONS))
    found: dict[str, str] = {"imports": READS["imports"]}
    for part in section.split("\n### "):
        found[part.splitlines()[0].removeprefix("## ")] = "\n".join(one["code"] for one in SNIPPET.finditer(part))
    return found


def main() -> None:
    """Make the lake and ask."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("lake", type=Path)
    options.add_argument("--times", type=int, default=10)
    options.add_argument("--ask", type=json.loads, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.ask:
        return ask(given.ask)
    with tempfile.TemporaryDirectory() as folder:
        desk = Path(folder)
        lake = desk / "data" / "lake"
        # In a process of its own, for its memory would count as that of every process started from here.
        making = multiprocessing.get_context("spawn").Process(
            target=multiply, args=(given.lake.absolute(), lake, given.times)
        )
        making.start()
        making.join()
        counts = {name: ds.dataset(lake / name, partitioning="hive").count_rows() for name in ("articles", "money")}
        print(f"{counts['articles']:,} articles, {counts['money']:,} mentions of money", flush=True)
        for what, code in READS.items():
            measured({"imports": READS["imports"]} | {what: code}, desk)
        measured(questions(), desk)


if __name__ == "__main__":
    main()
