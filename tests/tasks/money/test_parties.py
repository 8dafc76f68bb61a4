"""Which entity a party is."""

from typing import Any

import pytest

from tasks.money.mention import Role
from tasks.money.parties import Parties


def entity(surface: str, start: int, entity_id: str, label: str = "ORG", country: str | None = None) -> dict[str, Any]:
    return {
        "surface": surface,
        "name": surface.removeprefix("the "),
        "start": start,
        "end": start + len(surface),
        "label": label,
        "entity_id": entity_id,
        "country_code": country,
    }


PARTIES = Parties.of(
    [
        entity("Kenya", 0, "country:KE", "GPE", "KE"),
        entity("Kenyan", 20, "nation:KE", "NORP", "KE"),
        entity("Bank of Kenya", 40, "org:bank-of-kenya"),
        entity("Kenya", 48, "country:KE", "GPE", "KE"),
        entity("the Orrin Group", 60, "org:orrin-group", country="SE"),
    ]
)

CASES = [
    pytest.param(Role("Kenya", 0, 5), "KE", id="a state goes by its country's code"),
    pytest.param(Role("Kenyan government", 20, 37), "KE", id="so does its people's name"),
    pytest.param(Role("Bank of Kenya", 40, 53), "org:bank-of-kenya", id="the longest entity in the place"),
    pytest.param(Role("Orrin Group", 64, 75), "org:orrin-group", id="a firm keeps its id wherever it sits"),
    pytest.param(Role("Orrin Group", 3, 14, "title"), "org:orrin-group", id="by name from the title"),
    pytest.param(Role("Brask", 90, 95), None, id="nobody of that name"),
    pytest.param(None, None, id="no role"),
]


@pytest.mark.parametrize(("role", "party"), CASES)
def test_the_id_of_a_party(role: Role | None, party: str | None) -> None:
    assert PARTIES.id_of(role) == party


def test_an_entity_that_takes_in_both_sides_is_neither() -> None:
    swallowed = Parties.of([entity("Kenya paid Brask", 0, "org:kenya-paid-brask"), PARTIES.mentions[3]])
    payer, recipient = Role("Kenya", 0, 5), Role("Brask", 11, 16)
    assert [swallowed.id_of(role, (payer, recipient)) for role in (payer, recipient)] == ["KE", None]
    assert swallowed.id_of(payer, (payer,)) == "org:kenya-paid-brask"
    assert PARTIES.id_of(Role("Bank of Kenya", 40, 53), (Role("Kenya", 48, 53),)) == "org:bank-of-kenya"
