"""Fit the weights of `confidence` on the labelled sentences beside this script, and write them where they are read.

    python -m benchmarks.fit_confidence [--check]

`benchmarks/data/confidence.txt` holds invented sentences, hard ones, with their amounts in brackets, then the figure
type, amount and currency of each. News is plainer: PLAIN sentences, drawn by a fixed seed from the examples of the
lexicon, whose types the rows state, stand beside them. A logistic regression with a ridge penalty is fitted by Newton's
method from zero: the same sentences and the same rules always give the same weights. With `--check` nothing is written:
the printed error is what five folds, each left out in turn, would have shown.
"""

import argparse
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.calibration import calibration_error
from tasks.money.meaning import interpret
from tasks.money.meaning.confidence import probability
from tasks.money.meaning.lexicon import rows
from tasks.money.mention import Context, Mention
from tasks.money.reading import read

DATA = Path(__file__).parent / "data" / "confidence.txt"
WEIGHTS = Path(__file__).parents[1] / "tasks" / "money" / "meaning" / "confidence.csv"
PLAIN = 300
SEED = 4
RIDGE = 1.0
FOLDS = 5
Example = tuple[dict[str, float], bool]


def examples() -> Iterator[Example]:
    """The evidence on each labelled amount, and whether type, amount and currency were all read right."""
    yield from _plain()
    for line in DATA.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            sentence, _, labels = line.rpartition(" | ")
            yield from _of_sentence(sentence, [label.split() for label in labels.split(";")])


def _plain() -> Iterator[Example]:
    told = [row for table in ("nouns", "verbs") for row in rows(table) if row["figure_type"] != "level"]
    for row in random.Random(SEED).sample(told, PLAIN):
        text = re.sub(r"[\[\]]", "", row["example"])
        for one in interpret(text, read(text, Context()), Context())[:1]:
            yield facts_of(one), one.figure_type in row["figure_type"].split("/")


def _of_sentence(sentence: str, labels: Sequence[Sequence[str]]) -> Iterator[Example]:
    text = re.sub(r"[\[\]]", "", sentence)
    starts = [found.start() - 2 * number for number, found in enumerate(re.finditer(r"\[", sentence))]
    meant = {one.start: one for one in interpret(text, read(text, Context()), Context())}
    for start, (kind, amount, currency) in zip(starts, labels, strict=True):
        one = meant.get(start)
        if one is not None:
            right = one.amount is not None and float(one.amount) == float(amount)
            yield facts_of(one), right and (one.figure_type, one.currency) == (kind, currency)


def facts_of(mention: Mention) -> dict[str, float]:
    """The evidence as `why` tells it."""
    line = next(why for why in mention.why if why.startswith("confidence: "))
    facts = line.removeprefix("confidence: ").split(", ")
    return {fact.partition(" ")[0] if fact.startswith("firmness") else fact: _value(fact) for fact in facts}


def _value(fact: str) -> float:
    return float(fact.partition(" ")[2]) if fact.startswith("firmness") else 1.0


def fit(known: Sequence[Example]) -> dict[str, float]:
    """The weight of each fact."""
    names = ["always", *sorted({name for facts, _ in known for name in facts})]
    table = np.array([[1.0 if name == "always" else facts.get(name, 0.0) for name in names] for facts, _ in known])
    right = np.array([float(ok) for _, ok in known])
    penalty = RIDGE * np.eye(len(names))
    penalty[0, 0] = 0.0
    solved = np.zeros(len(names))
    for _ in range(50):
        said = 1 / (1 + np.exp(-table @ solved))
        slope = table.T @ (said - right) + penalty @ solved
        bend = (table * (said * (1 - said))[:, None]).T @ table + penalty
        solved -= np.linalg.solve(bend, slope)
    return {name: round(float(weight), 4) for name, weight in zip(names, solved, strict=True)}


def left_out(known: Sequence[Example]) -> list[tuple[float, bool]]:
    """Each example's probability by weights fitted without its fold."""
    said = []
    for fold in range(FOLDS):
        weights = fit([one for number, one in enumerate(known) if number % FOLDS != fold])
        said += [(probability(facts, weights), ok) for facts, ok in known[fold::FOLDS]]
    return said


def main() -> None:
    """Fit, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing")
    known = list(examples())
    share = sum(ok for _, ok in known) / len(known)
    print(
        f"{len(known)} amounts, {share:.3f} right, calibration error left out {calibration_error(left_out(known)):.3f}"
    )
    if not parser.parse_args().check:
        lines = ["fact,weight", *(f"{fact},{weight}" for fact, weight in fit(known).items())]
        WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
