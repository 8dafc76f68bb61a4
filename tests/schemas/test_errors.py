"""Errors travel between processes as they are."""

import errno
import pickle

import pytest

from schemas.errors import LakeError, LedgerError, Refused, UnknownName


@pytest.mark.parametrize(
    "error",
    [LakeError("gone"), UnknownName("table", "mony", ["money"]), Refused(OSError(errno.ENOSPC, "full", "raw.part"))],
    ids=lambda error: type(error).__name__,
)
def test_an_error_is_told_elsewhere_as_here(error: LedgerError) -> None:
    other = pickle.loads(pickle.dumps(error))
    assert (type(other), str(other)) == (type(error), str(error))
