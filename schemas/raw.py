"""raw: one row is one document as it arrived."""

import pyarrow as pa

from schemas import fields
from schemas.column import STRING, Column
from schemas.table import Table

RAW = Table(
    name="raw",
    grain="one document as it arrived, byte for byte",
    columns=(
        fields.document_id,
        fields.article_id,
        fields.source,
        fields.url,
        Column(
            "locator",
            STRING,
            "where it came from: file path or address, '!' and member of an archive, '#' and number in a file of many",
            nullable=False,
            example="news.zip!2022-10.jsonl#14",
        ),
        Column(
            "format",
            STRING,
            "the format of the file that held it: text, html, jsonl, warc, feed...",
            "told by the content, not by the file's name",
            nullable=False,
            example="warc",
        ),
        Column(
            "media_type",
            STRING,
            "text/plain, text/html, application/json, text/uri-list (a link) or application/octet-stream",
            "told by the content, not by the file's name",
            nullable=False,
            example="text/html",
        ),
        Column("content", pa.binary(), "the bytes", nullable=False),
        Column(
            "published_given",
            STRING,
            "the publication date given on the command line; missing where none was given",
            "--published",
        ),
        fields.first_seen_at,
        fields.run_id,
    ),
    key=("document_id",),
    owner="document_id",
    dated_by="first_seen_at",
    order=(),
    append_only=True,
    beware="Large, and partitioned by the day of arrival: all other tables can be made again from it.",
)
