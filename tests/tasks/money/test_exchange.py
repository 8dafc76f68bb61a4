"""Amounts in dollars and euros by the reference rates of the European Central Bank."""

from datetime import date
from decimal import Decimal

import pytest
from currency_converter import CurrencyConverter
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.money.exchange import ECB, FIXED, convert, fixed_rates, pegs, reference_rates

HUNDRED = Decimal(100)


@pytest.mark.parametrize(
    ("currency", "day", "eur", "usd", "fixed_on", "source"),
    [
        ("GBP", date(2014, 3, 28), "120.89", "166.33", date(2014, 3, 28), ECB),
        ("GBP", date(2014, 3, 30), "120.89", "166.33", date(2014, 3, 28), ECB),
        ("JPY", date(2020, 12, 27), "0.79", "0.96", date(2020, 12, 24), ECB),
        ("USD", date(2014, 3, 28), "72.68", "100", date(2014, 3, 28), ECB),
        ("EUR", date(2014, 3, 28), "100", "137.59", date(2014, 3, 28), ECB),
        ("DEM", date(2001, 5, 5), "51.13", "45.70", date(2001, 5, 4), FIXED),
        ("EEK", date(2010, 3, 1), "6.39", "8.64", date(2010, 3, 1), ECB),
        ("EEK", date(2012, 3, 1), "6.39", "8.51", date(2012, 3, 1), FIXED),
        ("SAR", date(2014, 3, 30), "19.38", "26.67", date(2014, 3, 28), "peg to USD"),
        ("XOF", date(2014, 3, 28), "0.15", "0.21", date(2014, 3, 28), "peg to EUR"),
        ("NPR", date(2014, 3, 28), "0.753", "1.036", date(2014, 3, 28), "peg to INR"),
    ],
    ids=[
        "weekday",
        "weekend",
        "holidays",
        "dollars",
        "euros",
        "replaced",
        "before-the-euro",
        "with-the-euro",
        "dollar-peg",
        "euro-peg",
        "rupee-peg",
    ],
)
def test_an_amount_is_converted(currency: str, day: date, eur: str, usd: str, fixed_on: date, source: str) -> None:
    found = convert(HUNDRED, currency, day)
    assert (found.eur, found.usd) != (None, None)
    assert [abs(value - Decimal(wanted)) < Decimal("0.005") for value, wanted in ((found.eur, eur), (found.usd, usd))
            if value is not None] == [True, True]  # fmt: skip
    assert (found.day, found.source) == (fixed_on, source)


@pytest.mark.parametrize(
    ("amount", "currency", "day", "usd", "eur", "reason"),
    [
        (None, "USD", date(2014, 3, 28), None, None, "no amount"),
        (HUNDRED, None, date(2014, 3, 28), None, None, "no currency"),
        (HUNDRED, "TTD", date(2014, 3, 28), None, None, "no rate for TTD"),
        (HUNDRED, "RUB", date(2023, 1, 2), None, None, "no rate for RUB in the week to 2023-01-02"),
        (HUNDRED, "NPR", date(2005, 3, 28), None, None, "no rate for INR in the week to 2005-03-28"),
        (HUNDRED, "FRF", date(1987, 3, 28), None, None, "no rates before 1999-01-04"),
        (HUNDRED, "USD", date(1987, 3, 28), HUNDRED, None, "no rates before 1999-01-04"),
        (HUNDRED, "EUR", date(1987, 3, 28), None, HUNDRED, "no rates before 1999-01-04"),
    ],
    ids=["vague", "unknown", "not-quoted", "no-longer-quoted", "anchor-not-quoted", "old", "old-dollars", "old-euros"],
)
def test_what_cannot_be_converted_says_why(
    amount: Decimal | None, currency: str | None, day: date, usd: Decimal | None, eur: Decimal | None, reason: str
) -> None:
    found = convert(amount, currency, day)
    assert (found.usd, found.eur, found.source) == (usd, eur, reason)


@settings(deadline=None)
@given(st.sampled_from(["GBP", "JPY", "AUD", "INR", "CHF"]), st.dates(date(2009, 2, 1), date(2024, 12, 31)))
def test_the_package_itself_gives_the_same(currency: str, day: date) -> None:
    found = convert(HUNDRED, currency, day)
    assert found.day is not None
    assert 0 <= (day - found.day).days <= 7
    package = converter().convert(100, currency, "USD", date=found.day)
    assert float(found.usd or 0) == pytest.approx(package)


def converter(made: list[CurrencyConverter] = []) -> CurrencyConverter:  # noqa: B006  # made once for all examples
    if not made:
        made.append(CurrencyConverter())
    return made[0]


def test_a_fixed_rate_is_the_last_quoted_one() -> None:
    """Where the reference rates quoted a currency until the euro replaced it, both agree."""
    table = reference_rates()
    for currency, (rate, since) in fixed_rates().items():
        if currency in table.columns and since > table.days[0]:
            quoted = table.last(currency, date.fromordinal(since.toordinal() - 1)).rate
            assert quoted is None or abs(quoted - rate) <= rate * Decimal("0.001"), currency


def test_every_peg_has_an_anchor_that_is_quoted() -> None:
    table = reference_rates()
    for currency, (anchor, rate, _) in pegs().items():
        assert anchor == "EUR" or anchor in table.columns, currency
        assert currency not in table.columns
        assert rate > 0
