"""The errors a user can meet.

LedgerError             anything that newsledger refuses, told in one sentence with the remedy
├── UnknownName         a table, column, stage, engine or setting that does not exist
├── BadInput            a path, URL or option that cannot be used
├── NonConforming       data that breaks its declared schema
├── LakeError           the lake cannot be read or written as asked
├── Refused             the machine refuses what any program needs: room on a disk, a right, a disk that answers
├── OutOfBounds         a run whose volumes are not what they should be
└── MissingModel        a language model that is not installed or not the pinned one
"""

import errno
import os
from collections.abc import Iterable
from typing import Any

REMEDIES = {
    errno.ENOSPC: "Free some space on that disk and run again",
    errno.EDQUOT: "Ask for a larger quota or free some space, and run again",
    errno.EROFS: "Mount it for writing or name another lake",
    errno.EACCES: "Ask its owner for the right to write or name another lake",
    errno.EPERM: "Ask its owner for the right to write or name another lake",
    errno.EIO: "The disk fails: have it looked after, and run again",
}


class LedgerError(Exception):
    """Anything that newsledger refuses, told in one sentence with the remedy. It may travel between processes."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _told_again, (type(self), str(self))


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


class Refused(LedgerError):
    """The machine refuses what any program needs: room on a disk, a right, a disk that answers.

    >>> raise Refused(OSError(errno.ENOSPC, "No space left on device", "raw.part"))
    Traceback (most recent call last):
    schemas.errors.Refused: No space left on device: raw.part. Free some space on that disk and run again; ...
    """

    def __init__(self, error: OSError) -> None:
        where = "" if error.filename is None else f": {error.filename}"
        super().__init__(f"{reason(error)}{where}. {remedy(error)}; what is published stays.")


class OutOfBounds(LedgerError):
    """A run whose volumes are not what they should be."""


class MissingModel(LedgerError):
    """A language model that is not installed or not the pinned one."""


def _told_again(kind: type[LedgerError], told: str) -> LedgerError:
    error = kind.__new__(kind)
    error.args = (told,)
    return error


def reason(error: OSError) -> str:
    """What the system says of its refusal, without the names of files and libraries."""
    return os.strerror(error.errno) if error.errno else str(error)


def remedy(error: OSError) -> str:
    """What helps against a refusal of the system."""
    return REMEDIES.get(error.errno or 0, "Mend that and run again")
