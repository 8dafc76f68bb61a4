"""Which place a name means in its article: by its size, the countries the article speaks of, the name that follows."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from tasks.entities import gazetteer, lexicon
from tasks.entities.entity import Span
from tasks.entities.gazetteer import Place
from tasks.entities.spelling import fold, without_article

_MOST_CONTEXT = 2.0
_AREAS = ("country", "region")
_BEFORE_COMMA = re.compile(r"((?:[A-Z][\w.'’-]* ){0,2}[A-Z][\w.'’-]*),\s{1,2}$")
_AFTER_COMMA = re.compile(r",\s{1,2}((?:[A-Z][\w.'’-]*)(?: [A-Z][\w.'’-]*){0,2})")


def candidates(name: str) -> tuple[Place, ...]:
    """The places of that name, the likeliest first. Names that are capitals only (US, UK) are found only in capitals.

    >>> [place.country for place in candidates("the US")], candidates("us")
    (['US'], ())
    """
    bare = without_article(name)
    known = gazetteer.places()
    found = known.get(fold(bare)) or known.get(fold(name)) or ()
    short = len(bare.replace(".", "")) <= 3 and "." not in bare
    return () if not found or bare.islower() or (short and not bare.isupper()) else found


def surroundings(spans: Iterable[Span]) -> Counter[str]:
    """How often the article names each country, itself or by its people, and, for half, by a place in it."""
    countries: Counter[str] = Counter()
    for span in spans:
        nation = lexicon.nationalities().get(fold(span.surface))
        found = candidates(span.surface)
        if nation:
            countries[nation] += 2
        elif found and found[0].kind == "country" and len(found) == 1:
            countries[found[0].country or ""] += 2
        elif found and found[0].kind != "country":
            countries[found[0].country or ""] += 1
    return countries


def resolve(text: str, span: Span, around: Counter[str]) -> Place | None:
    """The place that span means, or None where the gazetteer has none of that name."""
    found = candidates(span.surface)
    outer = within(text, span.end) if found else ()
    if outer and not any(_lies_in(place, outer) for place in found):
        if _begins_a_list(found[0], outer):
            return max(found, key=lambda place: _likelihood(place, around, ()))
        return Place(without_article(span.surface), "city", "GPE", outer[0].country, None, 0.0)
    return max(found, key=lambda place: _likelihood(place, around, outer), default=None)


def _begins_a_list(best: Place, outer: Sequence[Place]) -> bool:
    """Whether the comma parts two places ("Poland, Lithuania and Norway") and does not say where the first lies."""
    return best.kind == "country" or (best.capital and outer[0].kind == "country")


def follows_its_city(text: str, start: int, country: str | None) -> bool:
    """Whether a place of that country and a comma stand before ("Amman, Jordan")."""
    before = _BEFORE_COMMA.search(text, max(0, start - 50), start)
    words = before[1].split() if before else []
    names = (" ".join(words[at:]) for at in range(len(words)))
    return any(place.country == country for name in names for place in candidates(name))


def country_in(surface: str, around: Counter[str]) -> str | None:
    """The country of the one place whose name stands inside a longer name ("Minsk airport"), or None."""
    words = surface.split()
    for size in range(min(3, len(words)), 0, -1):
        for at in range(len(words) - size + 1):
            part = " ".join(words[at : at + size]).strip(",.").removesuffix("'s").removesuffix("’s")
            found = candidates(part)
            if found and (found[0].weight >= 2.0 or found[0].country in around):
                return max(found, key=lambda place: _likelihood(place, around, ())).country
    return None


def _likelihood(place: Place, around: Counter[str], outside: Sequence[Place]) -> float:
    context = min(_MOST_CONTEXT, math.log2(1 + around[place.country or ""]))
    return place.weight + place.fame + context + (10.0 if _lies_in(place, outside) else 0.0)


def _lies_in(place: Place, outside: Sequence[Place]) -> bool:
    return any(place.country == outer.country and outer.region in ("", place.region) for outer in outside)


def within(text: str, end: int) -> Sequence[Place]:
    """The countries or regions of the name after the comma that follows ("Paris, Texas"), or nothing."""
    match = _AFTER_COMMA.match(text, end)
    words = match[1].split() if match else []
    for size in range(len(words), 0, -1):
        name = " ".join(words[:size])
        outer = [place for place in candidates(name) or candidates(name.rstrip(".")) if place.kind in _AREAS]
        if outer:
            return outer
    return ()
