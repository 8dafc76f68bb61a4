"""Ids in columns behave as a dictionary would, and one that is held never changes."""

from hypothesis import given
from hypothesis import strategies as st

from tasks.lake.ids import Ids

SOME = st.lists(st.sampled_from(["", "a", "b", "ab", "abc", "é", "0f3a", "d-1"]), max_size=6)


@given(st.lists(st.tuples(st.booleans(), SOME), max_size=12), SOME)
def test_they_know_the_row_that_each_was_last_put_in(steps: list[tuple[bool, list[str]]], asked: list[str]) -> None:
    held, model, rows = Ids(), dict[str, int](), 0
    for added, ids in steps:
        before, told = held, held.rows(asked).tolist()
        if added:
            model |= {one: rows + at for at, one in enumerate(ids)}
            held, rows = held.plus(ids), rows + len(ids)
        else:
            model = {one: row for one, row in model.items() if one not in ids}
            held = held.without(ids)
        assert before.rows(asked).tolist() == told
    assert held.rows(asked).tolist() == [model.get(one, -1) for one in asked]
    assert held.among(asked) == set(asked) & model.keys()
    assert [one in held for one in asked] == [one in model for one in asked]
    assert held.count == rows


@given(st.integers(1, 400))
def test_there_are_few_runs_to_look_through(adds: int) -> None:
    held = Ids()
    for number in range(adds):
        held = held.plus([f"{number:016x}"])
    assert len(held.runs) <= adds.bit_length()
    assert [int(row) for row in held.rows(f"{number:016x}" for number in range(adds))] == list(range(adds))
