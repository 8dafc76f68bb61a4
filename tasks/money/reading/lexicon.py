"""The words of money, read once from `lexicon/en/*.csv`: what a symbol, code, scale, number word or qualifier means.

Each table is a plain mapping. A row that cannot be read raises `ValueError` naming the file and the line.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from typing import NamedTuple, TypeVar

LANGUAGE = "en"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Marker:
    """What a symbol, code or word says of the currency: an ISO code or a family of currencies, times `factor`.

    `guard` names the test that a risky marker has to pass (see `guard.py`), `scale` is 1000000 for `MUSD`.
    """

    text: str
    unit: str
    factor: Decimal = Decimal(1)
    guard: str = ""
    side: str = "both"
    scale: Decimal = Decimal(1)
    word: bool = False


@dataclass(frozen=True, slots=True)
class Currency:
    """One row of ISO 4217, with where and when it was money. Dates are ISO text, empty where open."""

    code: str
    unit: str
    countries: tuple[str, ...]
    valid_from: str
    valid_to: str
    minor: str
    guard: str


class Family(NamedTuple):
    """A word shared by several currencies: its currencies, the default, and whether that is certain."""

    default: str
    fixed: bool
    codes: tuple[str, ...]


class Scale(NamedTuple):
    """`bn`: 1000000000; `kind` is word, letter (only beside digits) or indian (only with a rupee)."""

    factor: Decimal
    kind: str


class Signal(NamedTuple):
    """A name that speaks for a country: `kind` is country, demonym, place, party or topic."""

    country: str
    kind: str


def rows(name: str, build: Callable[[dict[str, str]], T]) -> Iterator[T]:
    """Each row of one lexicon, built; a bad row is a `ValueError` that names file and line."""
    path = files("tasks.money.reading") / "lexicon" / LANGUAGE / f"{name}.csv"
    with path.open(encoding="utf-8") as lines:
        reader = csv.DictReader(lines)
        for row in reader:
            try:
                yield build(row)
            except (KeyError, InvalidOperation, AttributeError) as wrong:
                raise ValueError(f"{path}, line {reader.line_num}: cannot read {row}: {wrong!r}") from wrong


def _currencies() -> dict[str, Currency]:
    built = rows(
        "currencies",
        lambda r: Currency(
            r["code"], r["unit"], tuple(r["countries"].split()), r["valid_from"], r["valid_to"], r["minor"], r["guard"]
        ),
    )
    return {currency.code: currency for currency in built}


def _families() -> dict[str, Family]:
    listed = {
        family: (default, fixed == "yes", members.split())
        for family, default, fixed, members in rows(
            "families", lambda r: (r["family"], r["default"], r["fixed"], r["members"])
        )
    }
    by_unit: dict[str, list[str]] = {}
    by_minor: dict[str, list[str]] = {}
    for currency in CURRENCIES.values():
        by_unit.setdefault(currency.unit, []).append(currency.code)
        by_minor.setdefault(currency.minor, []).append(currency.code)
    families = {}
    for name, (default, fixed, members) in listed.items():
        codes = [code for member in members or [name] for code in by_unit.get(member, [member])]
        families[name] = Family(default, fixed, tuple(c for c in codes if c in CURRENCIES) or (default,))
    for unit, codes in by_unit.items():
        newest = max(codes, key=lambda code: (not CURRENCIES[code].valid_to, CURRENCIES[code].valid_from))
        families.setdefault(unit, Family(newest, True, tuple(codes)))
    return families


def _words() -> dict[str, Marker]:
    built = rows(
        "currency_words",
        lambda r: Marker(r["word"], r["unit"], Decimal(r["factor"]), r["guard"], word=True),
    )
    return {marker.text: marker for marker in built}


def _symbols() -> dict[str, Marker]:
    built = rows("symbols", lambda r: Marker(r["symbol"], r["unit"], Decimal(r["factor"]), r["guard"], r["side"]))
    table = {marker.text: marker for marker in built}
    for text, marker in list(table.items()):
        letters = text.rstrip("$")
        if letters != text and (len(letters) > 1 or letters == "C"):
            table.setdefault(text.lower(), marker)
    return table


def _codes() -> dict[str, Marker]:
    """ISO codes as printed, in lower case too where that is no word, and with a scale before them (MUSD, kEUR)."""
    table = {}
    for code, currency in CURRENCIES.items():
        guarded = "code" if currency.guard == "guarded" else ""
        table[code] = Marker(code, code, guard=guarded)
        if not guarded and code not in UPPER_ONLY:
            table[code.lower()] = Marker(code, code)
        if not currency.valid_to and not guarded:
            for letter, factor in (("M", 1_000_000), ("m", 1_000_000), ("k", 1000), ("K", 1000), ("T", 1000)):
                table.setdefault(letter + code, Marker(letter + code, code, scale=Decimal(factor)))
    return table


def word_list(name: str) -> frozenset[str]:
    """The words of one row of word_lists.csv: small sets that a rule asks for by name."""
    return _WORD_LISTS[name]


_WORD_LISTS = dict(rows("word_lists", lambda r: (r["name"], frozenset(r["words"].split()))))
UPPER_ONLY = frozenset(row for row in rows("upper_only", lambda r: r["code"]))
CURRENCIES = _currencies()
FAMILIES = _families()
WORDS = _words()
SYMBOLS = _symbols()
CODES = _codes()
SCALES = {w: Scale(Decimal(f), k) for w, f, k in rows("scales", lambda r: (r["word"], r["factor"], r["kind"]))}
NUMBER_WORDS = {w: (Decimal(v), k) for w, v, k in rows("number_words", lambda r: (r["word"], r["value"], r["kind"]))}
SIGNALS = {p: Signal(c, k) for p, c, k in rows("signals", lambda r: (r["phrase"], r["country"], r["kind"]))}
OUTLETS = dict(rows("outlets", lambda r: (r["outlet"], r["country"])))
ADJECTIVES = dict(rows("currency_adjectives", lambda r: (r["phrase"], r["country"])))
UNITS = {w: (u, k) for w, u, k in rows("units", lambda r: (r["word"], r["unit"], r["kind"]))}
QUALIFIERS = list(rows("qualifiers", lambda r: (r["phrase"], r["side"], r["effect"])))
NOT_MONEY = list(rows("not_money", lambda r: (r["phrase"], r["where"])))
