"""Who pays and who gets: the slots of the frames, filled from the parse."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tasks.money.meaning.anchor import NOMINAL, Anchor, preposition_object, verb_above
from tasks.money.meaning.around import from_around
from tasks.money.meaning.cues import noun_cue, verb_cue
from tasks.money.meaning.filling import add, fill
from tasks.money.meaning.level import Reading
from tasks.money.meaning.lexicon import words
from tasks.money.meaning.parties import own_role
from tasks.money.meaning.scene import Scene, View
from tasks.money.meaning.slots import conjuncts, noun_slots, verb_slots
from tasks.money.mention import Role, because

if TYPE_CHECKING:
    from spacy.tokens import Token

# Prepositions of the verb that may name a party of its noun: "brings aid to Elbonia to $5m".
BESIDE = ("to", "from", "against")
PROPOSERS = words("proposer")
# Verbs of those who judge a transfer from outside.
OUTSIDERS = words("outsider")
GETTERS = words("getter")
FACERS = words("facer")


def read_parties(place: Anchor, reading: Reading, view: View, scene: Scene) -> tuple[Role | None, Role | None]:
    """Payer and recipient of a flow or a total, None where not stated."""
    found: dict[str, Role] = {}
    for frame, filled in _slots(place, reading):
        fill(found, frame, filled, view, scene)
    if "recipient" not in found and _is_fine(place, reading):
        imposer = next((token for token in view.doc if token.lemma_.lower() in REGULATORS), None)
        add(
            found,
            "recipient",
            None if imposer is None else because(own_role(imposer, view, scene), "who imposes fines"),
        )
    if len(found) < 2:
        from_around(found, place, reading, view, scene)
    return found.get("payer"), found.get("recipient")


def _is_fine(place: Anchor, reading: Reading) -> bool:
    cues = [noun_cue(noun) for noun in (place.noun, place.content, reading.noun)]
    return reading.frame == "fine" or any(cue is not None and cue.frame == "fine" for cue in cues)


REGULATORS = words("regulator")


def _slots(place: Anchor, reading: Reading) -> "Iterator[tuple[str, dict[str, list[Token]]]]":
    """The frames that bear on the amount, the firmest first, each with the tokens in its slots."""
    prepositions = dict(_prepositions(place))
    of_verb = verb_cue(place.verb, place.relation) or verb_cue(place.verb, "object")
    verb = place.verb
    around = verb_slots(place.verb, range(place.span.start, place.span.end)) if place.verb is not None else {}
    noun = place.noun if noun_cue(place.noun) is not None else reading.noun or place.noun or place.content
    inside = noun_slots(noun) if noun is not None else {}
    cue = noun_cue(noun)
    if of_verb is not None and of_verb.frame in ("raise", "receive"):
        yield from _aims(place, passing=True)
    if of_verb is not None and of_verb.frame:
        within = {slot: tokens for slot, tokens in inside.items() if slot not in ("poss", "compound")}
        yield of_verb.frame, {**within, **around, **prepositions}
    frame = cue.frame if cue is not None and cue.frame else reading.frame or "give"
    if verb is not None and noun is not None and noun in verb.ancestors:  # "approved loans totalling $5m"
        verb = verb_above(noun)
        around = verb_slots(verb, range(0)) if verb is not None else {}
    if of_verb is None or frame != of_verb.frame:
        beside = {slot: around[slot] for slot in BESIDE if slot in around}
        named = "poss" in inside or "by" in inside or (frame == "give" and "from" in inside)
        agent = _agent(verb, noun, frame, around) if not named else _taker(verb, frame, inside, around)
        yield frame, {**beside, **prepositions, **inside, **agent}
    yield from _aims(place)


def _aims(place: Anchor, *, passing: bool = False) -> "Iterator[tuple[str, dict[str, list[Token]]]]":
    """`collected $5m to send to Elbonia`: who gets, in the clause of purpose; if `passing`, the collector pays."""
    slots_of_aim = ("subject", "to", "dative") if passing else ("to", "dative", "from")
    owners = [token for token in (place.verb, place.root, place.noun) if token is not None]
    clauses = [child for owner in owners for child in owner.children]
    clauses += [inner for child in clauses if child.dep_ == "prep" for inner in child.children if inner.dep_ == "pcomp"]
    for verb in clauses:
        aimed = verb.dep_ == "pcomp" or (
            verb.dep_ in ("advcl", "acl", "relcl", "xcomp") and any(child.tag_ == "TO" for child in verb.children)
        )
        if verb.i < place.span.start or not aimed:
            continue
        cue, slots = verb_cue(verb, "object"), verb_slots(verb, range(0))
        if cue is not None:
            if not passing or (cue.frame in ("give", "pay") and ("to" in slots or "dative" in slots)):
                yield cue.frame, {slot: tokens for slot, tokens in slots.items() if slot in slots_of_aim}
        elif verb.lemma_.lower() in HELPS and not passing:
            inner = [
                child
                for clause in verb.children
                if clause.dep_ == "ccomp"
                for child in clause.children
                if child.dep_ == "nsubj"
            ]
            yield "give", {"to": [*slots.get("object", []), *inner]}


HELPS = words("help")


def _taker(
    verb: "Token | None", frame: str, inside: "dict[str, list[Token]]", around: "dict[str, list[Token]]"
) -> "dict[str, list[Token]]":
    """Who agrees to a takeover by another is taken over."""
    taken = frame in ("buy", "deal") and "by" in inside and verb is not None and verb.lemma_.lower() in TAKERS
    return {"of": around["subject"]} if taken and "subject" in around and "of" not in inside else {}


TAKERS = words("taker")


def _agent(
    verb: "Token | None", noun: "Token | None", frame: str, around: "dict[str, list[Token]]"
) -> "dict[str, list[Token]]":
    """The subject of a light verb over a noun of transfer: who signs a deal pays, who wins a contract gets."""
    if verb is None or "subject" not in around or (noun is not None and _aside(noun, verb)):
        return {}
    lemma = verb.lemma_.lower()
    if lemma in PROPOSERS or lemma in OUTSIDERS:
        return {}
    subject = around["subject"]
    if lemma in GETTERS and frame != "fine":
        return {"to": subject}
    if lemma in FACERS and frame in ("fine", "sue", "settle", "award"):
        return {"poss": subject} if frame != "award" and frame != "sue" else {"against": subject}
    return {"subject": subject} if frame != "fine" else {}


def _aside(noun: "Token", verb: "Token") -> bool:
    """Whether a noun only tells when or why: `failed despite a loan`, `took control after a bid`."""
    up = noun
    while up.head != up and up.head != verb:
        up = up.head
    return up.pos_ in ("ADP", "SCONJ") and up.lower_ in ASIDE


ASIDE = words("aside")


def _prepositions(place: Anchor) -> "Iterator[tuple[str, list[Token]]]":
    """The preposition just after the amount, and those of the amount and of its content noun."""
    owners = [token for token in (place.root, place.content) if token is not None]
    seen = [place.after] if place.after is not None else []
    seen += [child for owner in owners for child in owner.children if child.dep_ in ("prep", "dative", "agent")]
    for preposition in reversed(seen):
        thing = preposition_object(preposition) if preposition.pos_ == "ADP" else None
        if thing is not None and thing.pos_ in (*NOMINAL, "PRON"):
            yield preposition.lower_, conjuncts(thing)
