"""When two amounts may be one: equal, one rounded from the other, one within the other's bounds, or converted."""

import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Literal, NamedTuple, Protocol

import numpy as np


class Row(Protocol):
    """A row of `money`, whose values are asked for by column."""

    def __getitem__(self, name: str, /) -> Any: ...


Likeness = Literal["equal", "rounded", "contained", "converted", "close"]

ROUNDED = 0.05  # a rounding that moves an amount farther is not believed
CONVERTED = 0.03  # outlets convert at rates of different days, and round
CLOSE = 0.10  # sources that disagree about one event
STEP = math.log(1 + CLOSE)
WIDEST = 40  # steps that bounds may span and still be compared with amounts inside them


@lru_cache(maxsize=2**12)  # of each of two, whenever they are held against each other
def digits(amount: float | None) -> int:
    """How many digits of an amount say something.

    >>> digits(725e6), digits(1e9), digits(18.3e9), digits(None)
    (3, 1, 3, 0)
    """
    if not amount:
        return 0
    return len(f"{amount:.15g}".partition("e")[0].replace(".", "").strip("0"))


def unit(amount: float) -> float:
    """What one in the last of those digits is worth.

    >>> unit(725e6), unit(1e9)
    (1000000.0, 1000000000.0)
    """
    return float(10.0 ** (math.floor(math.log10(abs(amount)) + 1e-9) - digits(amount) + 1))


def likeness(one: Row, other: Row) -> Likeness | None:
    """How two mentions' amounts are alike; None where they cannot be the same."""
    if one["currency"] != other["currency"]:
        return "converted" if apart(one["amount_usd"], other["amount_usd"]) <= CONVERTED else None
    if bounds(one) == bounds(other):
        return "equal"
    if one["amount"] is None or other["amount"] is None:
        return "contained" if contained(one, other) else None
    distance = apart(one["amount"], other["amount"])
    if distance > CLOSE:
        return None
    return "rounded" if distance <= ROUNDED and rounded(one, other) else "close"


def rounded(one: Row, other: Row) -> bool:
    """Whether the coarser of two amounts is what the finer rounds to, or "more than" it."""
    coarse, fine = sorted((one, other), key=lambda row: digits(row["amount"]))
    gap, step = fine["amount"] - coarse["amount"], unit(coarse["amount"])
    more = coarse["qualifier"] == "at_least" and 0 < gap < step
    return digits(coarse["amount"]) < digits(fine["amount"]) and (abs(gap) <= step / 2 or more)


def apart(one: float | None, other: float | None) -> float:
    """The distance of two amounts as a share of the larger; infinite where one is unknown or 0."""
    if not one or not other:
        return math.inf
    return abs(one - other) / max(abs(one), abs(other))


def contained(one: Row, other: Row) -> bool:
    """Whether an amount or a range lies within the other's bounds; a vague figure's bounds hold only their equals."""
    first, second = bounds(one), bounds(other)
    if "vague" in (one["qualifier"], other["qualifier"]) or None in (*first, *second):
        return first == second
    return (first[0] - second[0]) * (first[1] - second[1]) <= 0


def bounds(row: Row) -> tuple[Any, Any]:
    """The lower and upper bound of a range or a vague figure; the amount twice where there is one."""
    amount = row["amount"]
    return (row["amount_min"], row["amount_max"]) if amount is None else (amount, amount)


class Amounts(NamedTuple):
    """The amounts of many rows in columns, with nan where there is none, to tell at once which pairs are not alike."""

    currencies: np.ndarray[tuple[int], np.dtype[np.int64]]
    amounts: np.ndarray[tuple[int], np.dtype[np.float64]]
    dollars: np.ndarray[tuple[int], np.dtype[np.float64]]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Amounts":
        """Those of the rows."""
        numbers: dict[Any, int] = {}
        listed = [(numbers.setdefault(row["currency"], len(numbers)), row["amount"], row["amount_usd"]) for row in rows]
        currencies, amounts, dollars = zip(*listed, strict=True) if listed else ((), (), ())
        return cls(np.array(currencies, np.int64), np.array(amounts, np.float64), np.array(dollars, np.float64))

    def may_be_alike(self, one: Any, other: Any) -> Any:
        """For pairs of rows, by their numbers: False only where `likeness` of the two is None."""
        same = self.currencies[one] == self.currencies[other]
        said = ~np.isnan(self.amounts[one] + self.amounts[other])
        close = _within(self.amounts[one], self.amounts[other], CLOSE)
        return np.where(same, close | ~said, _within(self.dollars[one], self.dollars[other], CONVERTED))


def _within(one: Any, other: Any, share: float) -> Any:
    """Whether two numbers are no farther `apart` than that, or by no more than the last bits of a number."""
    return np.abs(one - other) <= (share + 1e-9) * np.maximum(np.abs(one), np.abs(other))


def rungs(row: Row) -> tuple[tuple[Any, ...], ...]:
    """The rungs of a ladder of amounts on which a mention stands: mentions whose amounts are alike share one at least.

    A rung is a currency and a step of a tenth. Amounts of another currency than dollars stand on the dollars' ladder
    too, so that conversions meet. Bounds of a vague figure stand for themselves.
    """
    return _rungs(row["currency"], row["amount"], row["amount_usd"], *bounds(row), row["qualifier"] == "range")


@lru_cache(maxsize=2**12)  # news has the same amounts again and again
def _rungs(
    currency: str | None, amount: float | None, dollars: float | None, low: Any, high: Any, is_range: bool
) -> tuple[tuple[Any, ...], ...]:
    if amount:
        converted = around("USD", dollars) if currency != "USD" and dollars else ()
        return (*around(currency, amount), *converted)
    if is_range and low and high:
        first, last = place(low), place(high)
        return tuple((currency, step) for step in range(first, min(last + 1, first + WIDEST) + 1))
    return ((currency, amount, low, high),)


def around(currency: str | None, amount: float) -> Iterator[tuple[str | None, int]]:
    """The two rungs around an amount."""
    yield currency, place(amount)
    yield currency, place(amount) + 1


def place(amount: float) -> int:
    """The step at or below an amount."""
    return math.floor(math.log(abs(amount)) / STEP)
