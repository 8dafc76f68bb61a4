"""The words around a verb or a noun of transfer, by the slot in which they stand."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tasks.money.meaning.anchor import preposition_object
from tasks.money.meaning.cues import subject_of
from tasks.money.meaning.parties import is_party

if TYPE_CHECKING:
    from spacy.tokens import Token


def verb_slots(verb: "Token", amount: range) -> "dict[str, list[Token]]":
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
                filled.setdefault(slot, []).extend(conjuncts(thing))
    return filled


def noun_slots(noun: "Token") -> "dict[str, list[Token]]":
    filled: dict[str, list[Token]] = {}
    for child in noun.children:
        if child.dep_ == "poss":
            filled.setdefault("poss", []).append(child)
        elif child.dep_ in ("compound", "nmod") and child.pos_ == "PROPN":
            filled.setdefault("compound", []).append(child)
        elif child.dep_ in ("prep", "dative", "agent"):
            thing = preposition_object(child)
            if thing is not None:
                filled.setdefault(child.lower_, []).extend(conjuncts(thing))
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
                yield child.lower_, conjuncts(thing)


def conjuncts(token: "Token") -> "list[Token]":
    return [token, *token.conjuncts]
