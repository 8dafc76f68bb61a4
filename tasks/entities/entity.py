"""The values that the parts of the entities stage hand on."""

from dataclasses import dataclass

LABELS = ("PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT", "PRODUCT", "LAW", "WORK_OF_ART")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text with a label; `label_model` is None where the model saw nothing."""

    start: int
    end: int
    surface: str
    label: str
    label_model: str | None


@dataclass(frozen=True, slots=True)
class Entity:
    """One mention of a named thing: `text[start:end] == surface`, `label` is one of LABELS."""

    start: int
    end: int
    surface: str
    label: str
    label_model: str | None
    name: str
    entity_id: str
    country_code: str | None = None
    geonames_id: int | None = None
