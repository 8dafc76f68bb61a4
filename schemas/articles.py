"""articles: one row is one article, cleaned."""

import pyarrow as pa

from schemas import fields
from schemas.column import FLOAT64, INT32, MOMENT, STRING, Column
from schemas.table import Table

ARTICLES = Table(
    name="articles",
    grain="one article: its text apart from captions, credits and other matter around it",
    columns=(
        fields.article_id,
        fields.document_id,
        fields.source,
        fields.url,
        Column(
            "title",
            STRING,
            "the headline; missing where there is none",
            "given by the record or the page, else the text's first line",
        ),
        Column(
            "standfirst",
            STRING,
            "the summary under the headline; missing where there is none",
            "a short paragraph between title and body",
        ),
        Column("byline", STRING, "who wrote it; missing where no author is named", "the author's name without 'By'"),
        Column(
            "dateline",
            STRING,
            "place, and where printed date and agency, that the report was filed from; missing where none is printed",
            "taken from before the body",
        ),
        Column(
            "body",
            STRING,
            "the article's text, paragraphs parted by an empty line",
            "Unicode repaired (ftfy)",
            nullable=False,
        ),
        Column(
            "captions",
            STRING,
            "the captions of pictures, one a line; missing where there are none",
            "taken out of the body",
        ),
        Column(
            "credit",
            STRING,
            "picture credits and the source line, one a line; missing where there are none",
            "taken out of the body",
        ),
        fields.published_at,
        Column(
            "published_basis",
            STRING,
            "what it rests on: given (with document or feed item), json-ld, meta, url, dateline, text or first_seen",
            nullable=False,
            example="given",
        ),
        Column(
            "published_refused",
            STRING,
            "dates that cannot be, and why, one a line; missing where all could be",
            "before 1800, or in the future",
        ),
        Column(
            "updated_at",
            MOMENT,
            "when it was last changed; missing where it never was",
            "as it says, else when another text came",
            unit="UTC",
        ),
        Column(
            "language",
            STRING,
            "ISO 639-1 code of the body's language; missing where the text is too short to tell",
            "py3langid",
            example="en",
        ),
        Column(
            "duplicate_of",
            STRING,
            "article_id of the article that tells the same story and counts for it; missing for an original",
            "the longest, else the earliest, of those alike; see docs/decisions/0007",
        ),
        Column(
            "duplicate_kind",
            STRING,
            "exact: title and body are the original's; near: nearly its words, with no other figures or names; "
            "missing for an original",
            "text_hash, else word shingles, figures and names",
            example="near",
        ),
        Column(
            "duplicate_likeness",
            FLOAT64,
            "how much of the shorter text the longer one holds; missing for an original",
            "share of its runs of four words",
            unit="from 0 to 1",
            example="0.96",
        ),
        Column("text_hash", STRING, "hash of title and body, white space and case folded", nullable=False),
        Column(
            "text_keys",
            pa.binary(),
            "keys by which a later article that is alike is found; nothing to read; "
            "missing where the text is too short",
            "24 bands of MinHash signatures over runs of four words, of the text and of its opening",
        ),
        Column(
            "versions",
            INT32,
            "how many documents have made this article: 1, or more after changes at one URL",
            unit="documents",
            nullable=False,
            example="1",
        ),
        fields.first_seen_at,
    ),
    key=("article_id",),
    owner="article_id",
    dated_by="published_at",
    order=("published_at", "article_id"),
    row_group=512,  # a body has some kilobytes, and several are held when a partition is merged
    beware="Rows with duplicate_of repeat another article: leave them out before counting articles.",
)
