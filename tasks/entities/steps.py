"""The entities stage: a batch's articles in, its entities out; and the same for records that come one a line."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from schemas.articles import ARTICLES
from schemas.entities import ENTITIES
from tasks import batch
from tasks.entities import gazetteer
from tasks.entities.entity import Entity
from tasks.entities.mentions import stream
from tasks.language.model import DEFAULT
from tasks.limits import LIMITS, Limits

_SHOWN = ("start", "end", "surface", "label", "name", "entity_id", "country_code")


def entities(folder: Path, model: str = DEFAULT, repair: bool = True, limits: Limits = LIMITS) -> dict[str, int]:
    """Write the batch's entities from its articles; how many articles and entities there are.

    An article with more of them than the limits allow is refused.

    Raises MissingModel where that language model is not installed or not the pinned one.
    """
    columns = batch.read(folder, ARTICLES).select(["article_id", "document_id", "published_at", "body"])
    articles = columns.to_pylist()
    found = stream((article["body"] for article in articles), model=model, repair=repair)
    named = list(zip(articles, found, strict=True))
    rows = [row(article, entity) for article, mentions in named for entity in mentions]
    written = batch.write(folder, ENTITIES, rows)
    counts = {article["document_id"]: len(mentions) for article, mentions in named}
    refused = batch.refuse_above(folder, "entities", counts, limits.entities)
    return {"articles": len(articles) - refused, "entities": written, "rejects": refused}


def row(article: Mapping[str, Any], entity: Entity) -> dict[str, Any]:
    """The entity as a row of the table `entities`."""
    return {
        "article_id": article["article_id"],
        "published_at": article["published_at"],
        "label_model": entity.label_model,
        "geonames_id": entity.geonames_id,
        "country_alpha3": gazetteer.alpha3().get(entity.country_code or ""),
        **{key: getattr(entity, key) for key in _SHOWN},
    }


def entities_record(record: Mapping[str, Any], model: str = DEFAULT, *, repair: bool = True) -> dict[str, Any]:
    """The answer to one record {"id", "text"}: {"id", "entities": [...]}, offsets in characters of its text."""
    return next(entities_records([record], model, repair=repair))


def entities_records(
    records: Iterable[Mapping[str, Any]], model: str = DEFAULT, *, repair: bool = True
) -> Iterator[dict[str, Any]]:
    """The answers to many records, in their order, read as they come; dates, times, numbers and amounts among them."""
    waiting: list[Any] = []

    def texts() -> Iterator[str]:
        for record in records:
            waiting.append(record.get("id"))
            yield str(record.get("text") or "")

    for mentions in stream(texts(), model=model, repair=repair, values=True):
        shown = [{key: getattr(entity, key) for key in _SHOWN} for entity in mentions]
        yield {"id": waiting.pop(0), "entities": shown}
