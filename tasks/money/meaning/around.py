"""Who pays and who gets, where the rest of the sentence, the title or a sentence before tells of the same act."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from tasks.money.meaning.anchor import NOMINAL, Anchor, noun_head
from tasks.money.meaning.cues import noun_cue, verb_cue
from tasks.money.meaning.filling import add, fill
from tasks.money.meaning.level import Reading
from tasks.money.meaning.lexicon import nouns, verbs, words
from tasks.money.meaning.parties import headline_name, topic
from tasks.money.meaning.scene import Scene, View
from tasks.money.meaning.slots import noun_slots, verb_slots
from tasks.money.mention import Role, because

if TYPE_CHECKING:
    from spacy.tokens import Token

PROPOSERS = words("proposer")
ACCUSED = ("fine", "sue", "award", "settle")  # frames whose payer the title names: "Norvik wins cut of fine"
# Frames of one kind of act: what one sentence calls a payment another calls a gift.
ACTS = (
    {"pay", "give", "receive", "award", "settle"},
    {"buy", "sell", "deal", "value"},
    {"spend", "invest", "give", "contract"},
    {"fine", "settle", "pay"},
    {"sue", "award", "settle"},
    {"raise", "invest", "receive"},
    {"steal", "cheat"},
)


def from_around(found: dict[str, Role], place: Anchor, reading: Reading, view: View, scene: Scene) -> None:
    """Names from the rest of the sentence, the title or an earlier sentence that tell of the same kind of act."""
    own = {token.i for token in (place.noun, place.content, reading.noun) if token is not None}
    proposed = place.verb is not None and place.verb.lemma_.lower() in PROPOSERS and reading.frame != "sue"
    for around in _around(reading.frame, view, scene):
        told: dict[str, Role] = {}
        for token, frame, filled in _same_act(reading.frame, around):
            near = around is view or around.passage.pieces[0].where == "title" or frame == reading.frame
            if near and (around is not view or token.i not in own):
                fill(told, frame, filled, around, scene)
        for role, party in told.items():
            if role not in found and _is_named(party) and not (role == "payer" and proposed):
                add(found, role, because(party, "told around it"))
        if len(found) == 2:
            return
    if reading.frame == "raise":
        _add_missing(found, "recipient", because(headline_name(scene) or topic(scene), "who is spoken of"))
    if reading.frame in ACCUSED:
        _add_missing(found, "payer", because(headline_name(scene, sure=True), "who the title names"))


def _around(frame: str, view: View, scene: Scene) -> Iterator[View]:
    """The sentence, the title, and the sentences before that have a word of the frame: others are parsed in vain."""
    yield view
    yield from scene.titles()
    if frame:
        yield from (
            earlier for earlier in scene.earlier(_words_of(frame)) if earlier.passage.pieces[0].where != "title"
        )


@cache
def _words_of(frame: str) -> frozenset[str]:
    named = {noun for noun, cue in nouns().items() if cue.frame == frame}
    return frozenset(named | {verb.split()[0] for (verb, _), cue in verbs().items() if cue.frame == frame})


def _is_named(party: Role) -> bool:
    return any(letter.isupper() for letter in party.surface.split()[-1])


def _add_missing(found: dict[str, Role], role: str, party: Role | None) -> None:
    if role not in found:
        add(found, role, party)


def _same_act(frame: str, view: View) -> "Iterator[tuple[Token, str, dict[str, list[Token]]]]":
    """The verbs and nouns of an earlier sentence or title that tell of the same kind of act, with their slots."""
    kinds = {other for act in ACTS if frame in act for other in act}
    for token in view.doc:
        verb = (verb_cue(token, "object") or verb_cue(token, "for")) if token.pos_ == "VERB" else None
        if verb is not None and verb.frame in kinds:
            yield token, verb.frame, verb_slots(token, range(0))
        noun = noun_cue(token) if token.pos_ in NOMINAL else None
        if noun is not None and noun.frame in kinds:
            yield token, noun.frame, {**noun_slots(token), **noun_slots(noun_head(token))}
