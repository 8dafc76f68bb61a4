"""What the fuzzer is set on, on its seeds, on what broke it before, and on seeds damaged at random."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from targets import CASES, TARGETS, cases

SLOW = {"entities", "meaning"}  # they load a model; a few inputs tell as much
DAMAGES = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.3), st.binary(max_size=12)), min_size=1, max_size=4)


@pytest.mark.parametrize("name", TARGETS)
def test_promises_hold_on_what_is_known(name: str) -> None:
    known = list(cases(name))
    assert known
    for case in known:
        TARGETS[name].call(case)


@pytest.mark.parametrize("name", TARGETS)
def test_promises_hold_on_damaged_seeds(name: str) -> None:
    @settings(max_examples=5 if name in SLOW else 40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(TARGETS[name].seeds), DAMAGES)
    def check(seed: bytes, damages: list[tuple[float, float, bytes]]) -> None:
        data = seed
        for place, size, put in damages:
            at = int(place * len(data))
            data = data[:at] + put + data[at + int(size * len(data)) :]
        TARGETS[name].call(data)

    check()


def test_every_case_is_some_targets() -> None:
    assert {path.name for path in CASES.iterdir()} <= TARGETS.keys()
