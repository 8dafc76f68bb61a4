"""Which currency a mark means: `$` by outlet and country, `francs` by country and date, and what that rests on."""

from functools import lru_cache

from tasks.money.mention import CurrencyBasis
from tasks.money.reading.country import INTERNATIONAL, Surroundings
from tasks.money.reading.figure import Figure
from tasks.money.reading.lexicon import CURRENCIES, FAMILIES, Family

Resolved = tuple[str | None, CurrencyBasis]
_NEVER_BARE = frozenset(("TW", "LR", "ZW", "KY", "BM", "BN", "SB", "EC", "SV", "PR", "PA", "GU", "VI"))
_WIRED = frozenset(("AU", "CA", "NZ", "HK", "SG"))  # dollar countries whose `dlrs` a wire of the 1980s left bare
_DOLLARS = frozenset(("dollar", "cent", "penny"))


@lru_cache(maxsize=4096)
def by_country(unit: str, country: str, date: str) -> str | None:
    """The currency of a family in a country at a date: the mark in DE is DEM; None where the country has none of it.

    >>> by_country("dollar", "AU", ""), by_country("franc", "FR", "1995-05-01"), by_country("franc", "US", "")
    ('AUD', 'FRF', None)
    """
    if country == "CFA":
        return "XOF" if unit in ("franc", "cfafranc") else None
    codes = [c for c in FAMILIES[unit].codes if country in CURRENCIES[c].countries] if unit in FAMILIES else []
    if not codes:
        return None
    if date:
        valid = [c for c in codes if CURRENCIES[c].valid_from <= date <= (CURRENCIES[c].valid_to or "9999")]
        codes = valid or codes
    return max(codes, key=lambda c: (CURRENCIES[c].valid_to or "9999", CURRENCIES[c].valid_from))


@lru_cache(maxsize=1024)
def homes(unit: str) -> frozenset[str]:
    """Every country that has a currency of the family (or the code)."""
    codes = FAMILIES[unit].codes if unit in FAMILIES else (unit,)
    return frozenset(country for code in codes if code in CURRENCIES for country in CURRENCIES[code].countries)


def _default(family: Family, date: str) -> str:
    """The family's default, or at an older date the currency that the default's country had then."""
    home = CURRENCIES[family.default]
    if not date or home.valid_from <= date or not home.countries:
        return family.default
    for code in family.codes:
        row = CURRENCIES[code]
        if home.countries[0] in row.countries and row.valid_from <= date <= (row.valid_to or "9999"):
            return code
    return family.default


def resolve(figure: Figure, near: Surroundings, *, local_dollar: bool = False) -> None:
    """Set the figure's currency and basis; `local_dollar`: US$ stands elsewhere, so a bare $ is another dollar."""
    unit = figure.marker.unit
    if unit in CURRENCIES:
        figure.currency, figure.basis = unit, "explicit"
        return
    if figure.country:
        code = by_country(unit, figure.country, near.date)
        if code is not None:
            figure.currency, figure.basis = code, "explicit"
            figure.rules.append(f"{code}: named beside the figure")
            return
    family = FAMILIES[unit]
    if unit in _DOLLARS:
        figure.currency, figure.basis = _dollar(figure, near, local_dollar=local_dollar)
    elif family.fixed:
        figure.currency, figure.basis = _fixed(figure, family, near)
    else:
        figure.currency, figure.basis = _by_surroundings(figure, family, near)
    figure.rules.append(f"{figure.currency}: {figure.basis}")


def _fixed(figure: Figure, family: Family, near: Surroundings) -> Resolved:
    """A certain word or symbol; only `pounds` in words may be another country's."""
    if figure.marker.unit == "pound" and figure.marker.word:
        named = near.named(figure.start)
        if "GB" not in named and "GB" not in near.ahead:
            others = {c for c in named | near.ahead.keys() if c not in ("GB", "US")} & homes("pound") - {
                "IE",
                "CY",
                "MT",
                "IL",
            }
            if len(others) == 1:
                return by_country("pound", others.pop(), near.date), "context"
    return _default(family, near.date), "explicit"


