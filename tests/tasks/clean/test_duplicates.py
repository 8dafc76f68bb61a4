"""The same story twice."""

from datetime import UTC, datetime

from schemas.articles import ARTICLES
from schemas.conform import conform
from tasks.clean.duplicates import mark

NOW = datetime(2024, 5, 1, tzinfo=UTC)


def test_a_repeat_names_the_first_that_had_the_text() -> None:
    rows = [
        {
            "article_id": article_id,
            "document_id": "d",
            "body": text,
            "published_at": NOW,
            "published_basis": "given",
            "text_hash": text,
            "versions": 1,
            "first_seen_at": NOW,
        }
        for article_id, text in (("a", "one"), ("b", "two"), ("c", "one"), ("d", "three"), ("e", "three"))
    ]
    marked = mark(conform(rows, ARTICLES), {"three": "z", "two": "b"})
    assert marked["duplicate_of"].to_pylist() == [None, None, "a", "z", "z"]
    assert marked.schema.equals(ARTICLES.schema, check_metadata=True)
