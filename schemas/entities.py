"""entities: one row is one mention of a person, organisation, place or other named thing."""

from schemas import fields
from schemas.column import INT32, STRING, Column
from schemas.table import Table

ENTITIES = Table(
    name="entities",
    grain="one mention of a person, organisation, place or other named thing in an article's body",
    columns=(
        fields.article_id,
        fields.published_at,
        fields.start,
        fields.end,
        fields.surface,
        Column(
            "label",
            STRING,
            "PERSON, ORG, GPE, LOC, NORP, FAC, EVENT, PRODUCT, LAW or WORK_OF_ART",
            "the model's label, repaired by the gazetteer",
            nullable=False,
            example="GPE",
        ),
        Column(
            "label_model",
            STRING,
            "the label as the language model gave it; missing where it gave none",
            "spaCy",
            example="PERSON",
        ),
        Column(
            "name",
            STRING,
            "the canonical name",
            "possessive and title trimmed, joined within the article",
            nullable=False,
            example="Kyiv",
        ),
        Column(
            "entity_id",
            STRING,
            "stable id of the thing named",
            "label family and normalised name",
            nullable=False,
            example="place:kyiv",
        ),
        Column(
            "country_code",
            STRING,
            "ISO 3166-1 alpha-2 code of a place's or nationality's country; "
            "missing for all else, and for places not known",
            "gazetteer of countries, demonyms and cities",
            example="UA",
        ),
        Column(
            "country_alpha3",
            STRING,
            "the same country's ISO 3166-1 alpha-3 code; missing where country_code is",
            "gazetteer of countries",
            example="UKR",
        ),
        Column(
            "geonames_id",
            INT32,
            "GeoNames id of a place; missing for what is no place, and for places not known",
            "gazetteer",
            example="703448",
        ),
    ),
    key=("article_id", "start"),
    owner="article_id",
    dated_by="published_at",
    order=("article_id", "start"),
    row_group=65_536,  # there are fifty for each article
)
