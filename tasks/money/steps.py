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
from tasks.limits import LIMITS, Limits
from tasks.money.meaning import interpret_many
from tasks.money.mention import Context, Mention
from tasks.money.reading import read
from tasks.money.rows import rows

READ = ["article_id", "document_id", "source", "url", "title", "dateline", "body", "published_at"]


def money(folder: Path, homes: Mapping[str, str] | None = None, limits: Limits = LIMITS) -> dict[str, int]:
    """Read the money of every article in the batch; how many mentions there are.

    An article with more of them than the limits allow is refused before they are given a meaning. `homes` names the
    country or currency of outlets, by their name or domain.
    """
    entities: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in batch.read(folder, ENTITIES).to_pylist():
        entities[row["article_id"]].append(row)
    jobs = [(row, _read(row, homes or {})) for row in batch.read(folder, ARTICLES).select(READ).to_pylist()]
    refused = batch.refuse_above(
        folder, "money", {row["document_id"]: len(job[1]) for row, job in jobs}, limits.figures
    )
    jobs = [(row, job) for row, job in jobs if len(job[1]) <= limits.figures]
    meant = interpret_many([job for _, job in jobs])
    found = [
        row
        for (article, _), mentions in zip(jobs, meant, strict=True)
        for row in rows(article, mentions, entities[article["article_id"]])
    ]
    return {"money": batch.write(folder, MONEY, found), "rejects": refused}


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
