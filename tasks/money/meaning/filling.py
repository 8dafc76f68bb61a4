"""The roles of a frame, filled from the words in its slots."""

from typing import TYPE_CHECKING

from tasks.money.meaning.anchor import preposition_object
from tasks.money.meaning.lexicon import frames, words
from tasks.money.meaning.names import is_name
from tasks.money.meaning.parties import is_party, party_role
from tasks.money.meaning.scene import Scene, View
from tasks.money.mention import Role, because

if TYPE_CHECKING:
    from spacy.tokens import Token

# Frames in which what is bought or sold may itself be the recipient, if it is a named company.
THINGS = {"buy": ("object", "of", "for"), "deal": ("for", "of")}
HOLDINGS = words("holding")


def fill(found: dict[str, Role], frame: str, filled: "dict[str, list[Token]]", view: View, scene: Scene) -> None:
    """Add to `found` the roles of a frame that it lacks, from the tokens in the frame's slots."""
    for role in ("payer", "recipient"):
        if role not in found:
            wanted = [slot for slot, name in frames().get(frame, {}).items() if name == role]
            add(found, role, _first(frame, wanted, filled, view, scene))


def add(found: dict[str, Role], role: str, party: Role | None) -> None:
    if party is not None and party.surface not in [other.surface for other in found.values()]:
        found[role] = party


def _first(frame: str, wanted: list[str], filled: "dict[str, list[Token]]", view: View, scene: Scene) -> Role | None:
    for slot in wanted:
        for token in filled.get(slot, []):
            party = _issuer(token) if slot in THINGS.get(frame, ()) and not is_name(token) else token
            role = party_role(party, view, scene) or party_role(_member(party, slot), view, scene)
            if role is not None:
                return because(role, f"{slot} of {frame}")
    return None


def _issuer(thing: "Token") -> "Token | None":
    """Whose shares, stake or unit a thing bought is: `Halden` of "a stake in Halden", "Halden's mill unit"."""
    if thing.lemma_.lower() not in HOLDINGS:
        return None
    for child in thing.children:
        if child.dep_ in ("poss", "compound", "nmod") and is_name(child):
            return child
        if child.dep_ == "prep" and child.lower_ in ("in", "of", "from"):
            inner = preposition_object(child)
            if inner is not None and is_party(inner):
                return inner
    return None


def _member(token: "Token | None", slot: str) -> "Token | None":
    """`investors` of "a dozen of investors", where the noun before "of" is nobody."""
    if token is None:
        return None
    inner = next((child for child in token.children if child.lower_ == "of"), None) if slot == "subject" else None
    return preposition_object(inner) if inner is not None else None
