"""Names every mention for good: its canonical name, a stable id, its country."""

from collections import Counter
from collections.abc import Sequence

from tasks.entities import gazetteer, lexicon, organisations, people, places
from tasks.entities.entity import Entity, Span
from tasks.entities.spelling import fold, slug, without_article

_PLACES = frozenset({"GPE", "LOC", "FAC"})


def named(text: str, spans: Sequence[Span]) -> list[Entity]:
    """The spans of one article as entities.

    Ids: `country:<ISO>` a country, `nation:<ISO>` its people, `place:<GeoNames id>` a place, else the label's family
    and the slug of the canonical name, so that the same name has the same id in every run and on every machine.
    """
    around = places.surroundings(span for span in spans if span.label in ("GPE", "LOC", "NORP"))
    persons = people.canonical([span.surface for span in spans if span.label == "PERSON"])
    groups = [span for span in spans if span.label == "ORG"]
    short = organisations.acronyms(text, [(span.end, span.surface) for span in groups])
    firms = organisations.canonical([span.surface for span in groups], short)
    return [_named(text, span, around, persons, firms) for span in spans]


def _named(text: str, span: Span, around: Counter[str], persons: dict[str, str], firms: dict[str, str]) -> Entity:
    if span.label == "PERSON":
        name = persons[span.surface]
        return _entity(span, name, f"person:{slug(' '.join(people.words(name)))}")
    if span.label == "ORG":
        name = firms[span.surface]
        return _entity(span, name, f"org:{slug(name)}")
    if span.label == "NORP":
        return _group(span)
    if span.label in _PLACES:
        return _place(text, span, around)
    name = without_article(span.surface)
    return _entity(span, name, f"{span.label.lower().replace('_', '-')}:{slug(name)}")


def _group(span: Span) -> Entity:
    name = without_article(span.surface)
    country = lexicon.nationalities().get(fold(name))
    if country:
        return _entity(span, gazetteer.country_names().get(country, name), f"nation:{country}", country)
    return _entity(span, name, f"group:{slug(name)}")


def _place(text: str, span: Span, around: Counter[str]) -> Entity:
    place = places.resolve(text, span, around)
    if place is not None and (span.label != "FAC" or place.kind == "landmark"):
        return _entity(span, place.name, place.entity_id, place.country, place.geonames_id)
    name = without_article(span.surface)
    family = "fac" if span.label == "FAC" else "place"
    return _entity(span, name, f"{family}:{slug(name)}", places.country_in(name, around))


def _entity(
    span: Span, name: str, entity_id: str, country_code: str | None = None, geonames_id: int | None = None
) -> Entity:
    clean = " ".join(name.split())
    return Entity(
        span.start, span.end, span.surface, span.label, span.label_model, clean, entity_id, country_code, geonames_id
    )
