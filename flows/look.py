"""Looking into a lake: what the commands that only read have to tell."""

from typing import Any

import pyarrow.compute as pc

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
OF_ENTITIES = ["start", "end", "surface", "label", "name", "entity_id", "country_code"]


def rejected(lake: Lake) -> list[dict[str, Any]]:
    """The refused documents, the latest first."""
    columns = ["first_seen_at", "stage", "reason", "detail", "document"]
    return list(reversed(lake.read("rejects", columns).sort_by("first_seen_at").to_pylist()))


def article_with_marks(lake: Lake, article_id: str) -> dict[str, Any]:
    """The article's row with its entities and money; UnknownName where the lake has no such article."""
    of_article = pc.field("article_id") == article_id
    articles = lake.read("articles", filter=of_article).to_pylist()
    if not articles:
        some = lake.read("articles", ["article_id"])["article_id"].to_pylist()[:3]
        raise UnknownName("article", article_id, [*some, "... (see articles.article_id)"])
    marks = {
        name: lake.read(name, columns, of_article).to_pylist()
        for name, columns in (("entities", OF_ENTITIES), ("money", OF_MONEY))
    }
    return articles[0] | marks


def differences(lake: Lake, first: str, second: str, examples: int) -> list[dict[str, Any]]:
    """What changed between two runs, one line for each example, or for each change without one."""
    return [
        {"table": one.table, "column": one.column, "change": one.change, "rows": one.rows}
        | {"key": key, "before": old, "after": new}
        for one in diff(lake, first, second, examples=examples)
        for key, old, new in one.examples or [(None, None, None)]
    ]
