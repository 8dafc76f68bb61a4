"""What kind of figure an amount is: flow, total, stock, result, price, change or other."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from tasks.money.meaning.anchor import LOOK_THROUGH, Anchor, noun_head, preposition_object
from tasks.money.meaning.cues import lemma_of, noun_cue, subject_of, verb_cue
from tasks.money.meaning.level import Reading, by_level, by_move, by_noun, by_worth, seen_through, sized
from tasks.money.meaning.lexicon import Cue, Phrase, phrases, words
from tasks.money.meaning.passage import is_large
from tasks.money.mention import FigureType, Mention

if TYPE_CHECKING:
    from spacy.tokens import Token

# An amount for a unit of sale or of work is a price, unless the noun says otherwise; for a unit of time it may not be.
TIMES = {"year", "month", "week", "quarter", "day"}
COMPARED = re.compile(
    r"""(?:\b(?:from|versus|vs\.?|against|compared?\ (?:with|to)|or|than|and|plus|as\ well\ as)|,|\()\s*(?:an?\ )?
        (?:(?:about|around|some|estimated|just|nearly|over|more\ than|less\ than|loss\ of|profit\ of)\ )*$""",
    re.IGNORECASE | re.VERBOSE,
)
MOVED_TO = re.compile(r"\bfrom .{0,20}\$5(?: million)?(?: an? \w+| per \w+)? to $")
PERIOD = re.compile(
    r"""\b(?:in|during|over|for)\ (?:the\ |its\ |their\ |fiscal\ |calendar\ |all\ of\ )*
        (?:\w+\ (?:quarter|half|financial\ year|fiscal\ year|year|period|months?|days|weeks)\b
          |quarter\b|q[1-4]\b|(?:19|20)\d\d\b)
      | \blast\ year\b | \bthe\ year\ before\b""",
    re.IGNORECASE | re.VERBOSE,
)
ADDS = re.compile(r"\badd(?:s|ed|ing)? up to (?:\w+ ){0,2}$", re.IGNORECASE)
SUMMED = re.compile(r"\b(?:total|in all|so far|to date)\b", re.IGNORECASE)
SINCE = re.compile(r"\b(?:since|to date|so far)\b", re.IGNORECASE)
PERIODIC = {"spend", "raise", "buyworth", "sellworth"}  # frames of acts that a period sums up to a result
MOVING = words("moving")  # verbs by which a stock grows or shrinks
GATHERING = words("gathering")  # acts that a perfect tense sums up: "has raised $5m" counts every gift so far
GOODS = words("goods")  # units by which things are sold
MASS = words("mass")
TYPICAL = words("typical")
NOTES = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000}  # amounts that a banknote is worth


def read_figure(place: Anchor, mention: Mention, previous: Reading | None) -> Reading:
    """The figure type of one amount, by the firmest cue on it; `previous` is that of the amount before it."""
    span = place.span
    left, right = place.text[max(0, span.start_char - 160) : span.start_char], place.text[span.end_char :][:120]
    candidates = [
        *_by_phrase(left, right, place, mention),
        *_by_comparison(left, place, previous),
        *by_move(place, mention),
        *_by_grammar(place, mention),
        *_by_participle(place, mention),
        *_by_unit(mention),
        *_by_window(place, mention),
        Reading("flow" if is_large(mention) else "price", 0.2, "", "by size alone"),
    ]
    best = max(candidates, key=lambda reading: reading.strength)
    return _priced(_summed_up(best, left, right), mention)


def _priced(best: Reading, mention: Mention) -> Reading:
    """What is paid, offered or bid for a share, a barrel or a tonne is its price; a dividend a share is none."""
    sold = best.frame in ("buy", "sell", "deal", "charge", "give", "buyworth") or best.why.startswith("verb")
    if best.figure_type == "flow" and mention.per in GOODS and sold and not is_large(mention):
        return Reading("price", best.strength, "", f"{best.why}, per {mention.per}", best.noun)
    return best


def _by_phrase(left: str, right: str, place: Anchor, mention: Mention) -> Iterator[Reading]:
    for phrase in phrases():
        found = None if phrase.figure_type == "total" else _find(phrase, left, right)
        if found is None or _misleads(found, phrase, place, mention):
            continue
        said = f"phrase {found.strip()[-40:]!r}"
        if phrase.figure_type == "worth":
            yield from by_worth(place, mention, said)
        elif phrase.figure_type not in ("at", "from"):
            yield Reading(cast(FigureType, phrase.figure_type), 0.92, "", said)
        elif not is_large(mention):
            yield Reading("price", 0.5, "", said)


def _find(phrase: Phrase, left: str, right: str) -> str | None:
    found = phrase.pattern.search(left if phrase.side == "left" else right)
    return None if found is None else found.group()


def _misleads(found: str, phrase: Phrase, place: Anchor, mention: Mention) -> bool:
    """`coughed up $5m` tells of no rise, and a $90m bill is no banknote."""
    start = place.span.start
    particle = start > 0 and place.span.doc[start - 1].dep_ == "prt"
    return particle or (phrase.figure_type == "other" and "bill" in found and mention.amount not in NOTES)


def _by_comparison(left: str, place: Anchor, previous: Reading | None) -> Iterator[Reading]:
    """An amount set beside the one before it is of its kind."""
    if previous is None or previous.figure_type == "change":
        return
    if MOVED_TO.search(left):
        yield Reading(previous.figure_type, 0.88, previous.frame, "moved to from the amount before it", previous.noun)
    if COMPARED.search(left) and place.relation != "attribute":
        yield Reading(previous.figure_type, 0.82, previous.frame, "compared with the amount before it", previous.noun)


def _by_grammar(place: Anchor, mention: Mention) -> Iterator[Reading]:
    if place.relation == "attribute":
        yield from _by_attribute(place, mention)
        return
    noun, verb = noun_cue(place.noun), verb_cue(place.verb, place.relation)
    if noun is not None and noun.figure_type == "change" and place.relation == "to":
        yield from _by_fall_in(place, mention)
    yield from by_noun(noun, place.noun, mention, 0.85, "noun")
    yield from _by_content(place, mention, noun, verb)
    if lemma_of(place.noun) in LOOK_THROUGH:
        yield from by_level(place, mention, 0.74)
    if verb is not None:
        yield from _by_verb(place, mention, verb)
    elif place.relation in ("at", "to") and noun_cue(seen_through(subject_of(place.verb))) is not None:
        yield from by_level(place, mention, 0.62)
    if place.relation == "at" and place.verb is not None and place.verb.dep_ == "acl":  # "an offer valued at $5m"
        yield from by_noun(noun_cue(place.verb.head), place.verb.head, mention, 0.78, "noun")


def _by_attribute(place: Anchor, mention: Mention) -> Iterator[Reading]:
    """`a $5m loan` is what a loan is; of a noun that says nothing the size decides."""
    cue, name = noun_cue(place.noun), lemma_of(place.noun)
    if cue is not None:
        yield from by_noun(cue, place.noun, mention, 0.9, "noun")
    elif name in LOOK_THROUGH:
        yield from by_level(place, mention, 0.7)
    else:
        kind: FigureType = "flow" if is_large(mention) else "price"
        yield Reading(kind, 0.55, "spend", f"a {name} of that size", place.noun)


def _by_fall_in(place: Anchor, mention: Mention) -> Iterator[Reading]:
    """`a fall in profit to $5m` gives the level of the profit."""
    children = place.noun.children if place.noun is not None else ()
    inner = next((preposition_object(child) for child in children if child.lower_ in ("in", "of")), None)
    yield from by_noun(noun_cue(inner), inner, mention, 0.87, "level of")


def _by_content(place: Anchor, mention: Mention, noun: Cue | None, verb: Cue | None) -> Iterator[Reading]:
    """`$5m in aid` is what aid is, unless the verb holds or earns it: `holds $5m of bonds`."""
    content = noun_cue(place.content)
    if content is None or lemma_of(place.content) == "cash":
        return
    kept = verb is not None and verb.figure_type in ("stock", "result") and lemma_of(place.verb) != "have"
    if kept and content.figure_type.startswith(("flow", "price")):
        return
    if content.figure_type == "stock" and place.relation == "object":
        if lemma_of(place.verb) in MOVING:  # "lost $5m in value"
            yield Reading("change", 0.87, "", f"verb {lemma_of(place.verb)} of {lemma_of(place.content)}")
            return
        if verb is not None and verb.frame in ("buyworth", "sellworth"):
            return  # "bought $5m of debt"
    frame = verb.frame if verb is not None and verb.frame and verb.figure_type != "level" else content.frame
    firm = 0.86 if noun is None or noun.figure_type != "change" else 0.8
    yield from by_noun(Cue(content.figure_type, frame), place.content, mention, firm, "of")


def _by_verb(place: Anchor, mention: Mention, cue: Cue) -> Iterator[Reading]:
    verb = place.verb
    said = f"verb {lemma_of(verb)} {place.relation}"
    if cue.figure_type == "level":
        yield from by_level(place, mention, 0.78)
    elif cue.figure_type == "change":
        yield Reading("change", 0.88, "", said)
    elif verb is not None:
        yield Reading(_kind_of_act(verb, place, mention, cue), 0.74, cue.frame, said)


def _by_participle(place: Anchor, mention: Mention) -> Iterator[Reading]:
    """`the $5m raised in May`: what was done with an amount that no noun or verb before it types."""
    doc, at = place.span.doc, place.span.end
    cue = verb_cue(doc[at], "object") if at < len(doc) and doc[at].tag_ == "VBN" else None
    if cue is not None and cue.figure_type not in ("level", "change"):
        yield Reading(_kind_of_act(doc[at], place, mention, cue), 0.6, cue.frame, f"participle {doc[at].lower_}")


def _kind_of_act(verb: "Token", place: Anchor, mention: Mention, cue: Cue) -> FigureType:
    """What a verb's cue says, but for wages, what a period or a perfect tense sums up, and what is sold on average."""
    kind = sized(cue.figure_type, mention)
    if cue.frame in ("earn", "pay") and mention.per in (*TIMES, "hour") and not is_large(mention, 200_000):
        kind = "price"
    helpers = [child for child in verb.children if child.dep_ == "aux"]
    past = verb.tag_ in ("VBD", "VBN") or any(child.tag_ == "VBD" for child in helpers)
    if cue.frame in PERIODIC and past and PERIOD.search(place.text) and not SINCE.search(place.text):
        return "result"
    perfect = any(child.lower_ in ("has", "have", "'ve", "’ve") for child in helpers)
    if lemma_of(verb) in GATHERING and perfect and mention.per is None:
        return "total"
    subject = subject_of(verb)
    typical = subject is not None and any(child.lower_ in TYPICAL for child in subject.children)
    return "price" if typical and kind == "flow" else kind


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
            if not 0 <= at < len(doc) or doc[at].pos_ != "NOUN" or noun_head(doc[at]) != doc[at]:
                continue
            if (cue := noun_cue(doc[at])) is not None:
                yield from by_noun(cue, doc[at], mention, 0.5 - 0.03 * distance, "near")
                return


def _summed_up(best: Reading, left: str, right: str) -> Reading:
    """A flow that the sentence sums up over several ("total payouts", "so far", "brings the total") is a total."""
    adds = ADDS.search(left)
    if adds is not None:
        return Reading("total", 0.9, best.frame, f"phrase {adds.group().strip()!r}", best.noun)
    if best.figure_type not in ("flow", "result"):
        return best
    if best.figure_type == "flow" and best.noun is not None and _is_sum(best.noun):
        return Reading("total", 0.85, best.frame, f"total {lemma_of(best.noun)}", best.noun)
    for phrase in phrases():
        found = _find(phrase, left, right) if phrase.figure_type == "total" else None
        summed = found is not None and SUMMED.search(found) is not None
        if found is not None and (best.figure_type == "flow" or best.strength <= 0.6 or summed):
            return Reading("total", 0.85, best.frame, f"phrase {found.strip()[:40]!r}", best.noun)
    return best


def _is_sum(noun: "Token") -> bool:
    many = noun.tag_ == "NNS" or lemma_of(noun) in MASS
    return many and any(child.lower_ in ("total", "cumulative", "combined", "overall") for child in noun.children)
