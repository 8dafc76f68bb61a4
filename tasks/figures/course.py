"""The course of a flow: proposed, pledged, paid, cancelled, and when.

What most articles of a day say is the day's progress; of equals the farther. It is a step where it goes farther than
the step before. What was cancelled may be taken up again; what was pledged is not made less so by an article that still
calls it a proposal.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from tasks.figures.mention import Mention

RANKS = {"proposed": 1, "pledged": 2, "paid": 3, "cancelled": 4}


def course(mentions: Sequence[Mention]) -> list[dict[str, Any]]:
    """The steps in order: date, progress, and the first article of that day that tells; none for what is no flow."""
    days: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.row["progress"] is not None:
            days[mention.when.date().isoformat()].append(mention)
    steps: list[dict[str, Any]] = []
    for day, told in days.items():
        progress = of_day(told)
        if not steps or follows(progress, steps[-1]["progress"]):
            teller = next(mention for mention in told if mention.row["progress"] == progress)
            steps.append({"date": day, "progress": progress, "article_id": teller.row["article_id"]})
    return steps


def of_day(mentions: Sequence[Mention]) -> str:
    """The progress that most articles tell of."""
    counts = Counter(
        progress for _, progress in {(mention.story, str(mention.row["progress"])) for mention in mentions}
    )
    return max(counts, key=lambda progress: (counts[progress], RANKS[progress]))


def follows(progress: str, before: str) -> bool:
    """Whether one progress is a step from another."""
    if before == "cancelled":
        return progress in ("pledged", "paid")
    return RANKS[progress] > RANKS[before]
