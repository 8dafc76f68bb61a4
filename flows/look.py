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


def status_of(lake: Lake, *, recovered: int | None) -> dict[str, Any]:
    """Where the lake is, how large, rows by table, and its last run."""
    runs = lake.read("runs").to_pylist()
    last = max(runs, key=lambda row: row["started_at"], default=None)
    told: dict[str, Any] = {
        "lake": str(lake.root),
        "partition": lake.partition,
        "publishes": lake.sequence,
        "bytes": lake.size(),
    }
    if recovered is not None:
        told["recovered"] = recovered
    told |= {f"{table} rows": rows for table, rows in lake.counts().items()}
    if last is not None:
        names = ("run_id", "started_at", "seconds", "documents", "known", "raw", "articles", "rejects", "engine")
        told |= {f"last run {name}": last[name] for name in names}
    return told


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
