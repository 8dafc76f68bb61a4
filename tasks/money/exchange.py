"""What an amount was worth in US dollars and in euros on a day, by the European Central Bank's reference rates."""

import csv
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from zipfile import ZipFile

ECB = "ECB"
FIXED = "ECB fixed rate"
PEG = "peg to {anchor}"
OLDEST = timedelta(days=7)  # a rate serves the weekend and the holidays after it, and no longer


@dataclass(frozen=True, slots=True)
class Conversion:
    """An amount in dollars and euros; `rate` is units of its currency for one euro, fixed on `day`.

    `source` is `ECB`, `ECB fixed rate` (a currency that the euro replaced) or, where a value is missing, the reason.
    """

    usd: Decimal | None
    eur: Decimal | None
    rate: Decimal | None
    day: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A euro rate, the day it was fixed, and where it is from; where `rate` is None, `source` says why."""

    rate: Decimal | None
    day: date | None
    source: str


def convert(amount: Decimal | None, currency: str | None, day: date) -> Conversion:
    """The worth of an amount on a day, by the last rate fixed on or before it, at most a week before.

    Dollars stay dollars and euros euros, also on days without rates. A currency that is not quoted but pegged is
    converted by its peg. One that is neither has no rate, and `source` says so.

    >>> convert(Decimal(100), "GBP", date(2014, 3, 30)).eur.quantize(Decimal("0.01"))
    Decimal('120.89')
    >>> convert(Decimal(100), "GBP", date(2014, 3, 30)).day
    datetime.date(2014, 3, 28)
    >>> convert(Decimal(1000), "AED", date(2014, 3, 28)).usd.quantize(Decimal("0.01"))
    Decimal('272.29')
    >>> convert(Decimal(100), "DEM", date(1987, 3, 19)).source
    'no rates before 1999-01-04'
    """
    if amount is None or currency is None:
        return Conversion(None, None, None, None, "no amount" if amount is None else "no currency")
    quote, dollar = euro_rate(currency, day), euro_rate("USD", day)
    eur = None if quote.rate is None else amount / quote.rate
    usd = None if eur is None or dollar.rate is None else eur * dollar.rate
    source = quote.source if quote.rate is None or usd is not None else dollar.source
    fixed_on = dollar.day if currency == "EUR" or quote.source in (FIXED, PEG.format(anchor="EUR")) else quote.day
    return Conversion(
        usd=amount if currency == "USD" else usd,
        eur=amount if currency == "EUR" else eur,
        rate=quote.rate,
        day=fixed_on,
        source=source,
    )


@cache
def euro_rate(currency: str, day: date) -> Quote:
    """Units of a currency for one euro on a day."""
    if currency == "EUR":
        return Quote(Decimal(1), day, ECB)
    fixed = fixed_rates().get(currency)
    if fixed is not None and day >= fixed[1]:
        return Quote(fixed[0], fixed[1], FIXED)
    table = reference_rates()
    if day < table.days[0]:
        return Quote(None, None, f"no rates before {table.days[0]}")
    if currency not in table.columns:
        return _by_peg(currency, day)
    return table.last(currency, day)


def _by_peg(currency: str, day: date) -> Quote:
    """The rate of a currency that stands at a set rate to another."""
    anchor, rate, since = pegs().get(currency, ("", Decimal(0), date.max))
    if day < since:
        return Quote(None, None, f"no rate for {currency}")
    quote = euro_rate(anchor, day)
    if quote.rate is None:
        return quote
    return Quote(rate * quote.rate, quote.day, PEG.format(anchor=anchor))


@dataclass(frozen=True, slots=True)
class Rates:
    """The table of reference rates: its days in order, one line of rates for each, and the column of each currency."""

    days: Sequence[date]
    lines: Sequence[str]
    columns: Mapping[str, int]

    def last(self, currency: str, day: date) -> Quote:
        """The last rate of a currency fixed on or before a day, at most a week before it."""
        at = bisect_right(self.days, day) - 1
        while at >= 0 and day - self.days[at] <= OLDEST:
            rate = self.lines[at].split(",")[self.columns[currency]]
            if rate not in ("", "N/A"):
                return Quote(Decimal(rate), self.days[at], ECB)
            at -= 1
        return Quote(None, None, f"no rate for {currency} in the week to {day}")


@cache
def reference_rates() -> Rates:
    """The rates that the installed package carries."""
    from currency_converter import CURRENCY_FILE  # read only where amounts are converted

    with ZipFile(Path(CURRENCY_FILE)) as archive:
        header, *lines = archive.read(archive.namelist()[0]).decode("utf-8").splitlines()
    lines = sorted(line for line in lines if line[:1].isdigit())
    columns = {name: number for number, name in enumerate(header.split(",")) if number and name.strip()}
    return Rates([date.fromisoformat(line[:10]) for line in lines], lines, columns)


@cache
def fixed_rates() -> Mapping[str, tuple[Decimal, date]]:
    """The fixed rate of each currency that the euro replaced, and the day from which it holds."""
    table = files("tasks.money") / "lexicon" / "euro_rates.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return {row["currency"]: (Decimal(row["rate"]), date.fromisoformat(row["since"])) for row in rows}


@cache
def pegs() -> Mapping[str, tuple[str, Decimal, date]]:
    """The anchor of each pegged currency, its units for one of the anchor, and the day from which that holds."""
    table = files("tasks.money") / "lexicon" / "pegs.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return {row["currency"]: (row["anchor"], Decimal(row["rate"]), date.fromisoformat(row["since"])) for row in rows}
