"""Looking into a lake: what the commands that only read have to tell."""

from typing import Any

import pyarrow.compute as pc

from schemas.errors import UnknownName
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
