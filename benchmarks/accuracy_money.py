"""Accuracy of the money stage on labelled sentences: what is read, what it means, and how far confidence holds.

    python -m benchmarks.accuracy_money LABELLED.jsonl [...] [--show N]

Each line is a JSON object with "text", where known "title", "before", "source", "published", and "mentions": objects
with the fields of `newsledger parse`. A mention counts as found where a read one has the same span; its fields are
judged there. A role is right where one name's words are among the other's, a purpose where half its words agree. The
bar that a figure should pass stands beside it.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.calibration import by_threshold, calibration_error
from tasks.money.meaning import interpret_many
from tasks.money.mention import Mention
from tasks.money.parse import as_json, context_of
from tasks.money.reading import read

VALUE = ("amount", "amount_min", "amount_max")
FIELDS = ("currency_basis", "qualifier", "per", "horizon_years", "figure_type", "status")
WHERE_STATED = ("per", "horizon_years")  # judged where the label or the reading gives one
ROLES = ("payer", "recipient", "holder", "purpose")
BARS = {
    "currency_basis": 0.85, "figure_type": 0.88, "figure_type macro-F1": 0.78, "status": 0.90,
    "payer": 0.75, "recipient": 0.70, "holder": 0.75, "purpose": 0.65,
}  # fmt: skip
EMPTY_WORDS = {"the", "a", "an", "of", "for", "its", "his", "her", "their", "in", "on", "to", "and", "government", "company", "inc", "plc", "ltd", "corp", "group"}  # fmt: skip  # noqa: E501  # one list
Case = dict[str, Any]


def same(one: Any, other: Any) -> bool:
    """Whether two values agree, numbers as numbers."""
    if one is None or other is None:
        return one is other
    try:
        return Decimal(str(one)) == Decimal(str(other))
    except ArithmeticError:
        return str(one).lower().rstrip("s") == str(other).lower().rstrip("s")


def words(phrase: str | None) -> list[str]:
    """The words that count of a role or purpose."""
    every = re.findall(r"\w+", (phrase or "").lower())
    return [word for word in every if word not in EMPTY_WORDS] or every


def agrees(name: str, wanted: str | None, found: str | None) -> bool:
    """Whether a role is that of the label.

    >>> agrees("payer", "US", "the US government"), agrees("payer", "US", None)
    (True, False)
    """
    one, other = words(wanted), words(found)
    if not one or not other:
        return False
    common = sum((Counter(one) & Counter(other)).values())
    if name == "purpose":
        return 2 * common / (len(one) + len(other)) >= 0.5
    return set(one) <= set(other) or set(other) <= set(one)


def score(path: Path, show: int) -> None:
    """Print the scores of one file, and up to `show` sentences whose amounts went wrong."""
    counts: Counter[str] = Counter()
    stated: list[tuple[float, bool]] = []
    cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    wrong = [
        case["text"]
        for case, found in zip(cases, meant(cases), strict=True)
        if not compare(case, found, counts, stated)
    ]
    total = max(1, counts["read"] + counts["labelled"])
    print(f"{path.name}: {len(cases)} sentences, {counts['labelled']} mentions")
    print(f"  span F1 {2 * counts['span'] / total:.3f}, money F1 {2 * counts['money'] / total:.3f}")
    for name in FIELDS:
        print(_line(name, counts[f"{name} right"] / max(1, counts[f"{name} judged"])))
    print(_line("figure_type macro-F1", macro_f1(counts)))
    for name in ROLES:
        precision, recall, f1 = rates(counts[f"{name} right"], counts[f"{name} read"], counts[f"{name} labelled"])
        print(f"{_line(name, f1)}   precision {precision:.3f}, recall {recall:.3f}")
    print(f"  confidence: expected calibration error {calibration_error(stated):.3f}")
    for least, share, right in by_threshold(stated):
        print(f"    {least:.2f} and above: {share:.2f} of mentions, {right:.3f} of them right")
    for text in wrong[:show]:
        print(f"  wrong: {text}")


def _line(name: str, value: float) -> str:
    bar = f" (bar {BARS[name]:.2f})" if name in BARS else ""
    return f"  {name:22}{value:.3f}{bar}"


def meant(cases: list[Case]) -> Iterator[list[Case]]:
    """The mentions of each case as `newsledger parse` gives them."""
    contexts = [context_of(case) for case in cases]
    jobs: list[tuple[str, list[Mention], Any]] = [
        (case["text"], read(case["text"], context), context) for case, context in zip(cases, contexts, strict=True)
    ]
    return (list(as_json(mentions)) for mentions in interpret_many(jobs))


def compare(case: Case, mentions: list[Case], counts: Counter[str], stated: list[tuple[float, bool]]) -> bool:
    """Count one sentence; True where every span, value and currency is right."""
    read_at = {(m["start"], m["end"]): m for m in mentions}
    counts["read"] += len(read_at)
    counts["labelled"] += len(case["mentions"])
    right = len(read_at) == len(case["mentions"])
    for wanted in case["mentions"]:
        found = read_at.get((wanted["start"], wanted["end"]))
        if found is None:
            right = False
            continue
        money = all(same(wanted.get(k), found[k]) for k in VALUE) and wanted["currency"] == found["currency"]
        counts["span"] += 1
        counts["money"] += money
        right = right and money
        stated.append((found["confidence"] or 0.0, money and wanted.get("figure_type") == found["figure_type"]))
        judge(wanted, found, counts)
    return right


def judge(wanted: Case, found: Case, counts: Counter[str]) -> None:
    """Count the fields of one mention."""
    for name in FIELDS:
        if name not in WHERE_STATED or wanted.get(name) is not None or found[name] is not None:
            counts[f"{name} judged"] += 1
            counts[f"{name} right"] += same(wanted.get(name), found[name])
    counts[f"type labelled {wanted.get('figure_type')}"] += 1
    counts[f"type read {found['figure_type']}"] += 1
    counts[f"type right {wanted.get('figure_type')}"] += wanted.get("figure_type") == found["figure_type"]
    for name in ROLES:
        counts[f"{name} labelled"] += wanted.get(name) is not None
        counts[f"{name} read"] += found[name] is not None
        counts[f"{name} right"] += agrees(name, wanted.get(name), found[name])


def rates(right: int, read_: int, labelled: int) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    precision = right / read_ if read_ else float(not labelled)
    recall = right / labelled if labelled else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def macro_f1(counts: Counter[str]) -> float:
    """The mean F1 of the figure types that the labels have."""
    kinds = [name.removeprefix("type labelled ") for name in counts if name.startswith("type labelled ")]
    each = [rates(counts[f"type right {k}"], counts[f"type read {k}"], counts[f"type labelled {k}"])[2] for k in kinds]
    return sum(each) / max(1, len(each))


def main() -> None:
    """Score each file named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--show", type=int, default=0)
    asked = parser.parse_args()
    for path in asked.files:
        score(path, asked.show)


if __name__ == "__main__":
    main()
