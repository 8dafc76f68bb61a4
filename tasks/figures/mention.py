"""A mention as linking sees it: its row, and what of it may bind it to others, worked out once."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from tasks.figures.amounts import Row, digits, rungs
from tasks.figures.words import content, generic, months, names, passage, says

Key = tuple[Any, ...]
ROLES = ("payer", "recipient", "holder")


@dataclass(frozen=True, eq=False, slots=True)
class Mention:
    """One row of `money` with its article's source, title, date's basis, and story: the article it is or repeats.

    Very many are held at once, so what is quickly worked out is worked out when it is asked for.
    """

    row: Row
    mention_id: str
    story: str
    when: datetime
    parties: Mapping[str, frozenset[str]]
    named: tuple[str, ...]
    purpose: frozenset[str]
    months: frozenset[str]
    passage: str | None
    digits: int

    @classmethod
    def of(cls, row: Row) -> "Mention":
        """The mention of a row."""
        return cls(
            row=row,
            mention_id=row["mention_id"],
            story=row["story"],
            when=row["published_at"],
            parties={role: party for role in ROLES if (party := party_of(row, role))},
            named=names(row["sentence"]),
            purpose=content(row["purpose"]),
            months=months(row["sentence"]),
            passage=passage(row["sentence"]),
            digits=digits(row["amount"]),
        )

    @property
    def names(self) -> frozenset[str]:
        """The words in capitals that may name somebody."""
        return frozenset(self.named)

    @property
    def title(self) -> frozenset[str]:
        """The words of the article's title that mean something."""
        return content(self.row["title"])

    @property
    def awaited(self) -> bool:
        """Whether the words before the amount call it expected."""
        return says("awaited", lead(self.row).rpartition(", ")[2])

    @property
    def added(self) -> bool:
        """Whether the words before the amount call it one more."""
        return says("added", lead(self.row))

    @property
    def rungs(self) -> tuple[Key, ...]:
        """Where the amount stands on the ladders of amounts."""
        return rungs(self.row)

    @property
    def order(self) -> tuple[datetime, str]:
        """By publication; those of one moment by id."""
        return self.when, self.mention_id

    def kind(self) -> tuple[Any, ...]:
        """What two mentions of one figure have in common beyond the amount: the type, and the unit of a rate."""
        return self.row["figure_type"], self.row["per"]

    def tokens(self) -> set[str]:
        """What two mentions of one figure have in common beside amounts alike: a party, a name, a purpose or a text."""
        tokens = {*self.named, *(self.purpose - generic()), self.story}.union(*self.parties.values())
        return tokens if self.passage is None else {*tokens, self.passage}


def lead(row: Row) -> str:
    """What the sentence says before the amount."""
    return str(row["sentence"] or "").partition(row["surface"])[0]


def party_of(row: Row, role: str) -> frozenset[str]:
    """Who fills a role: the id and the name, of which two mentions need share only one; empty where nobody is named.

    >>> sorted(party_of({"payer": "Norvik", "payer_id": "org:norvik"}, "payer"))
    ['name:norvik', 'org:norvik']
    """
    return _party(row[role], row[f"{role}_id"])


@lru_cache(maxsize=2**8)  # copies of a sentence come together
def _party(name: str | None, known: str | None) -> frozenset[str]:
    return frozenset([*([known] if known else []), *([f"name:{name.casefold()}"] if name else [])])


def may_be_one(one: Set[str], other: Set[str]) -> bool:
    """Whether two parties may be the same: one id or name, or a name whose words are all in the other's.

    >>> may_be_one(frozenset(["person:norvik", "name:norvik"]), frozenset(["org:norvik-lines", "name:norvik lines"]))
    True
    >>> may_be_one(frozenset(["name:norvik"]), frozenset(["name:velmont"]))
    False
    """
    if one & other:
        return True
    mine, theirs = ([content(key[5:]) for key in party if key.startswith("name:")] for party in (one, other))
    return any(a and b and (a <= b or b <= a) for a in mine for b in theirs)
