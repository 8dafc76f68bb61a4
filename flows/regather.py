"""Batches that were made again, brought together with what the lake holds of them now, under the writer's lock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from flows.publish import LIGHT, Gathered, reading
from schemas.articles import ARTICLES
from schemas.rejects import REJECTS
from tasks import batch
from tasks.batch import values, with_column
from tasks.clean import duplicates
from tasks.lake.ids import Ids
from tasks.lake.known import KnownTexts
from tasks.lake.lake import Lake

OF_ARTICLES = ["article_id", "document_id", "versions", "first_seen_at", "published_at"]
OF_RAW = ["document_id", "article_id", "run_id"]
Standing = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Regathered:
    """What replaces the lake's rows, and the articles that are `left` because all their documents are needed."""

    gathered: Gathered
    left: frozenset[str]


def regather(batches: Sequence[Path], known: KnownTexts, lake: Lake, *, whole: bool) -> Regathered:
    """The batches' rows in place of the lake's; articles of which the lake has a newer document by now are left alone.

    `whole`: the batches hold all documents of their articles, so that versions are counted anew.
    """
    rows = batch.gather(batches, Ids().among, LIGHT | {"raw": OF_RAW})
    cleaned = bool(rows["raw"].num_rows)
    given = rows["raw"] if cleaned else rows["articles"]
    documents = set(values(given, "document_id"))
    standing = _standing(lake, values(given, "article_id"))
    refused = set(values(rows["rejects"], "document_id"))
    newer = {one for one, row in standing.items() if row["document_id"] not in documents}
    left = {one for one, row in standing.items() if row["document_id"] in refused and row["versions"] > 1 and not whole}
    rows = {name: _without(table, newer | left) for name, table in rows.items()}
    standing = {one: row for one, row in standing.items() if one not in newer | left}
    articles = _counted_anew(rows["articles"], batches) if whole else _carried_on(rows["articles"], standing)
    articles, remarked = _marked(articles, standing, known, lake) if cleaned else (articles, articles.slice(0, 0))
    rejects = _as_first_read(rows["rejects"], rows["raw"])
    rows |= {"raw": rows["raw"].slice(0, 0), "rejects": rejects, "articles": articles}
    replaced = {one: row["published_at"] for one, row in standing.items()}
    retried = _retried(lake, documents - set(values(given.filter(_among(given, newer | left)), "document_id")))
    read = reading(batches, Ids())
    return Regathered(Gathered(rows, replaced, remarked, read, retried), frozenset(left))


def _standing(lake: Lake, articles: Iterable[str]) -> Standing:
    rows = lake.read("articles", OF_ARTICLES, pc.field("article_id").isin(pa.array(sorted(set(articles)), pa.string())))
    return {row["article_id"]: row for row in rows.to_pylist()}


def _among(rows: pa.Table, articles: set[str]) -> Any:
    return pc.is_in(rows["article_id"], pa.array(sorted(articles), pa.string()))


def _without(rows: pa.Table, articles: set[str]) -> pa.Table:
    return rows.filter(pc.invert(_among(rows, articles)))


def _carried_on(articles: pa.Table, standing: Standing) -> pa.Table:
    """Articles with the count of versions and the first sight that the lake knows."""
    for name in ("versions", "first_seen_at"):
        pairs = zip(values(articles, "article_id"), values(articles, name), strict=True)
        kept = [standing[one][name] if one in standing else value for one, value in pairs]
        articles = with_column(articles, ARTICLES, name, pa.array(kept, ARTICLES.column(name).type))
    return articles


def _counted_anew(articles: pa.Table, batches: Sequence[Path]) -> pa.Table:
    """Articles with the first sight of the earliest document that became one."""
    seen = pa.concat_tables([batch.read(one, ARTICLES).select(["article_id", "first_seen_at"]) for one in batches])
    first = seen.group_by("article_id").aggregate([("first_seen_at", "min")])
    earliest = dict(zip(values(first, "article_id"), values(first, "first_seen_at_min"), strict=True))
    column = pa.array([earliest[one] for one in values(articles, "article_id")], ARTICLES.column("first_seen_at").type)
    return with_column(articles, ARTICLES, "first_seen_at", column)


def _marked(articles: pa.Table, standing: Standing, known: KnownTexts, lake: Lake) -> tuple[pa.Table, pa.Table]:
    """The articles with duplicates marked, and the lake's articles that are marked otherwise because of them."""
    bereft = known.repeating(standing.keys())
    gone = standing.keys() - set(values(articles, "article_id"))
    known.forget(gone)
    known.alike.add(articles)
    return duplicates.mark(articles, bereft - gone, known.alike.of, lambda wanted: known.fetch(lake, wanted))


def _as_first_read(rejects: pa.Table, raw: pa.Table) -> pa.Table:
    """Rejects under the run that read the document, which trying again does not change."""
    run_of = dict(zip(values(raw, "document_id"), values(raw, "run_id"), strict=True))
    runs = [run_of[document] for document in values(rejects, "document_id")]
    return with_column(rejects, REJECTS, "run_id", pa.array(runs, pa.string()))


def _retried(lake: Lake, documents: Iterable[str]) -> dict[str, Any]:
    among = pc.field("document_id").isin(pa.array(sorted(documents), pa.string()))
    rows = lake.read("rejects", ["document_id", "first_seen_at"], among).to_pylist()
    return {row["document_id"]: row["first_seen_at"] for row in rows}