def _by_surroundings(figure: Figure, family: Family, near: Surroundings) -> Resolved:
    unit, place = figure.marker.unit, figure.start
    candidates = homes(unit)
    named = near.named(place) & candidates
    if len(named) == 1:
        return by_country(unit, named.pop(), near.date), "explicit"
    for pool in (near.local(place), near.ahead.keys(), {near.outlet}, near.whole.keys()):
        there = set(pool) & candidates
        if there:
            home = CURRENCIES[family.default].countries
            best = max(there, key=lambda c: (near.whole.get(c, 0) + 2 * near.ahead.get(c, 0), c in home, c))
            return by_country(unit, best, near.date), "context"
    return _default(family, near.date), "explicit" if unit == "yensign" else "context"


def _dollar(figure: Figure, near: Surroundings, *, local_dollar: bool) -> Resolved:
    """A bare dollar or cent: by the sentence's figures and countries, the outlet, and the rest of the article."""
    place, outlet = figure.start, near.outlet
    unit = figure.marker.unit
    if unit == "penny" and near.speaks_of(place, frozenset(("GB",))) and outlet != "US":
        return "GBP", "explicit"
    local, ahead = near.local(place), near.ahead.keys()
    spoken = {c for c in local | set(ahead) if c == "US" or (by_country(unit, c, near.date) and c not in _NEVER_BARE)}
    if unit != "dollar" and "US" not in spoken and "EA" not in spoken and spoken and spoken <= homes("euro"):
        return "EUR", "context"
    spoken = {c for c in spoken if c == "US" or c in homes("dollar") or (unit == "cent" and c in ("ZA", "KE"))}
    if outlet and outlet not in (INTERNATIONAL, "US") and (own := by_country(unit, outlet, near.date)) is not None:
        foreign = "US" in spoken and outlet not in spoken and not local_dollar
        return ("USD", "context") if foreign else (own, "context")
    if outlet == "US":
        return "USD", "context"
    if local_dollar:
        spoken.discard("US")
    wire = figure.marker.text in ("dlrs", "dlr") and len(spoken) == 1 and spoken <= _WIRED
    if outlet and not wire:
        return "USD", _wire_basis(near, local | set(ahead), spoken)
    return _by_countries(figure, near, spoken, local)


def _wire_basis(near: Surroundings, nearby: set[str], spoken: set[str]) -> CurrencyBasis:
    """A wire's $ rests on its context where the matter is American: the US alone named, or no country at all."""
    if spoken == {"US"}:
        return "context"
    if spoken or nearby - {"US", "XCRYPTO"}:
        return "default"
    if near.outlet != INTERNATIONAL or "bbc" in near.context.source.lower() or near.context.source == "masakhanews-eng":
        return "default"
    elsewhere = {c: n for c, n in near.whole.items() if c != "XCRYPTO"}
    return "context" if not elsewhere or max(elsewhere, key=lambda c: elsewhere[c]) == "US" else "default"


def _by_countries(figure: Figure, near: Surroundings, spoken: set[str], local: set[str]) -> Resolved:
    """No outlet to go by: the only dollar country spoken of, else the one the article names most."""
    unit = figure.marker.unit
    if len(spoken) > 1 and len(spoken & local) == 1:
        spoken = spoken & local
    if len(spoken) == 1:
        code = by_country(unit, next(iter(spoken)), near.date) or "USD"
        return code, "context"
    if not spoken:
        weights = {c: n for c, n in near.whole.items() if c == "US" or (c in homes("dollar") and c not in _NEVER_BARE)}
        best = max(weights, key=lambda c: weights[c], default="")
        if best and weights[best] >= 2 and weights[best] * 2 > sum(weights.values()):
            return by_country(unit, best, near.date) or "USD", "context"
    return "USD", "default"
