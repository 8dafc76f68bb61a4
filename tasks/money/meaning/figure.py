"""What kind of figure an amount is: flow, total, stock, result, price, change or other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, cast

from tasks.money.meaning.anchor import HEDGES, LOOK_THROUGH, NOMINAL, Anchor, is_amount, noun_head, preposition_object
from tasks.money.meaning.lexicon import Cue, nouns, phrases, verbs
from tasks.money.meaning.passage import is_large
from tasks.money.mention import FigureType, Mention

if TYPE_CHECKING:
    from spacy.tokens import Token

# Units of sale and of work: an amount for one of them is a price, unless the noun says otherwise.
FIRST_WORDS = {"assets", "letters", "lines", "letter", "line"}  # heads that their names begin with
TIMES = {"year", "month", "week", "quarter", "day"}
COMPARED = re.compile(
    r"(?:\b(?:from|versus|vs\.?|against|compared? (?:with|to)|or|than|and|plus|as well as)|,|\()\s*(?:an? )?(?:about |around |some |estimated |just |nearly |over |more than |less than |loss of |profit of )*$",
    re.IGNORECASE,
)
PERIOD = re.compile(
    r"\b(?:in|during|over|for) (?:the |its |their |fiscal |calendar |all of )*(?:(?:first|second|third|fourth|last|latest|previous|same|current|past|\w+) "
    r"(?:quarter|half|financial year|fiscal year|year|period|months?|days|weeks)\b|quarter\b|q[1-4]\b|(?:19|20)\d\d\b)|\blast year\b|\bthe year before\b",
    re.IGNORECASE,
)
MOVED_TO = re.compile(r"\bfrom .{0,20}\$5(?: million)?(?: an? \w+| per \w+)? to $")
PERIODIC = {"spend", "raise", "buyworth", "sellworth"}
# Acts that a perfect tense sums up: "has raised $5m" counts every gift so far.
MASS = {"aid", "assistance", "funding", "support", "help", "investment", "relief"}
GATHERING = {"raise", "spend", "donate", "give", "contribute"}
TYPICAL = {"average", "median", "typical"}
NOTES = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000}  # amounts that a banknote is worth
HUGE = 1_000_000  # dollars above which no one thing is sold at a list price


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure type, how firm its cue is (0 to 1), the cue's frame for roles, one line on why, and the noun of the cue."""

    figure_type: FigureType
    strength: float
    frame: str
    why: str
    noun: "Token | None" = None


def noun_cue(noun: "Token | None") -> Cue | None:
    """The cue of a noun, by its longest name in the lexicon: "market value" before "value".

    A plural is looked up as it stands and then by its lemma: "sales" are a result, a "sale" is a flow.
    """
    if noun is None or noun.pos_ not in (*NOMINAL, "ADJ", "VERB"):
        return None
    known, doc, at = nouns(), noun.doc, noun.i
    if noun.lower_ not in last_words() and noun.lemma_.lower() not in last_words() and noun.lower_ not in FIRST_WORDS:
        return None
    longer = (at, at + 2) if noun.lower_ in FIRST_WORDS else (at, at)
    for first, last in ((at - 2, at), (at - 1, at), longer, (at, at)):
        if first < 0 or last >= len(doc):
            continue
        words = [token.lower_ for token in doc[first : last + 1]]
        for end in (words[-1], doc[last].lemma_.lower()):
            cue = known.get(" ".join([*words[:-1], end]))
            if cue is not None:
                return cue
    return None


@cache
def last_words() -> frozenset[str]:
    """The last words of the nouns of the lexicon: most nouns of a text are ruled out by them."""
    return frozenset(name.split()[-1] for name in nouns())


def verb_cue(verb: "Token | None", relation: str) -> Cue | None:
    """The cue of a verb (with its particle) for an amount that stands to it in `relation`."""
    if verb is None:
        return None
    known, lemma = verbs(), verb.lemma_.lower()
    for child in verb.children:
        if child.dep_ == "prt" and (f"{lemma} {child.lower_}", relation) in known:
            return known[f"{lemma} {child.lower_}", relation]
    return known.get((lemma, relation))


