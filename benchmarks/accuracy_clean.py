"""How well clean finds the article on a page: word shingles shared with the expected text, beside plain trafilatura.

    python benchmarks/accuracy_clean.py FOLDER [--worst N]

FOLDER holds pages (*.html.gz) and, per publisher, a .json with the expected fields of each version, in the format of
fundus' own tests; pages and versions are matched in order.
"""

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from typing import Any

import trafilatura

from tasks.clean.record import clean_record

WORD = re.compile(r"\w+")
SHINGLE = 4  # words, as in the public benchmarks of article extraction


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    html: bytes
    expected: dict[str, Any]

    @property
    def body(self) -> str:
        """The expected text: summary, headings and paragraphs."""
        body = self.expected["body"]
        parts = [*body["summary"], *(one for part in body["sections"] for one in part["headline"] + part["paragraphs"])]
        return "\n".join(parts)


@dataclass(frozen=True, slots=True)
class Score:
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def pages(folder: Path) -> Iterator[Page]:
    """The folder's pages with what is expected of each."""
    for told in sorted(folder.glob("*.json")):
        versions = json.loads(told.read_text(encoding="utf-8"))
        found = sorted(folder.glob(f"{told.stem}_*.html.gz"))
        for page, expected in zip(found, versions.values(), strict=True):
            yield Page(page.name, gzip.decompress(page.read_bytes()), expected)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The text's runs of four words, counted; of a shorter text the text itself."""
    words = WORD.findall(text)
    return Counter(tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1)) if words)


def score(found: str, expected: str) -> Score:
    """Precision and recall of the found shingles."""
    ours, theirs = shingles(found), shingles(expected)
    shared = (ours & theirs).total()
    return Score(shared / ours.total() if ours else 0.0, shared / theirs.total() if theirs else 1.0)


def ours(page: Page) -> str:
    found = clean_record({"id": page.name, "html": page.html})
    return "\n".join(str(found.get(part) or "") for part in ("standfirst", "body"))


def body_alone(page: Page) -> str:
    return str(clean_record({"id": page.name, "html": page.html}).get("body") or "")


def plain(page: Page) -> str:
    return trafilatura.extract(page.html) or ""


def without_comments(page: Page) -> str:
    return trafilatura.extract(page.html, include_comments=False) or ""


def measure(name: str, extract: Callable[[Page], str], given: list[Page]) -> list[Score]:
    """Score every page, and print the means with the CPU time a page took."""
    began = time.process_time()
    texts = [extract(page) for page in given]
    spent = (time.process_time() - began) / len(given) * 1000
    scores = [score(text, page.body) for text, page in zip(texts, given, strict=True)]
    overall = Score(mean(one.precision for one in scores), mean(one.recall for one in scores))
    print(
        f"{name:28} precision {overall.precision:.4f} recall {overall.recall:.4f} F1 {overall.f1:.4f}"
        f"  mean F1 {mean(one.f1 for one in scores):.4f}  {spent:.1f} ms a page"
    )
    return scores


def fields(given: list[Page]) -> None:
    """Print how many titles, moments and days of publication are as expected."""
    right: Counter[str] = Counter()
    for page in given:
        found = clean_record({"id": page.name, "html": page.html})
        title, moment = page.expected["title"], datetime.fromisoformat(page.expected["publishing_date"])
        told = datetime.fromisoformat(str(found["published"])) if found.get("published") else None
        right["title"] += WORD.findall(str(found.get("title"))) == WORD.findall(title)
        right["moment"] += told == (moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        right["day"] += told is not None and told.date() == moment.date()
    print(", ".join(f"{name} {count}/{len(given)}" for name, count in right.items()))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--worst", type=int, default=0, help="list the pages that score worst")
    given = options.parse_args()
    found = list(pages(given.folder))
    ours(found[0])  # models are loaded once, not counted
    scores = measure("newsledger", ours, found)
    measure("newsledger, body alone", body_alone, found)
    measure("trafilatura", plain, found)
    measure("trafilatura, no comments", without_comments, found)
    fields(found)
    ranked = sorted(zip(scores, found, strict=True), key=lambda pair: pair[0].f1)
    for one, page in ranked[: given.worst]:
        print(f"{one.f1:.3f} precision {one.precision:.3f} recall {one.recall:.3f}  {page.name}")


if __name__ == "__main__":
    main()
