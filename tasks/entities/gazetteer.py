"""Places by name: countries, first-level regions, cities and landmarks, with their other English names."""

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from tasks.entities import lexicon
from tasks.entities.spelling import fold, slug

Kind = Literal["country", "region", "city", "landmark"]


_FAME = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """One place. `weight` is how likely its bare name means it, before any context: the logarithm of its size."""

    name: str
    kind: Kind
    label: str
    country: str | None
    geonames_id: int | None
    weight: float
    region: str = ""
    capital: bool = False
    fame: float = 0.0  # the logarithm of the number of names that languages have for it
    known: bool = False  # of the short lists: a country, a landmark, a part of the world that needs no context

    @property
    def entity_id(self) -> str:
        """country:<ISO code>, place:<GeoNames id>, or place:<country>-<name> where GeoNames gives none."""
        if self.kind == "country":
            return f"country:{self.country}"
        if self.geonames_id is not None:
            return f"place:{self.geonames_id}"
        return f"place:{self.country.lower()}-{slug(self.name)}" if self.country else f"place:{slug(self.name)}"


@cache
def places() -> dict[str, tuple[Place, ...]]:
    """Every place by each of its folded names, the likeliest first."""
    table: dict[str, list[Place]] = defaultdict(list)
    for place in (*_countries(), *_regions(), *_cities(), *_landmarks()):
        table[fold(place.name)].append(place)
    for row in lexicon.rows("aliases"):
        _add_alias(table, row)
    return {name: tuple(sorted(found, key=lambda place: -place.weight - place.fame)) for name, found in table.items()}


@cache
def country_names() -> dict[str, str]:
    """ISO code to the country's name."""
    return {place.country: place.name for place in _countries() if place.country}


@cache
def alpha3() -> dict[str, str]:
    """ISO 3166-1 alpha-2 code to alpha-3."""
    return {row["code"]: row["alpha3"] for row in lexicon.rows("countries")}


def _countries() -> list[Place]:
    return [
        Place(
            row["name"],
            "country",
            "GPE",
            row["code"],
            int(row["geonames_id"]),
            2.0 + math.log10(max(1, int(row["thousands"]))),
            known=True,
        )
        for row in lexicon.rows("countries")
    ]


def _regions() -> list[Place]:
    return [
        Place(
            row["name"],
            "region",
            "GPE",
            row["country"],
            int(row["geonames_id"]) if row["geonames_id"] else None,
            3.8 if row["country"] == "US" else 2.4,
            row["code"],
        )
        for row in lexicon.rows("regions")
    ]


def _cities() -> list[Place]:
    return [
        Place(
            row["name"],
            "city",
            "GPE",
            row["country"],
            int(row["geonames_id"]),
            math.log10(max(1, int(row["thousands"]))) + (1.0 if row["capital"] else 0.0),
            row["region"],
            bool(row["capital"]),
            _FAME * math.log10(1 + int(row["names"])),
        )
        for row in lexicon.rows("cities")
    ]


def _landmarks() -> list[Place]:
    return [
        Place(
            row["name"],
            "region" if row["label"] == "GPE" else "landmark",
            row["label"],
            row["country"] or None,
            None,
            5.0,
            known=True,
        )
        for row in lexicon.rows("landmarks")
    ]


def _add_alias(table: dict[str, list[Place]], row: dict[str, str]) -> None:
    alias, name, country, kind = row["alias"], row["name"], row["country"], row["kind"]
    if kind == "country":
        name = country_names()[country]
    namesakes = table[fold(name)]
    meant = [place for place in namesakes if place.country == country and place.kind == kind][:1]
    if not meant or alias == name:  # a part of a state that stands in no table ("Scotland")
        meant = [Place(name, "region", "GPE", country, None, 5.0, known=True)]
    for place in meant:
        if row["preferred"]:
            table[fold(name)].remove(place)
            place = replace(place, name=alias)
            table[fold(name)].append(place)
        table[fold(alias)].append(place)
