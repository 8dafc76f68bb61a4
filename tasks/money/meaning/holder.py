"""Whose figure it is: the holder of a result, a stock, a price or a change."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tasks.money.meaning.anchor import LOOK_THROUGH, NOMINAL, Anchor, preposition_object
from tasks.money.meaning.cues import noun_cue, subject_of, verb_cue
from tasks.money.meaning.level import Reading
from tasks.money.meaning.lexicon import words
from tasks.money.meaning.names import is_name
from tasks.money.meaning.parties import (
    REPORTING,
    SPEAKERS,
    acts,
    headline_name,
    is_dateline,
    is_party,
    own_role,
    party_role,
    topic,
)
from tasks.money.meaning.scene import Scene, View
from tasks.money.meaning.seller import read_seller
from tasks.money.mention import Role, because

if TYPE_CHECKING:
    from spacy.tokens import Token

OWNING = ("of", "at", "for", "from", "by", "in")
# Things with a price of their own: nobody holds the price of oil or of a currency.
MARKET = words("market")
SHARES = words("share")
# Nouns of price that belong to whoever is named before them.
OWNED = SHARES | {"wage", "salary", "price", "fare", "fee", "rate", "plan", "pay"}
AIMS = words("aim")
NOBODYS = words("nobody")
SELLERS = words("seller")
FORESEEING = words("foreseeing")  # what a firm expects to earn is its own


def read_holder(place: Anchor, reading: Reading, view: View, scene: Scene) -> Role | None:
    """The party whose figure the amount is, None where none is stated."""
    measures = list(measure_nouns(place, reading))
    if any(_is_market(noun) for noun in (*measures, subject_of(place.verb)) if noun is not None):
        return None
    valued = _valued(place, reading)
    if valued is not None:
        return because(party_role(valued, view, scene), "what is valued")
    for noun in measures:
        if noun == place.noun and reading.figure_type == "stock" and place.relation == "attribute" and is_party(noun):
            return party_role(noun, view, scene)
        for owner in owners(noun, reading):
            role = party_role(owner, view, scene)
            if role is not None:
                return because(role, f"whose {noun.text}")
    aimed = any(noun.lemma_.lower() in AIMS for noun in measures)  # whoever sets a target is not its holder
    subject = _holding_subject(place, reading) if not aimed or reading.figure_type != "price" else None
    if subject is not None:
        return because(party_role(subject, view, scene), f"subject of {subject.head.text}")
    doer = subject_of(place.verb) if reading.frame in ("earn", "spend") and place.relation == "object" else None
    if doer is not None and doer.pos_ == "NOUN" and noun_cue(doer) is None and reading.figure_type == "result":
        return because(
            own_role(doer, view, scene), "what earns or loses"
        )  # whatever earns or loses: "the waterway lost $5m"
    told = _from_before(measures, place, reading, view, scene)
    if told is not None or reading.figure_type != "price":
        return because(told, "told before")
    return because(read_seller(measures, place, view, scene), "who sells or employs")


def _is_market(noun: "Token") -> bool:
    near = [noun, *(child for child in noun.children if child.dep_ in ("compound", "amod"))]
    near += [
        thing
        for child in noun.children
        if child.dep_ == "prep"
        for thing in (preposition_object(child),)
        if thing is not None
    ]
    return any(word in MARKET for token in near if not _in_name(token) for word in (token.lemma_.lower(), token.lower_))


def _in_name(token: "Token") -> bool:
    """`Copper` of "Halden Copper", which is no metal."""
    return (
        token.pos_ == "PROPN"
        and token.lower_ not in ("index", "indicator")
        and any(other.pos_ == "PROPN" and other.dep_ == "compound" for other in token.children)
    )


def _valued(place: Anchor, reading: Reading) -> "Token | None":
    """Whom the verb values or spares the amount: `values Norvik at $5m`, `saves Norvik $5m`."""
    if place.verb is None or (reading.frame != "value" and place.verb.lemma_ not in ("save", "cost")):
        return None
    slots = ("dobj", "dative", "nsubjpass")
    return next((child for child in place.verb.children if child.dep_ in slots and is_party(child)), None)


def measure_nouns(place: Anchor, reading: Reading) -> "Iterator[Token]":
    """The nouns that may name what is measured: the governor, the content, the subject and object of the verb."""
    candidates = [place.noun, place.content, reading.noun]
    if place.verb is not None and place.relation != "attribute":
        candidates.append(subject_of(place.verb))
        candidates += [child for child in place.verb.children if child.dep_ == "dobj" and child.pos_ in NOMINAL]
        candidates += [preposition_object(child) for child in _off(place)] if reading.figure_type == "change" else []
    seen = set()
    for noun in candidates:
        if noun is not None and noun.i not in seen and not place.span.start <= noun.i < place.span.end:
            seen.add(noun.i)
            if not is_party(noun) or noun_cue(noun) is not None:
                yield noun


def _off(place: Anchor) -> "Iterator[Token]":
    """`off` in "wiped $5m off Norvik's value"."""
    beside = [place.after] if place.after is not None else []
    for token in (*beside, *(place.verb.children if place.verb is not None else ())):
        if token.lower_ in ("off", "from"):
            yield token


def owners(noun: "Token", reading: Reading) -> "Iterator[Token]":
    """Who may own the figure that a noun names: `Norvik's profit`, `Norvik profit`, `profit at Norvik`."""
    loose = reading.figure_type != "price" or noun.lemma_.lower() in OWNED
    for child in noun.children:
        if child.dep_ == "poss" and noun.lemma_ == "target" and child.pos_ == "PRON":
            continue
        if child.dep_ == "poss" or (loose and child.dep_ in ("compound", "nmod", "amod") and is_name(child)):
            yield child
            if not is_party(child):
                yield from owners(child, reading)
        elif loose and child.dep_ == "compound" and child.pos_ == "NOUN":  # "the Ruritania budget shortfall"
            yield from owners(child, reading)
        elif child.dep_ == "acl" and child.tag_ == "VBN":  # "a loss suffered by Norvik"
            agents = (preposition_object(agent) for agent in child.children if agent.dep_ == "agent")
            yield from (agent for agent in agents if agent is not None)
    if loose:
        yield from _owners_after(noun, reading)


def _owners_after(noun: "Token", reading: Reading) -> "Iterator[Token]":
    """Who is named after the noun: `profit at Norvik`, `the value of Norvik's mill`."""
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in OWNING:
            thing = preposition_object(child)
            buyers = reading.figure_type == "price" and (
                child.lower_ == "for" or (thing is not None and acts(thing) == "many")
            )
            if buyers:
                continue
            if thing is not None and is_party(thing):
                yield thing
            elif (
                thing is not None
                and thing.pos_ in NOMINAL
                and (child.lower_ in ("of", "in") or noun.lemma_ in LOOK_THROUGH)
            ):
                yield from owners(thing, reading)


def _holding_subject(place: Anchor, reading: Reading) -> "Token | None":
    """The subject, if a party, of the verb over the amount or of one it hangs from: `Norvik saw profit rise to $5`."""
    verb = place.verb
    for _ in range(3):
        if verb is None or (verb.lemma_.lower() in REPORTING and verb != place.verb):
            foreseen = verb is not None and verb.lemma_.lower() in FORESEEING and reading.figure_type == "result"
            teller = subject_of(verb) if foreseen else None
            return teller if teller is not None and is_name(teller) else None
        if reading.figure_type == "price" and not _sells(verb, place):
            return None
        subject = subject_of(verb)
        if (
            subject is not None
            and is_party(subject)
            and subject.lemma_.lower() not in ("analyst", "economist", "source", "report")
        ):
            return subject
        if verb.dep_ not in ("xcomp", "conj", "advcl", "pcomp", "ccomp"):
            return None
        verb = verb.head if verb.head.pos_ in ("VERB", "AUX") else None
    return None


def _sells(verb: "Token", place: Anchor) -> bool:
    cue = verb_cue(verb, place.relation)
    return place.relation != "attribute" and (
        verb.lemma_.lower() in SELLERS
        or (cue is not None and cue.figure_type in ("level", "price", "change", "result"))
    )


def _from_before(measures: "list[Token]", place: Anchor, reading: Reading, view: View, scene: Scene) -> Role | None:
    """The holder told earlier: of the same measure in the sentences before, else the name they speak of."""
    lemmas = {noun.lemma_.lower() for noun in measures}
    for earlier in scene.earlier(lemmas) if lemmas else ():
        for token in earlier.doc:
            if token.lemma_.lower() in lemmas and token.pos_ in NOMINAL:
                for owner in _owners_before(token, reading):
                    role = party_role(owner, earlier, scene) if owner.lower_ not in SPEAKERS else None
                    if role is not None:
                        return role
    if not _about_the_topic(measures, reading):
        return None
    for name in reversed(
        [token for token in view.doc[: place.span.start] if is_name(token) and not is_dateline(token)]
    ):
        if name.dep_ in ("nsubj", "nsubjpass", "poss") and name.head.lemma_.lower() not in REPORTING:
            return party_role(name, view, scene)
    return headline_name(scene) or topic(scene)


def _owners_before(noun: "Token", reading: Reading) -> "Iterator[Token]":
    """Who owned the figure, or told or sold the thing, in an earlier sentence."""
    if noun.dep_ == "dobj" and noun.head.pos_ == "VERB" and noun.head.lemma_.lower() in SELLERS:
        subject = subject_of(noun.head)
        if subject is not None and is_name(subject):
            yield subject
    yield from owners(noun, reading)


def _about_the_topic(measures: "list[Token]", reading: Reading) -> bool:
    if any(noun.lemma_.lower() in NOBODYS for noun in measures):
        return False
    if reading.figure_type in ("result", "stock"):
        return True
    if reading.figure_type == "change":
        return any(cue is not None and cue.figure_type in ("result", "stock") for cue in map(noun_cue, measures))
    return any(noun.lemma_.lower() in SHARES for noun in measures) or "per share" in reading.why
