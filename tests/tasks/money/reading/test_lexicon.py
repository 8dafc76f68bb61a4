"""Every row of every lexicon does what its example says; ISO 4217 is complete."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from babel.core import get_global
from babel.numbers import list_currencies

from tasks.money.reading import lexicon, read
from tasks.money.reading.country import countries, outlet_country

FOLDER = Path(lexicon.__file__).parent / "lexicon" / lexicon.LANGUAGE
VALUED = [
    "currencies",
    "currency_words",
    "symbols",
    "families",
    "scales",
    "number_words",
    "upper_only",
    "currency_adjectives",
    "word_lists",
]
# Accounting units that no news prints: funds codes, metals, tests, indexation units.
NOT_PRINTED = frozenset(
    [
        "XAG",
        "XAU",
        "XPD",
        "XPT",
        "XTS",
        "XSU",
        "XUA",
        "USN",
        "UYI",
        "UYW",
        "COU",
        "CLF",
        "MXV",
        "BOV",
        "CHE",
        "CHW",
        "XFU",
    ]
)


def rows(*names: str) -> list[object]:
    return list(_rows(*names))


def _rows(*names: str) -> Iterator[object]:
    for name in names:
        with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            for n, row in enumerate(csv.DictReader(lines), 2):
                yield pytest.param(row, id=f"{name}:{n}:{next(iter(row.values()))}")


def value(text: str) -> str:
    found = read(text)
    if not found:
        return ""
    first = found[0]
    numbers = [n for n in (first.amount, first.amount_min, first.amount_max) if n is not None]
    return f"{'-'.join(format(n.normalize(), 'f') for n in numbers)} {first.currency}"


@pytest.mark.parametrize("row", rows(*VALUED))
def test_valued_rows_read_as_expected(row: dict[str, str]) -> None:
    assert value(row["example"]) == row["expected"]


@pytest.mark.parametrize("row", rows("not_money"))
def test_names_are_not_money(row: dict[str, str]) -> None:
    assert read(row["example"]) == []


@pytest.mark.parametrize("row", rows("qualifiers"))
def test_qualifiers_take_effect(row: dict[str, str]) -> None:
    assert [m.qualifier for m in read(row["example"])] == [row["expected"]]


@pytest.mark.parametrize("row", rows("units"))
def test_units_are_rates(row: dict[str, str]) -> None:
    assert [m.per for m in read(row["example"])] == [row["expected"]]


@pytest.mark.parametrize("row", rows("signals"))
def test_signals_speak_for_their_country(row: dict[str, str]) -> None:
    assert row["expected"] in countries(row["example"])


@pytest.mark.parametrize("row", rows("outlets"))
def test_outlets_have_a_country(row: dict[str, str]) -> None:
    assert outlet_country(row["example"]) == row["expected"]


def test_every_lexicon_is_tested() -> None:
    tested = {*VALUED, "not_money", "qualifiers", "units", "signals", "outlets"}
    assert {path.stem for path in FOLDER.glob("*.csv")} == tested


def test_iso_4217_is_complete() -> None:
    current = {
        code
        for uses in get_global("territory_currencies").values()
        for code, _, end, tender in uses
        if tender and not end
    }
    assert current - NOT_PRINTED <= lexicon.CURRENCIES.keys()
    historic = {"DEM", "FRF", "ITL", "ESP", "NLG", "BEF", "IEP", "FIM", "GRD", "PTE", "ATS", "SUR", "ZWD", "VEF", "HRK"}
    assert historic <= lexicon.CURRENCIES.keys()
    assert lexicon.CURRENCIES.keys() - list_currencies() == {
        "ETH",
        "XRP",
        "LTC",
        "DOGE",
        "USDT",
        "USDC",
        "BCH",
        "ADA",
        "SOL",
        "BNB",
        "XMR",
        "BTC",
    }


@pytest.mark.parametrize("code", sorted(code for code, row in lexicon.CURRENCIES.items() if not row.guard))
def test_every_code_is_read_before_and_behind_a_number(code: str) -> None:
    for text in (f"It raised {code} 12.5m.", f"It raised {code}12.5m.", f"It raised 12.5m {code}."):
        assert [(m.amount, m.currency, m.currency_basis) for m in read(text)] == [(Decimal(12500000), code, "explicit")]


def test_a_bad_row_names_file_and_line() -> None:
    with pytest.raises(ValueError, match=r"currencies\.csv, line 2"):
        list(lexicon.rows("currencies", lambda row: row["no such column"]))
