"""What the money is, or is for: a short noun phrase of the text."""

from typing import TYPE_CHECKING

from tasks.money.meaning.anchor import LOOK_THROUGH, NOMINAL, Anchor, content_at, past_brackets, preposition_object
from tasks.money.meaning.cues import noun_cue, subject_of
from tasks.money.meaning.level import Reading
from tasks.money.meaning.lexicon import words
from tasks.money.meaning.names import is_name
from tasks.money.meaning.parties import is_party
from tasks.money.meaning.scene import Scene, View
from tasks.money.mention import Role, because

if TYPE_CHECKING:
    from spacy.tokens import Token

LONGEST = 6  # words
MODIFIERS = ("compound", "amod", "nmod", "advmod", "npadvmod", "punct", "nummod", "poss", "case")
OUTSIDE = {
    "the",
    "a",
    "an",
    "'s",
    "’s",
    ",",
    "(",
    ")",
    "its",
    "their",
    "his",
    "her",
    "our",
    "my",
    "your",
    "this",
    "that",
    "these",
}
# Adjectives that say nothing of what the money is for.
BARE = words("bare")
# Nouns that, alone, say nothing of it either.
HOLLOW = words("hollow")
NEVER = words("never")  # heads of phrases that tell how or where a price was made, not what it buys
# Nouns of money that name no purpose where "of" or "for" goes on to name it.
VESSELS = words("vessel")
SELLING = {"buy", "sell", "buyworth", "sellworth", "charge"}
GIVING = {"pay", "give", "receive", "raise", "steal", "award", "fine", "sue", "invest", "spend", "cheat"}
LEADS = ("for", "on", "towards", "toward", "into")


def read_purpose(place: Anchor, reading: Reading, view: View, scene: Scene) -> Role | None:
    """The noun phrase that says what the money is for, at most six words; None where nothing says it."""
    for token in _candidates(place, reading):
        if token is None or token.pos_ not in (*NOMINAL, "VERB") or place.span.start <= token.i < place.span.end:
            continue
        start, end = phrase(token)
        if _says_nothing(token, reading, alone=end - start == 1) or _is_date(token):
            continue
        last = view.doc[end - 1]
        role = view.passage.role(view.doc[start].idx, last.idx + len(last), scene.sources)
        if role is not None:
            return because(role, _found(token, place, reading))
    return None


def _says_nothing(token: "Token", reading: Reading, *, alone: bool) -> bool:
    """Whether a noun names no purpose: never (`percent`), or not `alone`; shares do where it is they that cost."""
    if token.lemma_.lower() in NEVER:
        return True
    shares = token.lemma_.lower() == "share" and reading.figure_type in ("price", "change")
    return alone and token.lemma_.lower() in HOLLOW and not shares


def _found(token: "Token", place: Anchor, reading: Reading) -> str:
    if token == place.noun:
        return "noun of the amount"
    if token == place.content:
        return "what the amount is an amount of"
    return "noun of the cue" if token == reading.noun else "beside the amount or its verb"


def _candidates(place: Anchor, reading: Reading) -> "list[Token | None]":
    named = _named(place, reading)
    if reading.figure_type in ("flow", "total"):
        found = [*_sold(place, reading), named, _content(_amount_of(place)), *_goals(place), *_done(place, reading)]
    else:
        content = _content(_amount_of(place))
        said = content if noun_cue(content) is not None or place.after is None or place.after.lower_ == "of" else None
        found = [reading.noun, named, said, *_measured(place, reading), content, *_goals(place)]
    vessels = [token for token in found if token is not None and token.lemma_.lower() in VESSELS and _bare(token)]
    return [*(inner for token in vessels[:1] for inner in _inside(token, place)), *found]


def _bare(noun: "Token") -> bool:
    return not any(
        child.dep_ in ("compound", "amod", "nmod")
        and child.lower_ not in BARE
        and child.tag_ not in ("CD", "$")
        and not child.like_num
        for child in noun.lefts
    )


def _inside(vessel: "Token", place: Anchor) -> "list[Token | None]":
    """What a vessel is of or for: `gold` of "the price of gold"."""
    found: list[Token | None] = []
    for child in vessel.children:
        if child.dep_ == "prep" and child.lower_ in ("of", "for"):
            thing = preposition_object(child)
            if thing is not None and not (
                thing.tag_ in ("CD", "$") or (is_name(thing) and vessel.lemma_ not in ("price", "cost"))
            ):
                found.append(thing)
    return found + (_goals(place) if vessel == place.noun and not found else [])


def _named(place: Anchor, reading: Reading) -> "Token | None":
    """The noun that the amount modifies or measures, unless it is a party."""
    noun = place.noun if place.noun is not None else reading.noun if reading.figure_type in ("flow", "total") else None
    if (
        noun is None
        or (is_name(noun) and noun_cue(noun) is None)
        or (noun.lemma_.lower() in LOOK_THROUGH and _bare(noun))
    ):
        return None
    if (noun_cue(noun) is None and is_party(noun)) or noun.lemma_ in ("company", "firm", "giant", "bank", "group"):
        return None
    return noun