def subject_of(verb: "Token | None") -> "Token | None":
    """The subject of a verb: its own, or that of the verb it hangs from."""
    for _ in range(6):
        if verb is None:
            return None
        for child in verb.children:
            if child.dep_ in ("nsubj", "nsubjpass", "csubj", "expl"):
                return relative_head(child)
        if verb.dep_ in ("relcl", "acl") and verb.head.pos_ in NOMINAL:
            if not any(child.tag_ == "TO" for child in verb.children):
                return verb.head
            doer = _doer(verb.head)
            if doer is not None:
                return doer
            verb = next((up for up in verb.ancestors if up.pos_ in ("VERB", "AUX")), None)
            continue
        if verb.dep_ == "pcomp" and verb.head.lower_ in ("for", "of") and verb.head.head.pos_ == "VERB":
            object_ = next((child for child in verb.head.head.children if child.dep_ in ("dobj", "nsubjpass")), None)
            if object_ is not None and not is_amount(object_):  # "arrested the clerk for stealing"
                return object_
        if verb.dep_ not in ("conj", "xcomp", "advcl", "pcomp", "ccomp", "prep", "dep", "aux", "auxpass"):
            return None
        verb = verb.head if verb.head.pos_ in ("VERB", "AUX") else next(
            (up for up in verb.ancestors if up.pos_ in ("VERB", "AUX")), None
        )
    return None


