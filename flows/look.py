"""Looking into a lake: what the commands that only read have to tell."""

import json
from typing import Any

import pyarrow.compute as pc

from flows.selection import span
from schemas.errors import UnknownName
from tasks.lake.diff import diff
from tasks.lake.lake import Lake

OF_MONEY = [
    "start",
    "end",
    "surface",
    "amount",
    "amount_min",
    "amount_max",
    "currency",
    "qualifier",
    "per",
    "figure_type",
    "status",
    "payer",
    "recipient",
    "holder",
    "purpose",
]
OF_FIGURES = [
    *("figure_id", "amount", "amount_min", "amount_max", "currency", "per", "figure_type", "status", "progress"),
    *("payer", "payer_id", "recipient", "recipient_id", "holder", "holder_id", "purpose", "first_seen", "last_seen"),
    *("n_mentions", "n_articles", "n_outlets", "said_min", "said_max", "amount_usd", "amount_eur"),
    *("part_of", "superseded_by", "addable", "history"),
]
SHOWN = ("amount", "currency", "figure_type", "progress", "payer", "recipient", "purpose", "first_seen", "n_outlets")
OF_ENTITIES = ["start", "end", "surface", "label", "name", "entity_id", "country_code"]


def article_with_marks(lake: Lake, article_id: str) -> dict[str, Any]:
    """The article's row with its entities and money; UnknownName where the lake has no such article."""
    of_article = pc.field("article_id") == article_id
    dates = lake.read("articles", ["published_at"], of_article)["published_at"].to_pylist()
    articles, *marks = (  # of its date alone, for a lake's texts take long to read
        lake.read(name, columns, of_article, dates=dates).to_pylist()
        for name, columns in (("articles", None), ("entities", OF_ENTITIES), ("money", OF_MONEY))
    )
    if not articles:
        some = lake.read("articles", ["article_id"])["article_id"].to_pylist()[:3]
        raise UnknownName("article", article_id, [*some, "... (see articles.article_id)"])
    return articles[0] | dict(zip(("entities", "money"), marks, strict=True))


def differences(lake: Lake, first: str, second: str, examples: int) -> list[dict[str, Any]]:
    """What changed between two runs, one line for each example, or for each change without one."""
    return [
        {"table": one.table, "column": one.column, "change": one.change, "rows": one.rows}
        | {"key": key, "before": old, "after": new}
        for one in diff(lake, first, second, examples=examples)
        for key, old, new in one.examples or [(None, None, None)]
    ]


def figures(
    lake: Lake, *, payer: str | None, recipient: str | None, since: str | None, until: str | None
) -> list[dict[str, Any]]:
    """The figures of a payer and a recipient (ids or names), first seen between two dates; the earliest first.

    `since` and `until` are a year, month or day, both inclusive; BadInput where they are not.
    """
    for name, date in (("since", since), ("until", until)):
        span(name, date)
    rows = (
        lake.read("figures", OF_FIGURES).sort_by([("first_seen", "ascending"), ("figure_id", "ascending")]).to_pylist()
    )
    return [
        row | {"history": json.loads(row["history"] or "[]")}
        for row in rows
        if fills(row, "payer", payer) and fills(row, "recipient", recipient) and within(row, since, until)
    ]


def fills(row: dict[str, Any], role: str, asked: str | None) -> bool:
    """Whether the figure's party in that role has that id or name; true where nobody is asked for."""
    named = {(row[name] or "").casefold() for name in (role, f"{role}_id")}
    return asked is None or asked.casefold() in named


def within(row: dict[str, Any], since: str | None, until: str | None) -> bool:
    """Whether the figure was first seen between the dates."""
    seen = row["first_seen"].isoformat()
    return (since is None or seen[: len(since)] >= since) and (until is None or seen[: len(until)] <= until)


def shown(figure: dict[str, Any]) -> dict[str, Any]:
    """What a table on the screen has room for."""
    told = {name: figure[name] for name in SHOWN}
    bounds = (figure["amount_min"], figure["amount_max"])
    known = bounds if figure["amount"] is None else (figure["amount"],)
    amount = " to ".join(f"{bound:,.15g}" for bound in known if bound is not None)
    return told | {"amount": amount, "first_seen": f"{figure['first_seen']:%Y-%m-%d}"}
