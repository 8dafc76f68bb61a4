"""How figures stand to each other: parts to wholes, figures to their revisions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tasks.figures.link import Figure


def tie(rows: Sequence[dict[str, Any]], figures: Sequence[Figure]) -> None:
    """Fill part_of and superseded_by of the figures' rows, and take out of addable what is told elsewhere.

    A part is not addable where the whole is a flow that is: the programme or its instalments, never both. What a
    revision replaces is not addable.
    """
    figure_of = {mention.mention_id: figure.figure_id for figure in figures for mention in figure.mentions}
    known = {row["figure_id"]: row for row in rows}
    for row in rows:
        row["part_of"] = row["superseded_by"] = None
    wholes = [pointed(figure, "part_of", figure_of) for figure in figures]
    for row, figure, whole in zip(rows, figures, wholes, strict=True):
        row["part_of"] = next(iter(whole), None)
        for replaced in pointed(figure, "revision_of", figure_of)[:1]:
            known[replaced]["superseded_by"] = known[replaced]["superseded_by"] or row["figure_id"]
    for row in rows:
        row["addable"] = row["addable"] and row["superseded_by"] is None
    addable = {row["figure_id"] for row in rows if row["addable"]}
    for row, whole in zip(rows, wholes, strict=True):
        row["addable"] = row["addable"] and addable.isdisjoint(whole)


def pointed(figure: Figure, name: str, figure_of: Mapping[str, str]) -> list[str]:
    """The other figures that mentions of this one point at, what most point at first; of equals by the alphabet."""
    counts = Counter(figure_of.get(mention.row[name] or "") for mention in figure.mentions)
    targets = [target for target in counts if target is not None and target != figure.figure_id]
    return sorted(targets, key=lambda target: (-counts[target], target))