def _doer(noun: "Token") -> "Token | None":
    """Who is to act in `Norvik's plan to pay`, `a decision by Norvik to pay`."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
        if child.dep_ in ("prep", "agent") and child.lower_ == "by":
            return preposition_object(child)
    inner = next((preposition_object(child) for child in noun.children if child.lower_ == "of"), None)
    return _doer(inner) if inner is not None and inner.i > noun.i else None


def relative_head(token: "Token") -> "Token":
    """The noun that a relative pronoun stands for, the nearest one before "which"; the token itself otherwise."""
    if token.lower_ not in ("which", "that", "who") or token.head.dep_ != "relcl":
        return token
    before = token.i - 1
    while before > 0 and token.doc[before].text in (",", ")", "--"):
        before -= 1
    nearest = token.doc[before]
    return nearest if token.lower_ == "which" and nearest.pos_ in NOMINAL else token.head.head


def read_figure(place: Anchor, mention: Mention, previous: Reading | None) -> Reading:
    """The figure type of one amount, by the firmest cue on it."""
    left, right = _sides(place)
    candidates = [
        *_by_phrase(left, right, place, mention),
        *_by_grammar(place, mention, left, previous),
        *_by_unit(mention),
        *_by_window(place, mention),
        _by_size(mention),
    ]
    best = max(candidates, key=lambda reading: reading.strength)
    return _gathered(best, place, left, right)


def _sides(place: Anchor) -> tuple[str, str]:
    span = place.span
    return place.text[max(0, span.start_char - 160) : span.start_char], place.text[span.end_char : span.end_char + 120]


def _sized(figure_type: str, mention: Mention) -> FigureType:
    """`flow/price` settled by the size of the amount: large is the first, small the second."""
    if figure_type == "price" and mention.per is None and is_large(mention, HUGE):
        return "flow"
    large, _, small = figure_type.partition("/")
    return cast(FigureType, large if not small or is_large(mention) else small)


def _by_phrase(left: str, right: str, place: Anchor, mention: Mention) -> Iterator[Reading]:
    for phrase in phrases():
        if phrase.figure_type == "total":
            continue
        found = phrase.pattern.search(left if phrase.side == "left" else right)
        if found is None or _is_particle(place) or phrase.figure_type == "other" and "bill" in found.group() and not _is_note(mention):
            continue
        said = f"phrase {found.group().strip()[-40:]!r}"
        if phrase.figure_type == "worth":
            yield from _worth(place, mention, said)
        elif phrase.figure_type == "at" or phrase.figure_type == "from":
            if not is_large(mention):
                yield Reading("price", 0.5, "", said)
        else:
            yield Reading(cast(FigureType, phrase.figure_type), 0.92, "", said)


def _is_particle(place: Anchor) -> bool:
    """Whether the word before the amount belongs to a verb: `coughed up $5m` tells of no rise."""
    start = place.span.start
    return start > 0 and place.span.doc[start - 1].dep_ == "prt"


def _is_note(mention: Mention) -> bool:
    return mention.amount in NOTES


def _worth(place: Anchor, mention: Mention, said: str) -> Iterator[Reading]:
    """`worth $5m` keeps the kind of a deal or a sale; of a firm or a person it is a stock."""
    before = place.span.doc[max(0, place.span.start - 5) : place.span.start]
    worth = next((token for token in before if token.lower_ == "worth"), None)
    if worth is None:
        return
    thing = worth.head if worth.head.pos_ in NOMINAL else subject_of(worth.head)
    cue = noun_cue(thing) if thing is None or thing.pos_ != "PROPN" else None
    if cue is not None and cue.figure_type != "price":
        yield Reading(_sized(cue.figure_type, mention), 0.93, cue.frame, f"{said} of {_word(thing)!r}", thing)
    else:
        yield Reading("stock" if is_large(mention) else "price", 0.93, "", said)


def _by_grammar(place: Anchor, mention: Mention, left: str, previous: Reading | None) -> Iterator[Reading]:
    if previous is not None and previous.figure_type != "change" and MOVED_TO.search(left):
        yield Reading(previous.figure_type, 0.88, previous.frame, "moved to from the amount before it", previous.noun)
    verb, noun, content = verb_cue(place.verb, place.relation), noun_cue(place.noun), noun_cue(place.content)
    yield from _by_move(place, mention)
    if previous is not None and COMPARED.search(left) and place.relation != "attribute":
        if previous.figure_type != "change":
            yield Reading(previous.figure_type, 0.82, previous.frame, "compared with the amount before it", previous.noun)
    if place.relation == "attribute":
        if noun is not None:
            yield Reading(_sized(noun.figure_type, mention), 0.9, noun.frame, f"noun {_word(place.noun)}", place.noun)
        elif _word(place.noun) in LOOK_THROUGH:
            yield from _level(place, mention, 0.7)
        else:
            yield Reading("flow" if is_large(mention) else "price", 0.55, "spend", f"a {_word(place.noun)} of that size", place.noun)
        return
    if verb is not None and verb.figure_type == "change":
        yield Reading("change", 0.88, "", f"verb {_word(place.verb)} {place.relation}")
    if noun is not None and noun.figure_type == "change" and place.relation == "to":  # "a fall in profit to $5m"
        inner = next((preposition_object(child) for child in place.noun.children if child.lower_ in ("in", "of")), None)  # type: ignore[union-attr]
        of_inner = noun_cue(inner)
        if of_inner is not None:
            yield Reading(_sized(of_inner.figure_type, mention), 0.87, of_inner.frame, f"level of {_word(inner)}", inner)
    if noun is not None and place.noun is not None:
        yield Reading(_sized(noun.figure_type, mention), 0.85, noun.frame, f"noun {_word(place.noun)}", place.noun)
    held = _word(place.verb) != "have" and verb is not None and verb.figure_type in ("stock", "result") and content is not None and content.figure_type != verb.figure_type
    if content is not None and _word(place.content) != "cash" and not (held and content.figure_type.startswith("flow") or held and content.figure_type == "price"):
        frame = verb.frame if verb is not None and verb.frame and verb.figure_type != "level" else content.frame
        firm = 0.86 if noun is None or noun.figure_type != "change" else 0.8
        yield Reading(_sized(content.figure_type, mention), firm, frame, f"of {_word(place.content)}", place.content)
    if _word(place.noun) in LOOK_THROUGH:
        yield from _level(place, mention, 0.74)
    if verb is not None and verb.figure_type == "level":
        yield from _level(place, mention, 0.78)
    elif verb is not None:
        yield from _by_verb(place, mention, verb)
    elif place.relation in ("at", "to") and noun_cue(_seen_through(subject_of(place.verb))) is not None:
        yield from _level(place, mention, 0.62)
    if place.relation == "at" and place.verb is not None and place.verb.dep_ == "acl":  # "an offer valued at $5m"
        thing = noun_cue(place.verb.head)
        if thing is not None:
            yield Reading(_sized(thing.figure_type, mention), 0.78, thing.frame, f"noun {_word(place.verb.head)}", place.verb.head)


def _by_move(place: Anchor, mention: Mention) -> Iterator[Reading]:
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
            yield Reading("change", 0.87, "", f"verb {_word(token)} {relation}")
        elif cue is not None and cue.figure_type == "level":
            yield from _level(replace(place, verb=token, relation=relation), mention, 0.89)
        if cue is not None:
            return


def _by_verb(place: Anchor, mention: Mention, cue: Cue) -> Iterator[Reading]:
    kind = _sized(cue.figure_type, mention)
    if cue.frame in ("earn", "pay") and mention.per in (*TIMES, "hour") and not is_large(mention, 200_000):
        kind = "price"
    if place.verb is None:
        return
    if cue.frame in PERIODIC and _past(place.verb) and PERIOD.search(place.text):
        kind = "result"
    elif _word(place.verb) in GATHERING and _perfect(place.verb) and mention.per is None:
        kind = "total"
    subject = subject_of(place.verb)
    if kind == "flow" and subject is not None and any(child.lower_ in TYPICAL for child in subject.children):
        kind = "price"
    yield Reading(kind, 0.74, cue.frame, f"verb {_word(place.verb)} {place.relation}")


def _perfect(verb: "Token") -> bool:
    return any(child.dep_ == "aux" and child.lower_ in ("has", "have", "'ve", "’ve") for child in verb.children)


def _past(verb: "Token | None") -> bool:
    return verb is not None and (verb.tag_ in ("VBD", "VBN") or any(child.tag_ == "VBD" for child in verb.children))


def _level(place: Anchor, mention: Mention, strength: float) -> Iterator[Reading]:
    """The kind of a level ("rose to", "was", "reached") is that of the noun whose level it is."""
    things = [child for child in place.verb.children if child.dep_ == "dobj"] if place.verb is not None else []
    told = [thing for thing in map(_seen_through, things) if noun_cue(thing) is not None]  # "cut the price to $5"
    subject = told[0] if told else _seen_through(subject_of(place.verb))
    cue = noun_cue(subject)
    if cue is not None:
        kind = _sized(cue.figure_type, mention)
        yield Reading(kind, strength, cue.frame, f"level of {_word(subject)}", subject)
    elif place.verb is not None and place.verb.lemma_ in ("limit", "cap"):
        yield Reading("other", strength, "", f"verb {_word(place.verb)}")
    else:
        large: FigureType = "stock" if place.verb is not None and place.verb.lemma_ == "stand" else "result"
        yield Reading(large if is_large(mention) else "price", 0.4, "", f"level of {_word(subject)}")


def _seen_through(noun: "Token | None") -> "Token | None":
    """`the volume of the offering` is a figure of the offering."""
    if noun is None or noun.lemma_.lower() not in LOOK_THROUGH or noun_cue(noun) is not None:
        return noun
    inner = next((preposition_object(child) for child in noun.children if child.lower_ in ("of", "for")), None)
    return inner if inner is not None else noun


def _by_unit(mention: Mention) -> Iterator[Reading]:
    if mention.per is not None and mention.per not in TIMES:
        yield Reading("price", 0.72, "", f"per {mention.per}")
    elif mention.per is not None and not is_large(mention):
        yield Reading("price", 0.55, "", f"per {mention.per}")


def _by_window(place: Anchor, mention: Mention) -> Iterator[Reading]:
    """The nearest noun of the lexicon, where grammar found none: weak, and weaker with distance."""
    doc, span = place.span.doc, place.span
    colon = span.start > 0 and doc[span.start - 1].text in (":", "—", "–")
    for distance in range(1, 13 if colon else 7):
        for at in (span.end - 1 + distance, span.start - distance):
            if 0 <= at < len(doc) and doc[at].pos_ == "NOUN" and noun_head(doc[at]) == doc[at]:
                cue = noun_cue(doc[at])
                if cue is not None:
                    kind = _sized(cue.figure_type, mention)
                    yield Reading(kind, 0.5 - 0.03 * distance, cue.frame, f"near {_word(doc[at])}", doc[at])
                    return


def _by_size(mention: Mention) -> Reading:
    return Reading("flow" if is_large(mention) else "price", 0.2, "", "by size alone")


def _gathered(best: Reading, place: Anchor, left: str, right: str) -> Reading:
    """A flow that the sentence sums up over several ("so far", "brings the total") is a total."""
    if best.figure_type not in ("flow", "result"):
        return best
    if best.figure_type == "flow" and best.noun is not None and _summed(best.noun):
        return Reading("total", 0.85, best.frame, f"total {_word(best.noun)}", best.noun)
    for phrase in phrases():
        found = phrase.pattern.search(left if phrase.side == "left" else right) if phrase.figure_type == "total" else None
        if found is not None and (best.figure_type == "flow" or "total" in found.group()):
            return Reading("total", 0.85, best.frame, f"phrase {found.group().strip()[:40]!r}", best.noun)
    return best


def _summed(noun: "Token") -> bool:
    """Whether a noun of many flows is called their total: `total payouts`, `total aid`."""
    many = noun.tag_ == "NNS" or noun.lemma_.lower() in MASS
    return many and any(child.lower_ in ("total", "cumulative", "combined", "overall") for child in noun.children)


def _word(token: "Token | None") -> str:
    return "" if token is None else token.lemma_.lower()
