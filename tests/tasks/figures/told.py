"""Invented mentions, and a lake of them in memory."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from tasks.figures.evidence import WINDOW
from tasks.figures.mention import Mention
from tasks.figures.update import Update, update

DAY = datetime(2024, 3, 1, tzinfo=UTC)
numbers = count()
Rows = dict[str, dict[str, Any]]


def days(number: int) -> dict[str, Any]:
    """Published so many days after the first day."""
    return {"published_at": DAY + timedelta(days=number)}


PLAIN: dict[str, Any] = {
    **{name: None for role in ("payer", "recipient", "holder") for name in (role, f"{role}_id")},
    **dict.fromkeys(["source", "title", "amount_min", "amount_max", "per", "horizon_years", "ordinal", "purpose"]),
    **dict.fromkeys(["conversion_of", "part_of", "revision_of", "amount_usd", "amount_eur"]),
    "published_basis": "given",
    "figure_id": "none yet",
    "published_at": DAY,
    "surface": "$5.25m",
    "amount": 5.25e6,
    "currency": "USD",
    "qualifier": "exact",
    "figure_type": "flow",
    "status": "planned",
    "progress": "pledged",
    "addable": True,
}


def mention(**said: Any) -> dict[str, Any]:
    """A mention of $5.25m, in an article of its own unless said otherwise."""
    number = next(numbers)
    article_id = said.get("article_id", f"article{number:06d}")
    own = {
        "article_id": article_id,
        "story": article_id,
        "start": 0,
        "mention_id": f"{article_id}-{number}",
        "sentence": f"s{number}",
    }
    row = PLAIN | own | said
    return row if row["currency"] != "USD" else row | {"amount_usd": row["amount"]}


def keys(one: Mention) -> set[tuple[Any, ...]]:
    """What the blocks are told by in which the mention stands."""
    return {(one.kind(), rung, token) for rung in one.rungs for token in one.tokens()}


class InMemory:
    """Standing mentions as the lake gives them: all that may be asked for, and more where that is allowed."""

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        self.rows = list(rows)

    def alike(self, mentions: Collection[Mention]) -> list[dict[str, Any]]:
        near = [mention.when for mention in mentions]
        return [row for row in self.rows if any(abs(row["published_at"] - when) <= WINDOW for when in near)]

    def whole(self, mentions: Collection[Mention]) -> list[dict[str, Any]]:
        figures = {mention.row["figure_id"] for mention in mentions}
        return [row for row in self.rows if row["figure_id"] in figures]

    def tied(self, mentions: Collection[Mention]) -> list[dict[str, Any]]:
        articles = {mention.row["article_id"] for mention in mentions}
        return [row for row in self.rows if row["article_id"] in articles]


class Ledger:
    """A lake in memory, fed in parts: money by mention_id, figures by figure_id."""

    def __init__(self) -> None:
        self.money: Rows = {}
        self.figures: Rows = {}

    def publish(self, new: Iterable[dict[str, Any]], *, gone: Collection[str] = ()) -> Update:
        """Take in new mentions, in place of those of the articles that are gone."""
        leaving = [row for row in self.money.values() if row["article_id"] in gone]
        for row in leaving:
            del self.money[row["mention_id"]]
        new = list(new)
        result = update(new, leaving, InMemory(self.money.values()))
        for row in [*new, *(mention.row for mention in result.moved)]:
            self.money[row["mention_id"]] = {**row, "figure_id": result.figure_of[row["mention_id"]]}
        for figure_id in result.replaced:
            self.figures.pop(figure_id, None)
        self.figures |= {row["figure_id"]: row for row in result.figures}
        return result

    @property
    def state(self) -> tuple[dict[str, str], Rows]:
        """Which figure each mention is of, and the figures."""
        return {name: row["figure_id"] for name, row in self.money.items()}, self.figures


def figures_of(*mentions: dict[str, Any]) -> list[dict[str, Any]]:
    """The figures of these mentions, the earliest first."""
    ledger = Ledger()
    ledger.publish(mentions)
    return sorted(ledger.figures.values(), key=lambda row: (row["first_seen"], row["figure_id"]))
