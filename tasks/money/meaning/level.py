"""A figure type with the cue that gave it, and the types of levels, which are those of what is measured."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from tasks.money.meaning.anchor import HEDGES, LOOK_THROUGH, NOMINAL, Anchor, preposition_object
from tasks.money.meaning.cues import lemma_of, noun_cue, subject_of, verb_cue
from tasks.money.meaning.lexicon import Cue
from tasks.money.meaning.passage import is_large
from tasks.money.mention import FigureType, Mention

if TYPE_CHECKING:
    from spacy.tokens import Token

HUGE = 1_000_000  # dollars above which no one thing is sold at a list price


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure type, how firm its cue is (0 to 1), the cue's frame for roles, one line on why, and the cue's noun."""

    figure_type: FigureType
    strength: float
    frame: str
    why: str
    noun: "Token | None" = None


def sized(figure_type: str, mention: Mention) -> FigureType:
    """`flow/price` settled by the size of the amount: large is the first, small the second. No huge price is one."""
    if figure_type == "price" and mention.per is None and is_large(mention, HUGE):
        return "flow"
    large, _, small = figure_type.partition("/")
    return cast(FigureType, large if not small or is_large(mention) else small)


def by_noun(cue: Cue | None, noun: "Token | None", mention: Mention, strength: float, said: str) -> Iterator[Reading]:
    """The reading that a noun's cue gives, if there is one."""
    if cue is not None:
        yield Reading(sized(cue.figure_type, mention), strength, cue.frame, f"{said} {lemma_of(noun)}", noun)


def by_level(place: Anchor, mention: Mention, strength: float) -> Iterator[Reading]:
    """The kind of a level ("rose to", "was", "reached") is that of the noun whose level it is."""
    things = [child for child in place.verb.children if child.dep_ == "dobj"] if place.verb is not None else []
    told = [thing for thing in map(seen_through, things) if noun_cue(thing) is not None]  # "cut the price to $5"
    subject = told[0] if told else seen_through(subject_of(place.verb))
    cue = noun_cue(subject)
    if lemma_of(place.verb) in ("limit", "cap") and (cue is None or cue.figure_type != "result"):
        yield Reading("other", strength + 0.1, "", f"verb {lemma_of(place.verb)}")
    elif cue is not None:
        yield from by_noun(cue, subject, mention, strength, "level of")
    else:
        large: FigureType = "stock" if lemma_of(place.verb) == "stand" else "result"
        yield Reading(large if is_large(mention) else "price", 0.4, "", f"level of {lemma_of(subject)}")


def by_move(place: Anchor, mention: Mention) -> Iterator[Reading]:
    """`jumped $5 to`, `lower the price by $5`: read from the words in a row, which parsers often misread."""
    doc, at = place.span.doc, place.span.start - 1
    while at > 0 and (doc[at].pos_ in ("ADV", "SYM") or doc[at].lower_ in HEDGES):
        at -= 1
    if at < 0:
        return
    reach, relation = (1, "object") if doc[at].pos_ in ("VERB", "NOUN") else (8, doc[at].lower_)
    if relation not in ("object", "by", "to"):
        return
    for token in reversed(doc[max(0, at + 1 - reach) : at + 1]):
        cue = verb_cue(token, relation) if token.pos_ == "VERB" else None
        if cue is not None and cue.figure_type == "change":
            yield Reading("change", 0.87, "", f"verb {lemma_of(token)} {relation}")
        elif cue is not None and cue.figure_type == "level":
            yield from by_level(replace(place, verb=token, relation=relation), mention, 0.89)
        if cue is not None:
            return


def by_worth(place: Anchor, mention: Mention, said: str) -> Iterator[Reading]:
    """`worth $5m` keeps the kind of a deal or a sale; of a firm or a person it is a stock."""
    before = place.span.doc[max(0, place.span.start - 5) : place.span.start]
    worth = next((token for token in before if token.lower_ == "worth"), None)
    if worth is None:
        return
    thing = worth.head if worth.head.pos_ in NOMINAL else subject_of(worth.head)
    cue = noun_cue(thing) if thing is None or thing.pos_ != "PROPN" else None
    if cue is not None and cue.figure_type != "price":
        yield from by_noun(cue, thing, mention, 0.93, f"{said} of")
    else:
        yield Reading("stock" if is_large(mention) else "price", 0.93, "", said)


def seen_through(noun: "Token | None") -> "Token | None":
    """`the volume of the offering` is a figure of the offering."""
    if noun is None or lemma_of(noun) not in LOOK_THROUGH or noun_cue(noun) is not None:
        return noun
    inner = next((preposition_object(child) for child in noun.children if child.lower_ in ("of", "for")), None)
    return inner if inner is not None else noun
