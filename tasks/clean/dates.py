"""Dates as newspapers, wires and feeds print them, read as moments in UTC."""

import re
import warnings
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from functools import cache

from dateutil import parser

from tasks.clean.draft import DateGiven
from tasks.clean.words import rows

EARLIEST = datetime(1800, 1, 1, tzinfo=UTC)
LATENESS = timedelta(days=1)  # by which a date may run ahead of first_seen: clocks and zones differ
LONGEST = 80  # characters; a longer text is no date
# A text that lacks year, month or day takes it from these; a date that differs between them was not complete.
DEFAULTS = (datetime(2000, 1, 1), datetime(2004, 2, 2))
SECONDS = re.compile(r"\d{9,10}(?:\.\d+)?")
MILLISECONDS = re.compile(r"\d{12,13}")
COMPACT = re.compile(r"(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
LABEL = re.compile(r"^(?:first\s+)?(?:published|updated|posted|created|date|on)(?:\s+(?:on|at))?\s*:?\s+", re.I)
CLOCK = re.compile(r".{8,}?\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?")
BETWEEN = re.compile(r"\s+(?:at|on|of|\||·|•|–|-)\s+", re.IGNORECASE)


def moment(text: str, *, day_first: bool = False) -> datetime | None:
    """The moment that the text names, in UTC; None where it names none with year, month and day.

    A date without a zone counts as UTC, one without an hour as midnight. `day_first` reads 3/4/2021 as 3 April.

    >>> moment("Sat Oct 5, 2013 1:39am EDT")
    datetime.datetime(2013, 10, 5, 5, 39, tzinfo=datetime.timezone.utc)
    >>> moment("Unknown") is None, moment("October 2013") is None
    (True, True)
    """
    printed = " ".join(text.split())
    if not 6 <= len(printed) <= LONGEST or not any(char.isdigit() for char in printed):
        return None
    try:
        return _utc(_number(printed) or _iso(printed) or _printed(printed, day_first=day_first))
    except (ValueError, OverflowError, TypeError, ArithmeticError):
        return None  # dateutil's ways of saying that this is no date


def choose(dates: Iterable[DateGiven], first_seen: datetime, *, day_first: bool = False) -> tuple[datetime, str]:
    """The first possible date, with its basis; first_seen itself where there is none.

    Impossible is what lies before 1800, or more than a day after the document was first seen.
    """
    for given in dates:
        found = moment(given.text, day_first=day_first)
        if found is not None and possible(found, first_seen):
            return found, given.basis
    return first_seen, "first_seen"


def refused(dates: Iterable[DateGiven], first_seen: datetime, *, day_first: bool = False) -> list[str]:
    """The dates that cannot be, each as one line that says why.

    >>> refused([DateGiven("2093-03-04", "meta")], datetime(2024, 5, 1, tzinfo=UTC))
    ['meta 2093-03-04: after the article was first seen']
    """
    read = ((given, moment(given.text, day_first=day_first)) for given in dates)
    return [
        f"{given.basis} {given.text}: {'before 1800' if found < EARLIEST else 'after the article was first seen'}"
        for given, found in read
        if found is not None and not possible(found, first_seen)
    ]


def possible(found: datetime, first_seen: datetime) -> bool:
    """Whether an article first seen then can have been published at that moment."""
    return EARLIEST <= found <= first_seen + LATENESS


def _number(printed: str) -> datetime | None:
    if SECONDS.fullmatch(printed):
        return datetime.fromtimestamp(float(printed), UTC)
    if MILLISECONDS.fullmatch(printed):
        return datetime.fromtimestamp(int(printed) / 1000, UTC)
    if COMPACT.fullmatch(printed):
        return datetime.strptime(printed, "%Y%m%d")
    return None


def _iso(printed: str) -> datetime | None:
    if not re.match(r"\d{4}-\d\d-\d\d", printed):
        return None
    try:
        return datetime.fromisoformat(printed)
    except ValueError:
        return None


def _printed(printed: str, *, day_first: bool) -> datetime | None:
    bare = BETWEEN.sub(" ", LABEL.sub("", printed))
    try:
        return _parsed(bare, day_first=day_first)
    except ValueError:
        clock = CLOCK.match(bare)  # behind the hour wires print marks of their own
        if clock is None or clock.end() == len(bare):
            raise
        return _parsed(clock[0], day_first=day_first)


def _parsed(bare: str, *, day_first: bool) -> datetime | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", parser.UnknownTimezoneWarning)
        first, second = (
            parser.parse(bare, default=default, dayfirst=day_first, tzinfos=_zones()) for default in DEFAULTS
        )
    return first if first.date() == second.date() else None


def _utc(found: datetime | None) -> datetime | None:
    if found is None:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


@cache
def _zones() -> dict[str, timezone]:
    def offset(written: str) -> timezone:
        hours, minutes = written[1:].split(":")
        span = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone(-span if written[0] == "-" else span)

    return {row["zone"]: offset(row["offset"]) for row in rows("zones")}
