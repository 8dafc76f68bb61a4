"""How figures stand to each other: parts to wholes, figures to their revisions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tasks.figures.mention import Mention


def tie(rows: Sequence[dict[str, Any]], figures: Sequence[Sequence[Mention]], figure_of: Mapping[str, str]) -> None:
    """Fill part_of and superseded_by of the figures' rows, and take out of addable what is told elsewhere.

    `figures` are their mentions, and `figure_of` says to which figure each belongs, by mention_id.

    A part is not addable where the whole is a flow that is: the programme or its instalments, never both. What a
    revision replaces is not addable.
    """
    known = {row["figure_id"]: row for row in rows}
    for row in rows:
        row["part_of"] = row["superseded_by"] = None
    named = [(row["figure_id"], figure) for row, figure in zip(rows, figures, strict=True)]
    wholes = [pointed(*one, "part_of", figure_of) for one in named]
    for row, one, whole in zip(rows, named, wholes, strict=True):
        row["part_of"] = next(iter(whole), None)
        for replaced in pointed(*one, "revision_of", figure_of)[:1]:
            known[replaced]["superseded_by"] = known[replaced]["superseded_by"] or row["figure_id"]
    for row in rows:
        row["addable"] = row["addable"] and row["superseded_by"] is None
    addable = {row["figure_id"] for row in rows if row["addable"]}
    for row, whole in zip(rows, wholes, strict=True):
        row["addable"] = row["addable"] and addable.isdisjoint(whole)


def pointed(own: str, figure: Sequence[Mention], name: str, figure_of: Mapping[str, str]) -> list[str]:
    """The other figures that mentions of the `own` one point at; what most point at first, then by the alphabet."""
    counts = Counter(figure_of.get(mention.row[name] or "") for mention in figure)
    targets = [target for target in counts if target is not None and target != own]
    return sorted(targets, key=lambda target: (-counts[target], target))
