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
    for row, figure in zip(rows, figures, strict=True):
        row["part_of"] = pointed(figure, "part_of", figure_of)
        replaced = pointed(figure, "revision_of", figure_of)
        if replaced is not None and known[replaced]["superseded_by"] is None:
            known[replaced]["superseded_by"] = row["figure_id"]
    for row in rows:
        row["addable"] = row["addable"] and row["superseded_by"] is None
    addable = {row["figure_id"] for row in rows if row["addable"]}
    for row in rows:
        row["addable"] = row["addable"] and row["part_of"] not in addable


def pointed(figure: Figure, name: str, figure_of: Mapping[str, str]) -> str | None:
    """The other figure that most mentions of this one point at; of equals the first in the alphabet."""
    counts = Counter(figure_of.get(mention.row[name] or "") for mention in figure.mentions)
    targets = [target for target in counts if target is not None and target != figure.figure_id]
    return min(targets, key=lambda target: (-counts[target], target), default=None)
