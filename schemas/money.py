"""money: one row is one monetary mention."""

from dataclasses import replace

from schemas import fields
from schemas.column import BOOLEAN, FLOAT64, INT32, STRING, Column
from schemas.table import Table


def role(name: str, meaning: str) -> tuple[Column, Column, Column]:
    """The surface of a role and where it stands in articles.body."""
    spot = f"of {name} in articles.body; missing where {name} is, or stands in the title"
    return (
        Column(name, STRING, meaning, "roles of verbs and nouns around the figure"),
        Column(f"{name}_start", INT32, f"beginning {spot}", unit="characters from 0"),
        Column(f"{name}_end", INT32, f"end {spot}", unit="characters from 0"),
    )


MONEY = Table(
    name="money",
    grain="one monetary mention in an article's body",
    columns=(
        Column(
            "mention_id", STRING, "the mention", "article_id and start", nullable=False, example="3f1c9a0be27d4c55-3120"
        ),
        fields.article_id,
        fields.figure_id,
        fields.published_at,
        fields.start,
        fields.end,
        fields.surface,
        Column(
            "sentence",
            STRING,
            "the sentence around it, at most 200 characters on either side; missing in no row of today",
        ),
        fields.amount,
        fields.amount_exact,
        fields.amount_min,
        fields.amount_max,
        fields.currency,
        Column(
            "currency_basis",
            STRING,
            "explicit (said beside the number), context (from the article) or default; missing where currency is",
            example="context",
        ),
        fields.qualifier,
        fields.per,
        fields.horizon_years,
        fields.figure_type,
        fields.status,
        fields.progress,
        Column(
            "ordinal",
            INT32,
            "which of a series: 2 for a second tranche, 0 for another or a further one; "
            "missing where no series is told of",
            "words before the figure",
        ),
        *role("payer", "who gives; missing for what does not move, and where nobody is told"),
        fields.payer_id,
        *role("recipient", "who gets; missing for what does not move, and where nobody is told"),
        fields.recipient_id,
        *role(
            "holder",
            "whose figure it is, for result, stock, price and change; "
            "missing for other types, and where nobody is told",
        ),
        fields.holder_id,
        *role("purpose", "what the money is (for), as the text says it; missing where it does not say"),
        Column(
            "conversion_of",
            STRING,
            "mention_id of the figure that this one converts into another currency; missing for what converts none",
        ),
        Column(
            "part_of",
            STRING,
            "mention_id of the amount that contains this one; missing where no such amount is told of",
            "words between the two, as in: a first $5m of the $20m",
        ),
        Column(
            "revision_of",
            STRING,
            "mention_id of the amount that this one takes the place of; missing where no such amount is told of",
            "words around the two, as in: raised from $5m to $8m",
        ),
        Column(
            "addable",
            BOOLEAN,
            "true where the row may be summed: a flow, not denied, no rate, no conversion, no duplicate",
            "from figure_type, status, per, conversion_of and articles.duplicate_of",
            nullable=False,
            example="True",
        ),
        fields.amount_usd,
        fields.amount_eur,
        Column(
            "fx_rate",
            FLOAT64,
            "units of the currency for one euro; missing where there is no rate",
            "fx_source",
            unit="currency per EUR",
        ),
        fields.fx_date,
        Column(
            "fx_source",
            STRING,
            "where the rate is from (ECB, ECB fixed rate, peg to USD and the like), or why there is none; "
            "missing in no row of today",
            "no rate for X: neither quoted by the ECB nor pegged; no rate for X in the week to a day: quoted, not then",
            example="ECB",
        ),
        Column(
            "confidence",
            FLOAT64,
            "probability that amount, currency and figure_type are all right; missing in no row of today",
            unit="0 to 1",
        ),
    ),
    key=("mention_id",),
    owner="article_id",
    dated_by="published_at",
    order=("article_id", "start"),
    beware="Sum only rows with addable: a total contains the flows that it adds up.",
)

FIGURE_PURPOSE = replace(fields.purpose, made="of the mention that says most")
