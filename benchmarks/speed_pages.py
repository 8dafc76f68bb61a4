"""How fast the pages of a large lake are: `python -m benchmarks.speed_pages LAKE [--articles 100000]`.

Multiplies the rows of a lake, under altered ids, until it holds so many articles. Prints seconds and CPU
seconds: of `newsledger explore`, to start and to answer questions, figure, article and file; of `newsledger report`, to
make the page, and until Chromium shows its table and its charts; and how large process and page are.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from statistics import median

import httpx
import psutil
import pyarrow as pa
import pyarrow.compute as pc
from playwright.sync_api import Browser, sync_playwright

from flows.report.page import write_report
from schemas.catalog import BY_NAME
from tasks.lake.lake import Change, Lake

TABLES = ("articles", "money", "figures", "rejects")  # not entities: large, and little of them is shown
IDS = (
    "article_id",
    "document_id",
    "mention_id",
    "figure_id",
    "part_of",
    "superseded_by",
    "conversion_of",
    "duplicate_of",
)
QUESTIONS = (
    "/",
    "/?payer=US&recipient=UA",
    "/?party=Bank",
    "/?text=climate+aid",
    "/?text=the",
    "/?type=flow&least=1m&sort=-date&page=100",
)
TIMES = 5


def multiplied(lake: Lake, articles: int, root: Path) -> Lake:
    """A lake with the rows of this one again and again, until it holds so many articles."""
    copies = range(-(-articles // max(1, lake.counts()["articles"])))
    made = Lake.open(root)
    for name in TABLES:
        table = lake.read(name)
        change = Change(BY_NAME[name], pa.concat_tables([altered(table, f"-{copy}") for copy in copies]))
        made.publish(lambda _, change=change: [change])  # type: ignore[misc]  # bound at once
    return made


def altered(table: pa.Table, mark: str) -> pa.Table:
    """The rows under other ids."""
    columns = [
        pc.binary_join_element_wise(column, mark, "") if name in IDS else column
        for name, column in zip(table.column_names, table.columns, strict=True)
    ]
    return pa.table(columns, schema=table.schema)


def told(what: str, wall: float, cpu: float) -> None:
    """Print one measurement."""
    print(f"{what:60} {wall:7.2f} s {cpu:7.2f} s CPU", flush=True)


def spent(process: psutil.Process) -> float:
    """CPU seconds of a process and of those that it started, as far as they still run."""
    seconds = 0.0
    for one in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            seconds += times.user + times.system
    return seconds


def opened(browser: Browser, path: Path) -> tuple[float, float, float]:
    """Seconds until the page's table stands, until its last chart does, and CPU seconds of the browser."""
    page = browser.new_context(offline=True, viewport={"width": 1280, "height": 900}).new_page()
    this = psutil.Process()
    begun = spent(this)
    page.goto(path.as_uri(), wait_until="commit")
    page.wait_for_function("() => document.querySelectorAll('#body tr').length > 0")
    table = page.evaluate("performance.now()")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.chart')].every((chart) => chart.querySelector('svg'))"
    )
    charts = page.evaluate("performance.now()")
    cpu = spent(this) - begun
    page.context.close()
    return table / 1000, charts / 1000, cpu


def report(lake: Lake, folder: Path) -> None:
    """The page, made and opened."""
    begun, cpu = time.perf_counter(), time.process_time()
    path = write_report(str(lake.root), folder)
    told("report, made", time.perf_counter() - begun, time.process_time() - cpu)
    print(f"{'report, its size':60} {path.stat().st_size / 1e6:7.1f} MB")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        times = [opened(browser, path) for _ in range(TIMES)]
        browser.close()
    tables, charts, cpus = (median(found) for found in zip(*times, strict=True))
    told("report, opened until its table is shown", tables, float("nan"))
    told("report, opened until its charts are shown", charts, cpus)


def explore(lake: Lake) -> None:
    """The app, started and asked."""
    command = [sys.executable, "-m", "flows", "explore", "--lake", str(lake.root), "--port", "0"]
    begun = time.perf_counter()
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        url = re.search(r"http://\S+", running.stderr.readline() if running.stderr else "")
        process = psutil.Process(running.pid)
        told("explore, started", time.perf_counter() - begun, spent(process))
        ask(process, url[0] if url else sys.exit("explore did not start"))
        print(f"{'explore, memory':60} {process.memory_info().rss / 1e6:7.0f} MB")
    finally:
        running.terminate()
        running.wait()


def ask(process: psutil.Process, url: str) -> None:
    """Ask for lists, a figure, an article and the file."""
    with httpx.Client(base_url=url, timeout=600, transport=httpx.HTTPTransport(retries=5)) as client:
        figure = re.findall(r"\"(/figure/[^\"]+)", client.get("/").text)[0]
        article = re.findall(r"\"(/article/[^\"]+)", client.get(figure).text)[0]
        for path in (*QUESTIONS, figure, article, "/figures.csv"):
            begun, cpu = time.perf_counter(), spent(process)
            answer = client.get(path).raise_for_status()
            size = f"{len(answer.content) / 1e3:,.0f} kB"
            told(f"explore, {path[:36]} ({size})", time.perf_counter() - begun, spent(process) - cpu)


def main() -> None:
    """Measure in a temporary folder."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("lake")
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--page", choices=["report", "explore"], help="measure this alone")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake.open(given.lake, create=False)
        if lake.counts()["articles"] < given.articles:
            lake = multiplied(lake, given.articles, Path(folder) / "lake")
        print(", ".join(f"{count:,} {name}" for name, count in lake.counts().items() if count), flush=True)
        if given.page != "report":
            explore(lake)
        if given.page != "explore":
            report(lake, Path(folder))


if __name__ == "__main__":
    main()
