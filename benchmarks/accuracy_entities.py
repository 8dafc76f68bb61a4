"""Precision, recall and F1 of entities against marked texts, repaired beside the plain model.

    python -m benchmarks.accuracy_entities [GOLD.jsonl]

GOLD holds {"text", "entities": [{"start", "end", "label"}]} a line, whole articles or sentences; without it the marked
sentences of tests/tasks/entities are read. A leading "the" and a possessive at the end count for nothing.
"""

import argparse
import csv
import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tasks.entities.entity import LABELS, Entity
from tasks.entities.extent import trimmed
from tasks.entities.mentions import find

OWN = Path(__file__).parent.parent / "tests" / "tasks" / "entities" / "sentences.csv"
MARK = re.compile(r"\[([^|\]]+)\|([A-Z_]+)(?:\|[A-Z]{2})?\]")
Spans = set[tuple[int, int, str]]


def main() -> None:
    """Print one line a label for the plain model and for the repaired entities."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="?")
    given = parser.parse_args()
    gold = read_marked(OWN) if given.gold is None else read_gold(given.gold)
    texts = [text for text, _ in gold]
    for name, repair in (("plain model", False), ("repaired", True)):
        answers = zip(texts, find(texts, repair=repair), strict=True)
        found = [bare(text, spans_of(entities)) for text, entities in answers]
        print(name)
        for label, line in scores([bare(text, spans) for text, spans in gold], found):
            print(f"  {label:12} {line}")


def read_marked(path: Path) -> list[tuple[str, Spans]]:
    """Texts with their entities from a CSV whose column `text` holds [surface|LABEL|country]."""
    gold = []
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            text, spans, last = "", set(), 0
            for mark in MARK.finditer(row["text"]):
                text += row["text"][last : mark.start()]
                spans.add((len(text), len(text) + len(mark[1]), mark[2]))
                text += mark[1]
                last = mark.end()
            gold.append((text + row["text"][last:], spans))
    return gold


def read_gold(path: Path) -> list[tuple[str, Spans]]:
    """Texts with their entities from JSON Lines."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [(one["text"], {(e["start"], e["end"], e["label"]) for e in one["entities"]}) for one in records]


def spans_of(entities: Iterable[Entity]) -> Spans:
    """The entities' extents and labels."""
    return {(entity.start, entity.end, entity.label) for entity in entities}


def bare(text: str, spans: Spans) -> Spans:
    """The spans without a leading "the" and a possessive, of the labels that the table has."""
    kept = set()
    for start, end, label in spans:
        begin = start + 4 if text[start : start + 4].lower() == "the " else start
        kept.add((*trimmed(text, begin, end, label), label))
    return {span for span in kept if span[2] in LABELS}


def scores(gold: list[Spans], found: list[Spans]) -> Iterable[tuple[str, str]]:
    """F1, precision and recall of each label and of all together ("micro")."""
    counts: dict[str, Counter[str]] = {label: Counter() for label in (*LABELS, "micro")}
    for wanted, given in zip(gold, found, strict=True):
        for kind, spans in (("hit", wanted & given), ("wanted", wanted), ("given", given)):
            for *_, label in spans:
                counts[label][kind] += 1
                counts["micro"][kind] += 1
    for label, count in counts.items():
        precision, recall = (count["hit"] / max(1, count[of]) for of in ("given", "wanted"))
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        yield label, f"F1 {f1:.3f}  P {precision:.3f}  R {recall:.3f}  n {count['wanted']}"


if __name__ == "__main__":
    main()
