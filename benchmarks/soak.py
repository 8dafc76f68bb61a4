"""A long run with workers, who publishes and the run itself killed at random, and its memory watched.

    python -m benchmarks.soak ARTICLES.jsonl.gz [--documents 100000] [--every 60] [--minutes 0]
        [--by-date] [--same-text]

The articles are read as often as it takes, each time under other ids and addresses and with other names of one county
and other hours in them, so that a copy is no duplicate by its text; or with --same-text, as agencies' copies come:
then just one of them must be the original. In order of date, as news comes, a publish touches the latest months;
in the file's order all. About every so many CPU seconds one of its processes is killed, every fifth time the run,
which is then started again. At the end, or after so many minutes, nothing is killed any more; the run goes on to its
end, the lake is verified, and its rows are counted against the input: each document once in raw, each an article or a
reject. Prints a line a run with the most memory of the main process and of those that it began, and the counts at the
end. Exits 1 where a count is wrong or a promise broken.
"""

import argparse
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import psutil

from benchmarks.faults import children
from benchmarks.speed_pipeline import MB, ROOT, Peak, watch
from tasks.lake.lake import Lake
from tasks.lake.verify import verify

PLACES = ("Norvale", "Esmar", "Corvane", "Aldera", "Velmont", "Osterby", "Marrow", "Kilbrae", "Tarsen", "Lindhall")


def copies(path: Path, documents: int, *, by_date: bool, same_text: bool) -> Iterator[dict[str, Any]]:
    """So many articles, in order of date if asked; from the second time through the file on, under other ids."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        originals = [json.loads(line) for line in lines]
    numbers: Iterable[int] = range(documents)
    if by_date:
        numbers = sorted(numbers, key=lambda number: str(originals[number % len(originals)].get("published") or ""))
    for number in numbers:
        time_through, at = divmod(number, len(originals))
        article = originals[at] if same_text or not time_through else altered(originals[at], time_through)
        name = f"{article['id']}-{time_through}"
        yield article | {"id": name, "url": f"https://soak.example/{name}"} if time_through else article


def altered(article: dict[str, Any], time_through: int) -> dict[str, Any]:
    """The article with other words: a sentence of its own after each line, so that no run of words stays as long."""
    place = PLACES[time_through % len(PLACES)]
    body = "\n".join(
        f"{line} This was heard in {place} at {time_through} past {number}, and in {PLACES[number % 10]} later."
        for number, line in enumerate(article["text"].split("\n"))
    )
    return article | {"title": f"{place} {time_through}: {article['title']}", "text": body}


def start(given: Path, lake: Path) -> "subprocess.Popen[str]":
    """The run, which is the same each time."""
    command = [sys.executable, "-m", "flows", "run", str(given), "--lake", str(lake), "--workers", "2", "--no-server"]
    return subprocess.Popen([*command, "--json"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def spent(run: "subprocess.Popen[str]") -> float:
    """CPU seconds of the run and its workers, those that are gone too: a busy machine is not killed more often."""
    seconds = 0.0
    with suppress(psutil.NoSuchProcess):
        root = psutil.Process(run.pid)
        gone = root.cpu_times()
        seconds += gone.children_user + gone.children_system
        for process in (root, *root.children(recursive=True)):
            seconds += sum(process.cpu_times()[:2])
    return seconds


def disturb(run: "subprocess.Popen[str]", chance: random.Random, every: float, until: float) -> int:
    """Kill workers or who publishes now and then, and some time the run; how many, once the run is killed or over."""
    killed = 0
    while time.monotonic() < until:
        end = spent(run) + chance.uniform(0.5, 1.5) * every
        while spent(run) < end and time.monotonic() < until:
            if run.poll() is not None:
                return killed
            time.sleep(0.5)
        if chance.random() < 0.2:
            run.kill()
            return killed
        workers = children(run, "spawn_main")
        if workers:
            chance.choice(workers).kill()
            killed += 1
    return killed


def held(lake: Path) -> int:
    """Articles in the lake."""
    return Lake.open(lake, create=False).counts()["articles"] if (lake / "articles").exists() else 0


def counted(lake: Path, documents: int) -> list[str]:
    """What is wrong with the lake's counts and promises."""
    raw, articles, rejects = (
        pd.read_parquet(lake / name, columns=[column])[column]
        for name, column in (("raw", "document_id"), ("articles", "document_id"), ("rejects", "document_id"))
    )
    wrong = [] if len(raw) == documents else [f"{len(raw)} documents in raw, given {documents}"]
    wrong += [f"{name} repeats a document" for name, ids in (("raw", raw), ("articles", articles)) if not ids.is_unique]
    if set(raw) != set(articles) | set(rejects) or len(raw) != len(articles) + len(rejects):
        wrong.append(f"{len(raw)} in raw, but {len(articles)} articles and {len(rejects)} rejects")
    texts = pd.read_parquet(lake / "articles", columns=["text_hash", "duplicate_of"])
    if not texts[texts["duplicate_of"].isna()]["text_hash"].is_unique:
        wrong.append("a text has several originals")
    return wrong + verify(Lake.open(lake, create=False))


def soaked(news: Path, lake: Path, given: argparse.Namespace) -> tuple[int, int]:
    """Run, disturb and run again until a run comes to its end; how many runs and workers were killed."""
    chance, begun = random.Random(given.seed), time.monotonic()
    until = begun + given.minutes * 60 if given.minutes else float("inf")
    workers = runs = 0
    while True:
        run, peak, over = start(news, lake), Peak(), threading.Event()
        watcher = threading.Thread(target=watch, args=(run, peak, over))
        watcher.start()
        workers += disturb(run, chance, given.every, until)
        said = run.communicate()[1]
        over.set()
        watcher.join()
        minutes = (time.monotonic() - begun) / 60
        print(
            f"{minutes:.1f} min: exit {run.returncode}, {held(lake)} articles, {workers} workers killed; "
            f"peak MB: main {peak.main // MB}, worker {peak.worker // MB}; load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        if run.returncode == 0:
            return runs, workers
        if run.returncode != -9:
            sys.exit(f"a run exited {run.returncode}: {said[-2000:]}")
        runs += 1


def main() -> None:
    """Soak, and tell."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("articles", type=Path)
    asked.add_argument("--documents", type=int, default=100_000)
    asked.add_argument("--every", type=float, default=60.0, help="CPU seconds between two kills")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--minutes", type=float, default=0.0, help="kill nothing after so many; 0 for no bound")
    asked.add_argument("--by-date", action="store_true", help="give the articles in order of date")
    asked.add_argument("--same-text", action="store_true", help="alter ids and addresses only")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        news, lake = Path(folder) / "news.jsonl", Path(folder) / "lake"
        with news.open("w", encoding="utf-8") as file:
            written = copies(given.articles, given.documents, by_date=given.by_date, same_text=given.same_text)
            file.writelines(json.dumps(one) + "\n" for one in written)
        runs, workers = soaked(news, lake, given)
        wrong = counted(lake, given.documents)
        counts = Lake.open(lake, create=False).counts()
    print(f"{given.documents} documents, {runs} runs and {workers} workers killed: {counts}")
    print("\n".join(wrong) or "nothing lost, nothing twice, every promise kept")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
