"""One monetary mention and what surrounds it: the values that every part of the money stage hands on."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

CurrencyBasis = Literal["explicit", "context", "default"]
Qualifier = Literal["exact", "about", "at_least", "at_most", "range", "vague"]
FigureType = Literal["flow", "total", "stock", "result", "price", "change", "other"]
Status = Literal["actual", "planned", "denied"]
Where = Literal["text", "before", "title"]


@dataclass(frozen=True, slots=True)
class Context:
    """What is known around a text: which dollar a `$` is, who "the company" may be. Empty where unknown."""

    title: str = ""
    before: str = ""
    source: str = ""
    url: str = ""
    published: date | None = None
    home: str = ""  # the outlet's country or currency, where its reader was told


@dataclass(frozen=True, slots=True)
class Role:
    """A party or purpose as it stands in the given text: `where` says in which part, offsets count in that part.

    `why` is the rule that found it; two Roles that stand in the same place are equal whatever found them.
    """

    surface: str
    start: int
    end: int
    where: Where = "text"
    why: str = field(default="", compare=False)


def because(role: Role | None, why: str) -> Role | None:
    """The Role with a rule set before the rules that found it."""
    return None if role is None else replace(role, why=f"{why}, {role.why}" if role.why else why)


@dataclass(frozen=True, slots=True)
class Mention:
    """One monetary mention. `text[start:end] == surface`; amounts are in units of the currency, scale applied.

    The first block is what reading gives, the second what meaning adds. A range or a vague mention has no `amount`
    but `amount_min` and `amount_max`. `why` holds one short line for each rule that read a part of it.
    """

    start: int
    end: int
    surface: str
    amount: Decimal | None
    amount_min: Decimal | None
    amount_max: Decimal | None
    currency: str | None
    currency_basis: CurrencyBasis | None
    qualifier: Qualifier = "exact"
    per: str | None = None
    horizon_years: Decimal | None = None
    conversion_of: int | None = None

    figure_type: FigureType | None = None
    status: Status | None = None
    payer: Role | None = None
    recipient: Role | None = None
    holder: Role | None = None
    purpose: Role | None = None
    confidence: float | None = None
    why: tuple[str, ...] = ()
