"""The ingest step: documents into a batch."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from schemas.raw import RAW
from schemas.rejects import REJECTS
from schemas.visits import VISITS
from tasks import batch
from tasks.ingest.document import Document
from tasks.ingest.fetch.visits import Visit

STAGE = "ingest"


def ingest(
    folder: Path,
    documents: Sequence[Document],
    run_id: str,
    visits: Sequence[Visit] = (),
    visited_at: datetime | None = None,
) -> dict[str, int]:
    """Write the documents into the batch as raw, and those with a refusal as rejects too; how many of each.

    Beside them stand the addresses whose last document is in this batch or one before.
    """
    batch.write(folder, VISITS, [asdict(visit) | {"visited_at": visited_at} for visit in visits])
    raw = batch.write(folder, RAW, [_raw(document) | {"run_id": run_id} for document in documents])
    refused = [_reject(document) | {"run_id": run_id} for document in documents if document.refusal is not None]
    batch.add(folder, REJECTS, refused)
    return {"raw": raw, "rejects": len(refused)}


def _raw(document: Document) -> dict[str, Any]:
    return {field.name: getattr(document, field.name) for field in fields(document) if field.name != "refusal"}


def _reject(document: Document) -> dict[str, Any]:
    if document.refusal is None:
        raise ValueError(f"{document.locator} was not refused")
    return {
        "document_id": document.document_id,
        "article_id": document.article_id,
        "stage": STAGE,
        "reason": document.refusal.reason,
        "detail": document.refusal.detail,
        "source": document.source,
        "document": document.locator,
        "first_seen_at": document.first_seen_at,
    }
