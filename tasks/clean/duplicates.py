"""The same story twice: articles whose text has been seen before, marked with the article they repeat."""

from collections.abc import Mapping

import pyarrow as pa

from schemas.articles import ARTICLES
from tasks.batch import with_column


def mark(articles: pa.Table, first_by_text: Mapping[str, str]) -> pa.Table:
    """The articles with `duplicate_of` set where an earlier one has the same text.

    `first_by_text` maps text_hash to the article_id that had the text first, as far as the lake knows; among the
    articles given, an earlier row counts as earlier.
    """
    first = dict(first_by_text)
    marks = []
    for article in articles.select(["article_id", "text_hash"]).to_pylist():
        original = first.setdefault(article["text_hash"], article["article_id"])
        marks.append(None if original == article["article_id"] else original)
    return with_column(articles, ARTICLES, "duplicate_of", pa.array(marks, pa.string()))
