"""The clean step: a batch's raw documents into articles."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from schemas.articles import ARTICLES
from schemas.raw import RAW
from schemas.rejects import REJECTS
from tasks import batch
from tasks.clean import article
from tasks.clean.boundary import guarded
from tasks.clean.draft import Refusal
from tasks.limits import LIMITS, Limits

STAGE = "clean"


def clean(folder: Path, run_id: str, limits: Limits = LIMITS) -> dict[str, int]:
    """Write the batch's articles, and a reject for each document that is none; how many of each."""
    # Its own rejects, from a time it was killed before, do not count: they are found again.
    refused = {row["document_id"] for row in batch.read(folder, REJECTS).to_pylist() if row["stage"] != STAGE}
    articles, rejects = [], []
    for document in batch.read(folder, RAW).to_pylist():
        if document["document_id"] in refused:
            continue
        outcome = guarded(article.clean, document, limits)
        if isinstance(outcome, Refusal):
            rejects.append(_reject(document, outcome) | {"run_id": run_id})
        else:
            articles.append(outcome)
    written = batch.write(folder, ARTICLES, articles)
    batch.add(folder, REJECTS, rejects)
    return {"articles": written, "rejects": len(rejects)}


def _reject(document: Mapping[str, Any], refusal: Refusal) -> dict[str, Any]:
    return {
        "document_id": document["document_id"],
        "article_id": document["article_id"],
        "stage": STAGE,
        "reason": refusal.reason,
        "detail": refusal.detail,
        "source": document["source"],
        "document": document["locator"],
        "first_seen_at": document["first_seen_at"],
    }
