"""Accuracy of reading money on labelled sentences: span, value with currency, and each field of a mention.

    python -m benchmarks.accuracy_money LABELLED.jsonl [...] [--show N]

Each line is a JSON object with "text", where known "title", "before", "source", "published", and "mentions":
objects with start, end, amount, amount_min, amount_max, currency, currency_basis, qualifier, per, horizon_years. A
mention counts as found when a read one has the same span; `per` and `horizon_years` are judged where either gives one.
"""

import argparse
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from tasks.money.parse import parse_record

VALUE = ("amount", "amount_min", "amount_max")
FIELDS = ("currency_basis", "qualifier", "per", "horizon_years")


def same(one: Any, other: Any) -> bool:
    """Whether two values agree, numbers as numbers."""
    if one is None or other is None:
        return one is other
    try:
        return Decimal(str(one)) == Decimal(str(other))
    except ArithmeticError:
        return str(one).lower().rstrip("s") == str(other).lower().rstrip("s")


def compare(case: dict[str, Any], counts: Counter[str]) -> bool:
    """Count one sentence; True where every span, value and currency is right."""
    read = {(m["start"], m["end"]): m for m in parse_record(case, "money")["mentions"]}
    counts["read"] += len(read)
    counts["labelled"] += len(case["mentions"])
    right = len(read) == len(case["mentions"])
    for wanted in case["mentions"]:
        found = read.get((wanted["start"], wanted["end"]))
        if found is None:
            right = False
            continue
        money = all(same(wanted.get(k), found[k]) for k in VALUE) and wanted["currency"] == found["currency"]
        counts["span"] += 1
        counts["money"] += money
        right = right and money
        for name in FIELDS:
            if name in FIELDS[:2] or wanted.get(name) is not None or found[name] is not None:
                counts[f"{name} judged"] += 1
                counts[f"{name} right"] += same(wanted.get(name), found[name])
    return right


def score(path: Path, show: int) -> None:
    """Print the scores of one file, and up to `show` sentences that went wrong."""
    counts: Counter[str] = Counter()
    cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    wrong = [case["text"] for case in cases if not compare(case, counts)]
    total = max(1, counts["read"] + counts["labelled"])
    print(f"{path.name}: {len(cases)} sentences, {counts['labelled']} mentions")
    print(f"  span F1 {2 * counts['span'] / total:.3f}, money F1 {2 * counts['money'] / total:.3f}")
    for name in FIELDS:
        print(f"  {name} {counts[f'{name} right']}/{counts[f'{name} judged']}")
    for text in wrong[:show]:
        print(f"  wrong: {text}")


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
