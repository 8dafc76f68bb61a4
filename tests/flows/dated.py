"""Articles of which only the date matters."""

from datetime import UTC, datetime

from schemas.articles import ARTICLES

BEGIN = datetime(2004, 1, 1, tzinfo=UTC)


def article(number: int, published: datetime) -> dict[str, object]:
    """An article with what an article needs."""
    given: dict[str, object] = {"article_id": f"{number:016x}", "document_id": f"{number}", "published_at": published}
    needed = {column.name: "-" for column in ARTICLES.columns if not column.nullable and str(column.type) == "string"}
    return needed | {"versions": 1, "first_seen_at": BEGIN, "text_hash": f"{number:032x}"} | given