def _amount_of(place: Anchor) -> "Token | None":
    """`debts` of "$5m ($6m) in bad debts"."""
    return place.content if place.content is not None else content_at(place.span, past_brackets(place.span))


def _content(token: "Token | None") -> "Token | None":
    return None if token is None or is_name(token) or token.lemma_.lower() in HOLLOW else token


def _goals(place: Anchor) -> "list[Token | None]":
    """The noun after "for" or "on", or the object of "to build", next to the amount, its noun or its verb."""
    found: list[Token | None] = []
    owners = [owner for owner in (place.root, place.noun, place.content, place.verb) if owner is not None]
    nearby = [place.after] if place.after is not None else []
    for token in [*nearby, *(child for owner in owners for child in owner.children)]:
        if token.pos_ == "ADP" and token.lower_ in LEADS:
            thing = preposition_object(token)
            if (
                thing is not None
                and (token.lower_ == "on" or not is_party(thing))
                and not (is_name(thing) and token.lower_ == "on")
            ):
                found.append(thing)
        elif (
            token.dep_ in ("advcl", "xcomp", "acl", "relcl")
            and token.i > place.span.start
            and any(c.tag_ == "TO" for c in token.children)
        ):
            found.append(_object(token))
        elif token.tag_ == "TO" and token.head.pos_ == "VERB":
            found.append(_object(token.head))
    return found


def _object(verb: "Token") -> "Token | None":
    return next((child for child in verb.children if child.dep_ == "dobj"), None)


def _is_date(token: "Token") -> bool:
    return token.like_num or token.lower_ in MONTHS or token.lower_ in DAYS


MONTHS = {
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
}
DAYS = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "yesterday", "today", "tomorrow"}


def _sold(place: Anchor, reading: Reading) -> "list[Token | None]":
    """What is bought, sold or costs: the object of the verb, the subject of its passive, the subject of "costs"."""
    verb = place.verb
    if verb is None or place.relation == "attribute" or reading.frame not in (*SELLING, "cost"):
        return []
    if reading.frame == "buyworth" or reading.frame == "sellworth":
        return []
    objects = [
        child for child in verb.children if child.dep_ == "dobj" and not place.span.start <= child.i < place.span.end
    ]
    passive = any(child.dep_ == "nsubjpass" for child in verb.children)
    if reading.frame == "cost" or passive:
        return [subject_of(verb)]
    if not objects and verb.dep_ == "relcl":
        return [verb.head]
    return [*objects]


def _done(place: Anchor, reading: Reading) -> "list[Token | None]":
    """What a verb of no giving does or is done to: the object, else the subject."""
    if place.verb is None or reading.frame in GIVING:
        return []
    subject = subject_of(place.verb)
    return [_object(place.verb), subject if subject is not None and not is_party(subject) else None]


def _measured(place: Anchor, reading: Reading) -> "list[Token | None]":
    """The noun whose level or change is told: the object of a transitive verb, else its subject."""
    if place.verb is None:
        return []
    subject = subject_of(place.verb)
    things = [_object(place.verb), subject if reading.frame != "value" else None]
    keep = [
        token
        for token in things
        if token is not None and token.pos_ in NOMINAL and (noun_cue(token) is not None or not is_party(token))
    ]
    return sorted(keep, key=lambda token: noun_cue(token) is None)


def phrase(head: "Token") -> tuple[int, int]:
    """The token bounds of a noun phrase: its modifiers without article, owner and bare adjectives, and a short `of`.

    The object of a gerund goes with it: `protecting drug smugglers`.
    """
    doc, start, end = head.doc, head.i, head.i + 1
    if head.pos_ == "VERB":
        right = max(
            [token.i for child in head.children if child.dep_ == "dobj" for token in child.subtree], default=head.i
        )
        return start, min(right + 1, start + LONGEST)
    while start > 0 and _belongs(doc[start - 1], head):
        start -= 1
    while start < head.i and (doc[start].lower_ in BARE or doc[start].is_punct or doc[start].dep_ == "case"):
        start += 1
    if end < len(doc) and doc[end].lower_ == "of" and doc[end].head == head:
        inner = preposition_object(doc[end])
        owner = inner is not None and is_name(inner) and head.lemma_.lower() in ("share", "stock", "unit")
        if inner is not None and not owner and inner.tag_ not in ("CD", "$") and end < inner.i <= start + LONGEST:
            end = inner.i + 1
    return (start, end) if end - head.i > 1 else (max(start, end - LONGEST), end)


def _belongs(token: "Token", head: "Token") -> bool:
    inside = token.head == head or (token.head.head == head and token.head.i > token.i)
    return inside and token.dep_ in MODIFIERS and token.tag_ not in ("CD", "$") and token.lower_ not in OUTSIDE
