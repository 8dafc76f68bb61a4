"""What is asked of the figures: read from an address's query, checked, and written back into one."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from urllib.parse import urlencode

import pandas as pd

from tasks.money.parse import parse_record

SORTS = ("date", "amount", "usd", "type", "status", "payer", "recipient", "holder", "purpose", "articles")
NUMBERS = ("date", "amount", "usd", "articles")  # shown from the largest on, unless asked otherwise
DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, each part as it stands in the address; empty where nothing is asked."""

    text: str = ""
    payer: str = ""
    recipient: str = ""
    party: str = ""
    type: str = ""
    status: str = ""
    currency: str = ""
    since: str = ""
    until: str = ""
    least: str = ""
    most: str = ""
    addable: str = ""
    sort: str = "-usd"
    page: str = "1"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        """What a query asks; names that mean nothing here are left out.

        >>> Asked.of({"payer": " CA ", "text": "", "utm_source": "mail"}).address()
        '/?payer=CA'
        """
        known = {field.name for field in fields(cls)}
        return cls(**{name: value.strip() for name, value in query.items() if name in known and value.strip()})

    def address(self, path: str = "/", **changed: str) -> str:
        """The address that asks this, or with some parts changed; what is not asked for is not in it.

        >>> Asked(payer="CA", page="3").address(recipient="MZ", page="1")
        '/?payer=CA&recipient=MZ'
        """
        told = asdict(replace(self, **changed))
        query = {name: value for name, value in told.items() if value != getattr(NOTHING, name)}
        return f"{path}?{urlencode(query)}" if query else path

    def sorted_by(self, name: str) -> str:
        """The address with the same figures in the order of that column; the other way round where they are in it."""
        first, other = (f"-{name}", name) if name in NUMBERS else (name, f"-{name}")
        return self.address(sort=other if self.sort == first else first, page="1")

    @property
    def span(self) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
        """The first and the last moment that are asked for, in UTC; ValueError where one is no date."""
        return moment(self.since, last=False), moment(self.until, last=True)

    @property
    def amounts(self) -> tuple[float | None, float | None]:
        """The least and the most that is asked for; ValueError where one is no amount."""
        return amount(self.least), amount(self.most)

    def faults(self) -> list[str]:
        """What cannot be understood, each told with what would be."""
        told = []
        for read in ("span", "amounts"):
            try:
                getattr(self, read)
            except ValueError as error:
                told.append(str(error))
        if self.sort.removeprefix("-") not in SORTS:
            told.append(f"No order {self.sort!r}. Known: {', '.join(SORTS)}, with - before it from the largest on.")
        if not re.fullmatch(r"[1-9]\d{0,8}", self.page):
            told.append(f"{self.page!r} is no page: they are counted from 1.")
        return told


NOTHING = Asked()


def moment(given: str, *, last: bool) -> pd.Timestamp | None:
    """The beginning or the end of a year, month or day; None where none is given.

    >>> moment("2022-10", last=True)
    Timestamp('2022-10-31 23:59:59.999999+0000', tz='UTC')
    """
    if not given:
        return None
    try:
        if not DATE.fullmatch(given):
            raise ValueError("not in the order year, month, day")
        span = pd.Period(given)
    except ValueError as error:
        raise ValueError(f"{given!r} is no date: write it like 2022, 2022-10 or 2022-10-15.") from error
    return (span.end_time if last else span.start_time).tz_localize("UTC")


def amount(given: str) -> float | None:
    """An amount as people write it, read by the grammar that reads the news; None where none is given.

    >>> amount("1.5bn"), amount("100,000")
    (1500000000.0, 100000.0)
    """
    if not given:
        return None
    text = f"${given}" if given[0].isdigit() else given
    found = parse_record({"id": "", "text": text}, fields="money")["mentions"]
    if len(found) != 1 or (found[0]["start"], found[0]["end"]) != (0, len(text)) or found[0]["amount"] is None:
        raise ValueError(f"{given!r} is no amount: write it like 250000, 100,000, 5m or 1.5bn.")
    return float(found[0]["amount"])
