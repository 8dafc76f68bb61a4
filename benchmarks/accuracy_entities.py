"""Precision, recall and F1 of entities against marked texts, repaired beside the plain model.

    python -m benchmarks.accuracy_entities [GOLD.jsonl] [--ablate]

GOLD holds {"text", "entities": [{"start", "end", "label"}]} a line, whole articles or sentences; without it the marked
texts of tests/tasks/entities are read, by style: news is marked as OntoNotes 5 marks it, agencies' sports and business
as CoNLL-2003, encyclopedia sentences as WikiGold (there PER, ORG and LOC alone count). A leading "the" and a possessive
at the end count for nothing. With --ablate each kind of repair is left out in turn.
"""

import argparse
import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tasks.entities import capitals, definitions, evidence, labels, missed, results
from tasks.entities.entity import LABELS, Entity
from tasks.entities.extent import trimmed
from tasks.entities.mentions import find

TESTS = Path(__file__).parent.parent / "tests" / "tasks" / "entities"
OWN = TESTS / "sentences.csv"
STYLES = TESTS / "styles.csv"
MARK = re.compile(r"\[([^|\]]+)\|([A-Z_]+)(?:\|[A-Z]{2})?\]")
THREE = {"PERSON": "PER", "PER": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}
OF_THREE_LABELS = frozenset({"sports", "wiki"})
REPAIRS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "capitals read in ordinary case": (capitals, "levelled", lambda text: text),
    "tables of results": (results, "spans", lambda text: []),
    "definitions": (definitions, "labels_of", lambda text, spans: {}),
    "defined subjects": (definitions, "subjects", lambda text: []),
    "gazetteer and known names": (evidence, "_by_lexicon", lambda article, span: ()),
    "words in the name": (evidence, "_by_words", lambda text, span: ()),
    "titles, families, what people do": (evidence, "_by_person", lambda article, span: ()),
    "names passed over": (missed, "found", lambda article, spans, loud: []),
    "headings left out": (labels, "_is_a_heading", lambda article, span: False),
    "unknown words in capitals left out": (labels, "_holds_in_capitals", lambda article, span: True),
}
Spans = set[tuple[int, int, str]]
Gold = Sequence[tuple[str, Spans]]


def main() -> None:
    """Print F1 by style and label for the plain model and for the repaired entities."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="?")
    parser.add_argument("--ablate", action="store_true", help="leave out each kind of repair in turn")
    given = parser.parse_args()
    styles = read_styles() if given.gold is None else {"given": read_gold(given.gold)}
    print(f"{'style':10} {'texts':>5} {'names':>5} {'plain':>6} {'ours':>6}   by label: plain > ours")
    for style, gold in styles.items():
        plain, ours = (dict(figures(gold, style, repair=repair)) for repair in (False, True))
        names = sum(len(spans) for _, spans in gold)
        told = " ".join(f"{label} {plain[label]:.2f}>{ours[label]:.2f}" for label in ours if label != "micro")
        print(f"{style:10} {len(gold):5} {names:5} {plain['micro']:6.3f} {ours['micro']:6.3f}   {told}")
    for name in REPAIRS if given.ablate else ():
        with without(name):
            left = {style: dict(figures(gold, style, repair=True))["micro"] for style, gold in styles.items()}
        print(f"without {name:36}", " ".join(f"{style} {f1:.3f}" for style, f1 in left.items()))


def figures(gold: Gold, style: str, *, repair: bool) -> Iterator[tuple[str, float]]:
    """F1 of each label that the style's texts hold, and of all together ("micro")."""
    texts = [text for text, _ in gold]
    answers = zip(texts, find(texts, repair=repair), strict=True)
    found = [in_style(bare(text, spans_of(entities)), style) for text, entities in answers]
    wanted = [in_style(bare(text, spans), style) for text, spans in gold]
    yield from f1_by_label(wanted, found).items()


def in_style(spans: Spans, style: str) -> Spans:
    """The spans with the three labels of that style, or as they are."""
    if style not in OF_THREE_LABELS:
        return spans
    return {(start, end, THREE[label]) for start, end, label in spans if label in THREE}


def f1_by_label(wanted: Sequence[Spans], found: Sequence[Spans]) -> dict[str, float]:
    """F1 of each label that is wanted, and of all ("micro")."""
    counts: dict[str, Counter[str]] = {}
    for one, other in zip(wanted, found, strict=True):
        for kind, spans in (("hit", one & other), ("wanted", one), ("given", other)):
            for *_, label in spans:
                counts.setdefault(label, Counter())[kind] += 1
                counts.setdefault("micro", Counter())[kind] += 1
    return {
        label: 2 * count["hit"] / (count["wanted"] + count["given"])
        for label, count in sorted(counts.items())
        if count["wanted"]
    }


@contextmanager
def without(repair: str) -> Iterator[None]:
    """That kind of repair left out."""
    module, function, nothing = REPAIRS[repair]
    with patch.object(module, function, nothing):
        yield


def read_styles() -> Mapping[str, Gold]:
    """The project's own marked texts by style."""
    styles: dict[str, list[tuple[str, Spans]]] = {"plain": list(read_marked(OWN))}
    with STYLES.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            styles.setdefault(row["style"], []).append(unmarked(row["text"]))
    return styles


def read_marked(path: Path) -> Gold:
    """Texts with their entities from a CSV whose column `text` holds [surface|LABEL|country]."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [unmarked(row["text"]) for row in csv.DictReader(lines)]


def unmarked(marked: str) -> tuple[str, Spans]:
    """The text without its marks, and what they mark."""
    text, spans, last = "", set(), 0
    for mark in MARK.finditer(marked):
        text += marked[last : mark.start()]
        spans.add((len(text), len(text) + len(mark[1]), mark[2]))
        text += mark[1]
        last = mark.end()
    return text + marked[last:], spans


def read_gold(path: Path) -> Gold:
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
    return {span for span in kept if span[2] in (*LABELS, *THREE)}


if __name__ == "__main__":
    main()
