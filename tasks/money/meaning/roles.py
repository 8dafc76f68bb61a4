"""Who pays and who gets: the slots of the frames, filled from the parse."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tasks.money.meaning.anchor import NOMINAL, Anchor, noun_head, preposition_object, verb_above
from tasks.money.meaning.cues import noun_cue, subject_of, verb_cue
from tasks.money.meaning.level import Reading
from tasks.money.meaning.lexicon import frames, words
from tasks.money.meaning.parties import headline_name, is_name, is_party, own_role, party_role, topic
from tasks.money.meaning.scene import Scene, View
from tasks.money.mention import Role

if TYPE_CHECKING:
    from spacy.tokens import Token

# Prepositions of the verb that may name a party of its noun: "brings aid to Elbonia to $5m".
BESIDE = ("to", "from", "against")
# Frames in which what is bought or sold may itself be the recipient, if it is a named company.
THINGS = {"buy": ("object", "of", "for"), "deal": ("for", "of")}
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
        _add(found, "recipient", None if imposer is None else own_role(imposer, view, scene))
    if len(found) < 2:
        _from_around(found, place, reading, view, scene)
    return found.get("payer"), found.get("recipient")


def _is_fine(place: Anchor, reading: Reading) -> bool:
    cues = [noun_cue(noun) for noun in (place.noun, place.content, reading.noun)]
    return reading.frame == "fine" or any(cue is not None and cue.frame == "fine" for cue in cues)


def _from_around(found: dict[str, Role], place: Anchor, reading: Reading, view: View, scene: Scene) -> None:
    """Names from the rest of the sentence, the title or an earlier sentence that tell of the same kind of act."""
    own = {token.i for token in (place.noun, place.content, reading.noun) if token is not None}
    proposed = place.verb is not None and place.verb.lemma_.lower() in PROPOSERS and reading.frame != "sue"
    for around in _around(view, scene):
        told: dict[str, Role] = {}
        for token, frame, filled in _same_act(reading.frame, around):
            near = around is view or around.passage.pieces[0].where == "title" or frame == reading.frame
            if near and (around is not view or token.i not in own):
                fill(told, frame, filled, around, scene)
        for role, party in told.items():
            if role not in found and _is_named(party) and not (role == "payer" and proposed):
                _add(found, role, party)
        if len(found) == 2:
            return
    if reading.frame == "raise":
        _add_missing(found, "recipient", headline_name(scene) or topic(scene))
    if reading.frame in ACCUSED:
        _add_missing(found, "payer", headline_name(scene, sure=True))


def _around(view: View, scene: Scene) -> Iterator[View]:
    yield view
    yield from scene.titles()
    yield from scene.earlier()


def _is_named(party: Role) -> bool:
    return any(letter.isupper() for letter in party.surface.split()[-1])


def _add_missing(found: dict[str, Role], role: str, party: Role | None) -> None:
    if role not in found:
        _add(found, role, party)


ACCUSED = ("fine", "sue", "award", "settle")  # frames whose payer the title names: "Norvik wins cut of fine"
REGULATORS = words("regulator")
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


def fill(found: dict[str, Role], frame: str, filled: "dict[str, list[Token]]", view: View, scene: Scene) -> None:
    """Add to `found` the roles of a frame that it lacks, from the tokens in the frame's slots."""
    for role in ("payer", "recipient"):
        if role not in found:
            wanted = [slot for slot, name in frames().get(frame, {}).items() if name == role]
            _add(found, role, _first(frame, wanted, filled, view, scene))


def _add(found: dict[str, Role], role: str, party: Role | None) -> None:
    if party is not None and party.surface not in [other.surface for other in found.values()]:
        found[role] = party


def _same_act(frame: str, view: View) -> "Iterator[tuple[Token, str, dict[str, list[Token]]]]":
    """The verbs and nouns of an earlier sentence or title that tell of the same kind of act, with their slots."""
    kinds = {other for act in ACTS if frame in act for other in act}
    for token in view.doc:
        verb = (verb_cue(token, "object") or verb_cue(token, "for")) if token.pos_ == "VERB" else None
        if verb is not None and verb.frame in kinds:
            yield token, verb.frame, _verb_slots(token, range(0))
        noun = noun_cue(token) if token.pos_ in NOMINAL else None
        if noun is not None and noun.frame in kinds:
            yield token, noun.frame, {**_noun_slots(token), **_noun_slots(noun_head(token))}


def _first(frame: str, wanted: list[str], filled: "dict[str, list[Token]]", view: View, scene: Scene) -> Role | None:
    for slot in wanted:
        for token in filled.get(slot, []):
            party = _issuer(token) if slot in THINGS.get(frame, ()) and not is_name(token) else token
            role = party_role(party, view, scene) or party_role(_member(party, slot), view, scene)
            if role is not None:
                return role
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


