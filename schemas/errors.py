"""The errors a user can meet.

LedgerError             anything that newsledger refuses, told in one sentence with the remedy
├── UnknownName         a table, column, stage, engine or setting that does not exist
├── BadInput            a path, URL or option that cannot be used
├── NonConforming       data that breaks its declared schema
├── LakeError           the lake cannot be read or written as asked
├── OutOfBounds         a run whose volumes are not what they should be
└── MissingModel        a language model that is not installed or not the pinned one
"""

from collections.abc import Iterable


class LedgerError(Exception):
    """Anything that newsledger refuses, told in one sentence with the remedy."""


class UnknownName(LedgerError):
    """A name that does not exist.

    >>> raise UnknownName("table", "mony", ["articles", "money"])
    Traceback (most recent call last):
    schemas.errors.UnknownName: No table 'mony'. Known: articles, money.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        super().__init__(f"No {kind} '{name}'. Known: {', '.join(known)}.")


class BadInput(LedgerError):
    """A path, URL or option that cannot be used."""


class NonConforming(LedgerError):
    """Data that breaks its declared schema."""


class LakeError(LedgerError):
    """The lake cannot be read or written as asked."""


class OutOfBounds(LedgerError):
    """A run whose volumes are not what they should be."""


class MissingModel(LedgerError):
    """A language model that is not installed or not the pinned one."""
