"""figures: one row is one real-world figure, however often it is printed."""

from dataclasses import replace

from schemas import fields
from schemas.column import INT32, MOMENT, STRING, Column
from schemas.money import FIGURE_PURPOSE
from schemas.table import Table

FIGURES = Table(
    name="figures",
    grain="one real-world figure, with all its mentions across articles",
    columns=(
        fields.figure_id,
        fields.amount,
        fields.amount_min,
        fields.amount_max,
        fields.currency,
        fields.figure_type,
        replace(fields.status, made="of the latest mention"),
        fields.payer_id,
        fields.recipient_id,
        fields.holder_id,
        FIGURE_PURPOSE,
        Column("first_seen", MOMENT, "publication of the earliest mention", unit="UTC", nullable=False),
        Column("last_seen", MOMENT, "publication of the latest mention", unit="UTC", nullable=False),
        Column("n_mentions", INT32, "mentions in all", unit="mentions", nullable=False),
        Column("n_articles", INT32, "articles that hold it, duplicates left out", unit="articles", nullable=False),
        Column("n_outlets", INT32, "outlets that printed it, duplicates left out", unit="outlets", nullable=False),
        Column("part_of", STRING, "figure_id of the total that contains it"),
        Column("superseded_by", STRING, "figure_id of the revision that replaces it"),
    ),
    key=("figure_id",),
    owner="figure_id",
    dated_by="first_seen",
    order=("first_seen", "figure_id"),
    beware="Sum flows only; add totals to nothing.",
)