HOLDINGS = words("holding")


def _member(token: "Token | None", slot: str) -> "Token | None":
    """`investors` of "a dozen of investors", where the noun before "of" is nobody."""
    if token is None:
        return None
    inner = next((child for child in token.children if child.lower_ == "of"), None) if slot == "subject" else None
    return preposition_object(inner) if inner is not None else None


def _slots(place: Anchor, reading: Reading) -> "Iterator[tuple[str, dict[str, list[Token]]]]":
    """The frames that bear on the amount, the firmest first, each with the tokens in its slots."""
    prepositions = dict(_prepositions(place))
    of_verb = verb_cue(place.verb, place.relation) or verb_cue(place.verb, "object")
    verb = place.verb
    around = _verb_slots(place.verb, range(place.span.start, place.span.end)) if place.verb is not None else {}
    noun = place.noun if noun_cue(place.noun) is not None else reading.noun or place.noun or place.content
    inside = _noun_slots(noun) if noun is not None else {}
    cue = noun_cue(noun)
    if of_verb is not None and of_verb.frame in ("raise", "receive"):
        yield from _aims(place, passing=True)
    if of_verb is not None and of_verb.frame:
        within = {slot: tokens for slot, tokens in inside.items() if slot not in ("poss", "compound")}
        yield of_verb.frame, {**within, **around, **prepositions}
    frame = cue.frame if cue is not None and cue.frame else reading.frame or "give"
    if verb is not None and noun is not None and noun in verb.ancestors:  # "approved loans totalling $5m"
        verb = verb_above(noun)
        around = _verb_slots(verb, range(0)) if verb is not None else {}
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
        cue, slots = verb_cue(verb, "object"), _verb_slots(verb, range(0))
        if cue is not None:
            if not passing or cue.frame in ("give", "pay") and ("to" in slots or "dative" in slots):
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


def _verb_slots(verb: "Token", amount: range) -> "dict[str, list[Token]]":
    filled: dict[str, list[Token]] = {}
    passive = any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children) or (
        verb.dep_ == "acl" and verb.tag_ == "VBN"
    )
    subject = subject_of(verb)
    if subject is not None and subject.i not in amount:
        filled["object" if passive else "subject"] = [subject]
    for child in verb.children:
        if child.i in amount:
            continue
        if child.dep_ in ("dobj", "dative") and child.pos_ != "ADP":
            filled.setdefault("object" if child.dep_ == "dobj" else "dative", []).append(child)
        elif child.dep_ in ("prep", "dative", "agent") and child.pos_ == "ADP":
            thing = preposition_object(child)
            if thing is not None:
                slot = "subject" if child.dep_ == "agent" else child.lower_
                filled.setdefault(slot, []).extend(_conjuncts(thing))
    return filled


def _noun_slots(noun: "Token") -> "dict[str, list[Token]]":
    filled: dict[str, list[Token]] = {}
    for child in noun.children:
        if child.dep_ == "poss":
            filled.setdefault("poss", []).append(child)
        elif child.dep_ in ("compound", "nmod") and child.pos_ == "PROPN":
            filled.setdefault("compound", []).append(child)
        elif child.dep_ in ("prep", "dative", "agent"):
            thing = preposition_object(child)
            if thing is not None:
                filled.setdefault(child.lower_, []).extend(_conjuncts(thing))
    for verb in (child for child in noun.children if child.dep_ == "acl" and child.tag_ == "VBN"):
        for slot, tokens in _done_by(verb):
            filled.setdefault(slot, []).extend(tokens)
    return filled


def _done_by(participle: "Token") -> "Iterator[tuple[str, list[Token]]]":
    """Who is named after `a loan offered by`, `a fine imposed on`, `a bribe paid to`."""
    for child in participle.children:
        if child.dep_ in ("agent", "prep", "dative") and child.lower_ in ("by", "to", "on", "from", "against"):
            thing = preposition_object(child)
            if thing is not None and is_party(thing):
                yield child.lower_, _conjuncts(thing)


def _prepositions(place: Anchor) -> "Iterator[tuple[str, list[Token]]]":
    """The preposition just after the amount, and those of the amount and of its content noun."""
    owners = [token for token in (place.root, place.content) if token is not None]
    seen = [place.after] if place.after is not None else []
    seen += [child for owner in owners for child in owner.children if child.dep_ in ("prep", "dative", "agent")]
    for preposition in reversed(seen):
        thing = preposition_object(preposition) if preposition.pos_ == "ADP" else None
        if thing is not None and thing.pos_ in (*NOMINAL, "PRON"):
            yield preposition.lower_, _conjuncts(thing)


def _conjuncts(token: "Token") -> "list[Token]":
    return [token, *token.conjuncts]
