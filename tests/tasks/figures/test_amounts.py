"""How amounts are alike: what columns of them rule out is not."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from test_standing import SAID

from tasks.figures.amounts import Amounts, likeness

NEAR = st.sampled_from([1.0, 0.95, 0.9, 1 / 0.9, 1.03, 1 / 1.03, 0.97])


@given(one=SAID, other=SAID, by=st.none() | NEAR)
def test_no_pair_that_is_alike_is_left_out(one: dict[str, Any], other: dict[str, Any], by: float | None) -> None:
    if by is not None:  # at the very bounds
        scaled = {name: one[name] and one[name] * by for name in ("amount", "amount_usd")}
        other = other | scaled
    both = np.array([0]), np.array([1])
    assert likeness(one, other) is None or Amounts.of([one, other]).may_be_alike(*both).all()


def test_amounts_that_lie_far_apart_are_left_out() -> None:
    rows = [{"currency": name, "amount": amount, "amount_usd": amount} for name, amount in (("USD", 1.0), ("USD", 2.0))]
    assert not Amounts.of(rows).may_be_alike(np.array([0]), np.array([1])).any()
    converted = [*rows, {"currency": "EUR", "amount": 1.0, "amount_usd": 2.0}]
    assert Amounts.of(converted).may_be_alike(np.array([0, 1]), np.array([2, 2])).tolist() == [False, True]
