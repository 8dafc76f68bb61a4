"""A figure under construction: the tokens it spans, its value or bounds, and the mark that makes it money."""

from dataclasses import dataclass, field
from decimal import Decimal

from tasks.money.mention import CurrencyBasis, Qualifier
from tasks.money.reading.lexicon import Marker
from tasks.money.reading.tokens import Tokens


@dataclass(slots=True, eq=False)
class Figure:
    """What the grammar has read so far. `first` and `after` are token places, `start` and `end` characters."""

    tokens: Tokens
    first: int
    after: int
    low: Decimal
    high: Decimal | None
    marker: Marker
    country: str = ""
    vague: bool = False
    scaled: bool = False
    plain: bool = False
    rules: list[str] = field(default_factory=list)

    start: int = -1
    end: int = -1
    currency: str | None = None
    basis: CurrencyBasis | None = None
    qualifier: Qualifier = "exact"
    per: str | None = None
    horizon: Decimal | None = None
    conversion_of: "Figure | None" = None

    def place(self) -> "Figure":
        """The figure with its characters set from its tokens."""
        self.start, self.end = self.tokens.start[self.first], self.tokens.end[self.after - 1]
        return self

    @property
    def surface(self) -> str:
        """The text of the figure."""
        return self.tokens.text[self.start : self.end]

    @property
    def ranged(self) -> bool:
        """Whether it has two bounds."""
        return self.high is not None
