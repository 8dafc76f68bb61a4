"""articles: one row is one article, cleaned."""

from schemas import fields
from schemas.column import INT32, MOMENT, STRING, Column
from schemas.table import Table

ARTICLES = Table(
    name="articles",
    grain="one article: its text apart from captions, credits and other matter around it",
    columns=(
        fields.article_id,
        fields.document_id,
        fields.source,
        fields.url,
        Column("title", STRING, "the headline", "given by the record or the page, else the text's first line"),
        Column("standfirst", STRING, "the summary under the headline", "a short paragraph between title and body"),
        Column("byline", STRING, "who wrote it", "the author's name without 'By'"),
        Column(
            "dateline",
            STRING,
            "place, and where printed date and agency, that the report was filed from",
            "taken from before the body",
        ),
        Column(
            "body",
            STRING,
            "the article's text, paragraphs parted by an empty line",
            "Unicode repaired (ftfy)",
            nullable=False,
        ),
        Column("captions", STRING, "the captions of pictures, one a line", "taken out of the body"),
        Column("credit", STRING, "picture credits and the source line, one a line", "taken out of the body"),
        fields.published_at,
        Column(
            "published_basis",
            STRING,
            "what published_at rests on: given (with the document), metadata (of the page), text or first_seen",
            nullable=False,
            example="given",
        ),
        Column("updated_at", MOMENT, "when the article says it was last changed", "metadata", unit="UTC"),
        Column("language", STRING, "ISO 639-1 code of the body's language", "py3langid", example="en"),
        Column(
            "duplicate_of",
            STRING,
            "article_id of the first article seen with the same text; missing for an original",
            "same title and body after folding white space and case",
        ),
        Column("text_hash", STRING, "hash of title and body, white space and case folded", nullable=False),
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
    beware="Rows with duplicate_of repeat another article: leave them out before counting articles.",
)
