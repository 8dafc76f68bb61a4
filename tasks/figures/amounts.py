"""When two amounts may be one: equal, one rounded from the other, one within the other's bounds, or converted."""

import math
from collections.abc import Iterator
from typing import Any, Literal, Protocol


class Row(Protocol):
    """A row of `money`, whose values are asked for by column."""

    def __getitem__(self, name: str, /) -> Any: ...


Likeness = Literal["equal", "rounded", "contained", "converted", "close"]

ROUNDED = 0.05  # a rounding that moves an amount farther is not believed
CONVERTED = 0.03  # outlets convert at rates of different days, and round
CLOSE = 0.10  # sources that disagree about one event
STEP = math.log(1 + CLOSE)
WIDEST = 40  # steps that bounds may span and still be compared with amounts inside them


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
    return (row["amount_min"], row["amount_max"]) if row["amount"] is None else (row["amount"], row["amount"])


def rungs(row: Row) -> Iterator[tuple[Any, ...]]:
    """The rungs of a ladder of amounts on which a mention stands: mentions whose amounts are alike share one at least.

    A rung is a currency and a step of a tenth. Amounts of another currency than dollars stand on the dollars' ladder
    too, so that conversions meet. Bounds of a vague figure stand for themselves.
    """
    low, high = bounds(row)
    if row["amount"]:
        yield from around(row["currency"], row["amount"])
        if row["currency"] != "USD" and row["amount_usd"]:
            yield from around("USD", row["amount_usd"])
    elif row["qualifier"] == "range" and low and high:
        first, last = place(low), place(high)
        yield from ((row["currency"], step) for step in range(first, min(last + 1, first + WIDEST) + 1))
    else:
        yield row["currency"], row["amount"], low, high


def around(currency: str | None, amount: float) -> Iterator[tuple[str | None, int]]:
    """The two rungs around an amount."""
    yield currency, place(amount)
    yield currency, place(amount) + 1


def place(amount: float) -> int:
    """The step at or below an amount."""
    return math.floor(math.log(abs(amount)) / STEP)
