"""The course of a flow: proposed, pledged, paid, cancelled, and when.

What most articles of a day say is the day's stage; of equals the farther. It is a step where it goes farther than the
stage before. What was cancelled may be taken up again; what was pledged is not made less so by an article that still
calls it a proposal.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from tasks.figures.mention import Mention

RANKS = {"proposed": 1, "pledged": 2, "paid": 3, "cancelled": 4}


def course(mentions: Sequence[Mention]) -> list[dict[str, Any]]:
    """The steps in their order: date, stage, and the first article of that day that tells; none for what is no flow."""
    days: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.row["stage"] is not None:
            days[mention.when.date().isoformat()].append(mention)
    steps: list[dict[str, Any]] = []
    for day, told in days.items():
        stage = of_day(told)
        if not steps or follows(stage, steps[-1]["stage"]):
            teller = next(mention for mention in told if mention.row["stage"] == stage)
            steps.append({"date": day, "stage": stage, "article_id": teller.row["article_id"]})
    return steps


def of_day(mentions: Sequence[Mention]) -> str:
    """The stage that most articles tell of."""
    counts = Counter(stage for _, stage in {(mention.story, str(mention.row["stage"])) for mention in mentions})
    return max(counts, key=lambda stage: (counts[stage], RANKS[stage]))


def follows(stage: str, before: str) -> bool:
    """Whether one stage is a step from another."""
    if before == "cancelled":
        return stage in ("pledged", "paid")
    return RANKS[stage] > RANKS[before]
