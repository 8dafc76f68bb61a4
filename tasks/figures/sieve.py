"""A first sieve over columns: which rows of `money` may share a block with some mentions, before they become mentions.

Type, currency, rung and quarter of a row make one whole number; rows pass whose number some mention has too.
"""

from collections.abc import Collection, Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tasks.figures.amounts import STEP
from tasks.figures.evidence import WINDOW
from tasks.figures.mention import Mention

QUARTER = int(WINDOW.total_seconds())
BESIDE = (-2, -1, 0, 1)  # a row stands on the rung above its own too, and logarithms differ in the last bit
NEAR = (-1, 0, 1)  # quarters in which a row may be near a mention
UNSAID = (0, -4000)  # currency and rung of a row without an amount: its bounds are looked at later


def sieve(rows: pa.Table, mentions: Collection[Mention]) -> pa.Array:
    """True for rows of a type and quarter, and of a currency and rung or without an amount, that a mention has too."""
    kinds = numbered(mention.row["figure_type"] for mention in mentions)
    currencies = numbered(["USD", *(rung[0] for mention in mentions for rung in mention.rungs)])
    wanted = numbers(mentions, kinds, currencies)
    kind, currency = coded(rows["figure_type"], kinds), coded(rows["currency"], currencies)
    quarter = rows["published_at"].cast(pa.int64()).to_numpy() // (QUARTER * 1_000_000)
    own = number(kind, *unless_unsaid(currency, rows["amount"].to_numpy()), quarter)
    dollars = number(
        kind, *unless_unsaid(np.full(len(rows), currencies["USD"]), rows["amount_usd"].to_numpy()), quarter
    )
    return pa.array(np.isin(own, wanted) | np.isin(dollars, wanted))


def numbers(mentions: Collection[Mention], kinds: dict[str, int], currencies: dict[str, int]) -> Any:
    """The numbers of rows that may be like one of the mentions: on which rungs, in which quarters, or unsaid."""
    kind = np.array([kinds[str(mention.row["figure_type"])] for mention in mentions])
    quarter = np.array([int(mention.when.timestamp() // QUARTER) for mention in mentions])
    rungs = [
        (at, currencies[str(currency)], step)
        for at, mention in enumerate(mentions)
        for currency, step, *more in mention.rungs
        if not more
    ]
    at, currency, step = np.array(rungs, np.int64).reshape(-1, 3).T
    found = [number(kind, *UNSAID, quarter + near) for near in NEAR]
    found += [number(kind[at], currency, step + by, quarter[at] + near) for by in BESIDE for near in NEAR]
    return np.unique(np.concatenate(found))


def unless_unsaid(currency: Any, amount: Any) -> tuple[Any, Any]:
    """Currency and rung of each row."""
    said = np.abs(np.nan_to_num(amount))
    step = np.floor(np.log(np.where(said, said, 1)) / STEP).astype(np.int64)
    return np.where(said, currency, UNSAID[0]), np.where(said, step, UNSAID[1])


def numbered(names: Iterable[str | None]) -> dict[str, int]:
    """A number from 1 for each name."""
    return {name: number for number, name in enumerate(sorted(set(map(str, names))), start=1)}


def coded(column: pa.ChunkedArray, known: dict[str, int]) -> Any:
    """The numbers of a column's names; 0 for the unknown."""
    names = pa.array([None if name == str(None) else name for name in known], pa.string())
    return pc.index_in(column, value_set=names).fill_null(-1).to_numpy().astype(np.int64) + 1


def number(kind: Any, currency: Any, step: Any, quarter: Any) -> Any:
    """One whole number for all four, of numbers or of columns of them."""
    return ((kind * 512 + currency) * 8192 + step) * 8192 + quarter
