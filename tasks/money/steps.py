"""The money stage as a step: a batch's articles and entities in, its money rows out."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from schemas.articles import ARTICLES
from schemas.entities import ENTITIES
from schemas.money import MONEY
from tasks import batch
from tasks.money.meaning import interpret_many
from tasks.money.mention import Context, Mention
from tasks.money.reading import read
from tasks.money.rows import rows

READ = ["article_id", "source", "url", "title", "dateline", "body", "published_at"]


def money(folder: Path, homes: Mapping[str, str] | None = None) -> dict[str, int]:
    """Read the money of every article in the batch; how many mentions there are.

    `homes` names the country or currency of outlets, by their name or domain.
    """
    entities: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in batch.read(folder, ENTITIES).to_pylist():
        entities[row["article_id"]].append(row)
    articles = batch.read(folder, ARTICLES).select(READ).to_pylist()
    meant = interpret_many([_read(article, homes or {}) for article in articles])
    found = [
        row
        for article, mentions in zip(articles, meant, strict=True)
        for row in rows(article, mentions, entities[article["article_id"]])
    ]
    return {"money": batch.write(folder, MONEY, found)}


def _read(article: Mapping[str, Any], homes: Mapping[str, str]) -> tuple[str, list[Mention], Context]:
    context = replace(context_of(article), home=homes.get(article["source"] or "", ""))
    # A dateline tells which dollar is meant, but the place a report was filed from is no party to what it tells.
    return article["body"], read(article["body"], context), replace(context, before="")


def context_of(article: Mapping[str, Any]) -> Context:
    """What is known around an article's body."""
    return Context(
        title=article["title"] or "",
        before=article["dateline"] or "",
        source=article["source"] or "",
        url=article["url"] or "",
        published=article["published_at"].date(),
    )
