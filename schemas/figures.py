"""figures: one row is one real-world figure, however often it is printed."""

from dataclasses import replace

from schemas import fields
from schemas.column import BOOLEAN, FLOAT64, INT32, MOMENT, STRING, Column
from schemas.money import FIGURE_PURPOSE
from schemas.table import Table

MOST_SAID = "of its mentions, what most articles say"
BEST = "what most articles say, a rounded number counting for each finer one that it may stand for"


def counted(name: str, meaning: str, unit: str) -> Column:
    """A number of things."""
    return Column(name, INT32, meaning, unit=unit, nullable=False)


FIGURES = Table(
    name="figures",
    grain="one real-world figure, with all its mentions across articles",
    columns=(
        fields.figure_id,
        replace(fields.amount, made=BEST),
        replace(fields.amount_min, made="the narrowest bounds said"),
        replace(fields.amount_max, made="the narrowest bounds said"),
        replace(fields.currency, made="that of the original amount, never of a conversion"),
        replace(fields.qualifier, made="of the mention that the amount is taken from"),
        fields.per,
        fields.horizon_years,
        fields.figure_type,
        replace(fields.status, made="as of the latest change in history"),
        fields.progress,
        Column(
            "history",
            STRING,
            "the steps that it went through, as JSON: [{date, progress, article_id}], the earliest first; "
            "missing for what is no flow",
            "by day, what most articles of the day say, where it is a step forward or a cancellation",
        ),
        *(
            Column(name, STRING, f"name of the {name}, as printed; missing where nobody is told", MOST_SAID)
            for name in ("payer", "recipient")
        ),
        fields.payer_id,
        fields.recipient_id,
        Column("holder", STRING, "name of the holder, as printed; missing where nobody is told", MOST_SAID),
        fields.holder_id,
        FIGURE_PURPOSE,
        Column("first_seen", MOMENT, "publication of the earliest mention", unit="UTC", nullable=False),
        Column("last_seen", MOMENT, "publication of the latest mention", unit="UTC", nullable=False),
        counted("n_mentions", "mentions in all", "mentions"),
        counted("n_articles", "articles that hold it, duplicates left out", "articles"),
        counted("n_outlets", "outlets that printed it, duplicates left out", "outlets"),
        Column(
            "said_min",
            FLOAT64,
            "the lowest number said of it, conversions converted back; missing for a vague figure",
            unit="currency",
        ),
        Column(
            "said_max",
            FLOAT64,
            "the highest number said of it, conversions converted back; missing for a vague figure",
            unit="currency",
        ),
        replace(
            fields.amount_usd,
            meaning="amount in US dollars at the date of its mention; missing where amount is, or a rate",
        ),
        replace(
            fields.amount_eur, meaning="amount in euros at the date of its mention; missing where amount is, or a rate"
        ),
        Column(
            "part_of",
            STRING,
            "figure_id of the total or the programme that contains it; missing where no article tells of one",
        ),
        Column(
            "superseded_by", STRING, "figure_id of the revision that replaces it; missing where no article tells of one"
        ),
        Column(
            "addable",
            BOOLEAN,
            "true where the figure may be summed: an addable flow, not cancelled, not replaced, in no other flow",
            "from money.addable, progress, superseded_by and part_of",
            nullable=False,
            example="True",
        ),
    ),
    key=("figure_id",),
    owner="figure_id",
    dated_by="first_seen",
    order=("first_seen", "figure_id"),
    beware="Sum only rows with addable: a total contains the flows that it adds up.",
)
