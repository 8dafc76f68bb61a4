"""Whether the money moved (actual), is to move (planned), or will not (denied)."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from tasks.money.meaning.anchor import NOMINAL, Anchor
from tasks.money.meaning.cues import subject_of, verb_cue
from tasks.money.meaning.lexicon import status_cues, words
from tasks.money.mention import FigureType, Status

if TYPE_CHECKING:
    from spacy.tokens import Token

FUTURE = re.compile(
    r"\b(?:next (?:year|month|week|decade|quarter|season)|over the next|in the (?:next|coming)|by (?:19|20)\d\d"
    r"|by the end of|in the future|within \w+ (?:years|months))\b",
    re.IGNORECASE,
)
JOINED = re.compile(
    r"(?:\band|\bas well as|\bplus|\bincluding|\bof which|\b(?:comprised|consisting|made up) of|,) "
    r"(?:an? )?(?:additional |another |further |extra )?$",
    re.IGNORECASE,
)
FROM = re.compile(r"\bfrom (?:an? |the )?(?:current |earlier |previous |about |around )?(?:\w+ of )?$", re.IGNORECASE)
CLIMBS = ("xcomp", "ccomp", "conj", "advcl", "pcomp", "acl", "csubj", "prep", "dep")
REPORTING = {"say", "tell", "report", "add", "note", "show", "write", "claim", "know", "think", "believe", "admit"}


def joined(place: Anchor) -> bool:
    """Whether the amount is joined to the one before it: `$5m and $6m`, `including $2m`."""
    return JOINED.search(place.text, 0, place.span.start_char) is not None


def read_status(place: Anchor, figure_type: FigureType, previous: Status | None = None) -> tuple[Status, str]:
    """The status of one amount and one line on why; `actual` where nothing says otherwise."""
    cues = [(status, why) for status, why in _cues(place, figure_type) if status in ("actual", "planned", "denied")]
    denied = next((cue for cue in cues if cue[0] == "denied"), None)  # "rejected a bid": whatever a bid is
    for status, why in cues[:1]:
        return (cast(Status, status), why) if denied is None or status == "actual" else ("denied", denied[1])
    if previous is not None and joined(place):
        return previous, "joined to the amount before it"
    return "actual", "nothing says otherwise"


def _cues(place: Anchor, figure_type: FigureType) -> Iterator[tuple[str, str]]:
    yield from _by_denial(place)
    yield from _by_neighbours(place)
    yield from _by_noun(place, figure_type)
    if place.relation == "from" or FROM.search(place.text, max(0, place.span.start_char - 40), place.span.start_char):
        yield "actual", "a level moved away from"
    if place.relation == "attribute" and figure_type in ("price", "stock"):
        return  # "he plans to cut the $5 fee": the fee is there
    if place.verb is not None:
        yield from _by_verbs(place, figure_type)
    if figure_type in ("flow", "result", "change", "stock") and FUTURE.search(_clause(place)):
        yield "planned", "a future date"


def _clause(place: Anchor) -> str:
    span = place.span
    return place.text[max(0, span.start_char - 60) : span.end_char + 70]


def _by_denial(place: Anchor) -> Iterator[tuple[str, str]]:
    """`denied that it had pledged $5m`, however far inside what is denied the money stands."""
    verb = place.verb
    while verb is not None and verb.dep_ in CLIMBS and verb.head.pos_ in ("VERB", "AUX"):
        if verb.dep_ == "ccomp" and status_cues().get((verb.head.lemma_.lower(), "verb")) == "denied":
            yield "denied", f"said to be not so: {verb.head.lower_!r}"
        verb = verb.head


def _by_neighbours(place: Anchor) -> Iterator[tuple[str, str]]:
    """`the $5m expected by analysts`, `an expected $5m`, `a proposed $5m grant`."""
    doc, cues = place.span.doc, status_cues()
    if place.span.end < len(doc):
        after = doc[place.span.end]
        if after.tag_ == "VBN" and cues.get((after.lemma_.lower(), "verb")) in ("planned", "denied"):
            yield cues[after.lemma_.lower(), "verb"], f"participle {after.lower_!r}"
    near = doc[max(0, place.span.start - 3) : place.span.start]
    described = [place.noun, place.content]
    words = [
        child for noun in described if noun is not None for child in noun.children if child.dep_ in ("amod", "compound")
    ]
    for token in (*near, *words):
        said = cues.get((token.lower_, "adjective"))
        if said is not None and (
            token.pos_ in ("ADJ", "VERB", "NOUN") and token.dep_ in ("amod", "compound", "nmod", "advmod")
        ):
            yield said, f"adjective {token.lower_!r}"


def _by_noun(place: Anchor, figure_type: FigureType) -> Iterator[tuple[str, str]]:
    cues = status_cues()
    level = verb_cue(place.verb, place.relation)
    subject = subject_of(place.verb) if level is not None and level.figure_type == "level" else None
    for noun in (place.noun, place.content, subject):
        if noun is None or noun.pos_ not in NOMINAL:
            continue
        said = cues.get((noun.lemma_.lower(), "noun"))
        if said is not None and figure_type != "change" and not (figure_type == "price" and noun.lemma_ == "plan"):
            yield said, f"noun {noun.lower_!r}"


def _by_verbs(place: Anchor, figure_type: FigureType) -> Iterator[tuple[str, str]]:
    verb, path = place.verb, "own"
    for _ in range(6):
        if verb is None:
            return
        yield from _by_verb(verb, path, figure_type, place)
        if not _climbs(verb):
            return
        if verb.dep_ in ("acl", "relcl"):
            yield from _by_acl(verb)
        path = "xcomp" if verb.dep_ in ("xcomp", "conj") and path in ("own", "xcomp") else verb.dep_
        verb = verb.head if verb.head.pos_ in ("VERB", "AUX", "ADJ") else _next_verb(verb.head)


def _climbs(verb: "Token") -> bool:
    """Whether what is said of the verb above holds for this one: "plans to pay", "would pay and build"."""
    bare = verb.tag_ in ("VB", "VBG", "VBN")
    if verb.dep_ == "ccomp":
        return bare or verb.head.lemma_.lower() not in REPORTING
    if verb.dep_ in ("acl", "relcl"):
        return any(child.tag_ == "TO" for child in verb.children)
    if verb.dep_ == "conj":
        return bare and not (verb.tag_ == "VBN" and verb.head.tag_ == "VBD")  # "pledged $6 but paid $5"
    if verb.dep_ in ("advcl", "pcomp", "prep"):
        after = verb.head.lower_ in ("after", "since") or any(
            child.lower_ in ("after", "since", "as", "when") for child in verb.children
        )
        return verb.tag_ in ("VB", "VBG") and not after
    return verb.dep_ in CLIMBS


def _next_verb(token: "Token") -> "Token | None":
    return next((up for up in token.ancestors if up.pos_ in ("VERB", "AUX")), None)


def _by_acl(verb: "Token") -> Iterator[tuple[str, str]]:
    """`a plan to pay`, `a decision to pay`: an infinitive on a noun looks ahead."""
    said = status_cues().get((verb.head.lemma_.lower(), "noun"))
    if said is not None:
        yield said, f"noun {verb.head.lower_!r}"
    if any(child.tag_ == "TO" for child in verb.children):
        yield "planned", f"infinitive on {verb.head.lower_!r}"


def _by_verb(verb: "Token", path: str, figure_type: FigureType, place: Anchor) -> Iterator[tuple[str, str]]:
    cues = status_cues()
    helpers = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    if any(child.lower_ in ("if", "unless") and child.dep_ in ("mark", "advmod") for child in verb.children):
        yield "denied", f"a condition: {verb.lower_!r}"
    modal = next((child for child in helpers if (child.lower_, "modal") in cues and child.tag_ == "MD"), None)
    if figure_type in ("flow", "total", "change") and path in ("own", "xcomp") and _negated(verb):
        yield "denied", f"{verb.lower_!r} is negated"
    if path == "own" and _looks_ahead(verb, helpers, place) and figure_type != "price":
        yield "planned", f"infinitive {verb.lower_!r}"
    if modal is not None:
        perfect = any(child.lemma_ == "have" for child in helpers)
        past = perfect and modal.lower_ in ("would", "could", "might", "should", "'d")
        yield ("denied" if past else "planned"), f"modal {modal.lower_!r}"
    if verb.pos_ == "ADJ":
        said = cues.get((verb.lemma_.lower(), "adjective"))
        if said is not None and path == "xcomp":
            yield said, f"adjective {verb.lower_!r}"
    else:
        yield from _by_lemma(verb, path, figure_type, place.relation)
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    if (
        subject is not None
        and path == "own"
        and cues.get((subject.lemma_.lower(), "noun")) == "planned"
        and (verb.tag_ == "VBZ" or verb.lemma_.lower() in CONTAINING)
        and figure_type != "price"
    ):
        yield "planned", f"subject {subject.lower_!r}"


def _looks_ahead(verb: "Token", helpers: "list[Token]", place: Anchor) -> bool:
    """Whether an infinitive tells of something to come, unlike `managed to pay`, `said to have paid`."""
    above = verb.head.lemma_.lower()
    if not any(child.tag_ == "TO" for child in helpers) or any(child.lemma_ == "have" for child in helpers):
        return False
    if place.relation == "attribute" and place.noun is not None and _is_known(place.noun):
        return False  # "to expand its $5m scheme": the scheme is there
    return verb.dep_ in ("advcl", "acl", "relcl") and above not in ACHIEVING


def _is_known(noun: "Token") -> bool:
    return any(child.dep_ == "poss" or child.lower_ in ("the", "this", "that") for child in noun.children)


ACHIEVING = words("achieving")
CONTAINING = words("containing")


def _by_lemma(verb: "Token", path: str, figure_type: FigureType, relation: str) -> Iterator[tuple[str, str]]:
    cues, lemma = status_cues(), verb.lemma_.lower()
    particle = next((f"{lemma} {child.lower_}" for child in verb.children if child.dep_ == "prt"), lemma)
    said = cues.get((particle, "verb")) or cues.get((lemma, "verb"))
    if said == "announced":
        said = "planned" if figure_type in ("flow", "change") and path == "own" else None
    elif said in ("set", "going", "obliged"):
        said = "planned" if path == "xcomp" and (said != "going" or verb.tag_ == "VBG") else None
    elif said == "dropped":
        said = "denied" if figure_type == "flow" and path == "own" and relation == "attribute" else None
    elif said == "denied" and lemma not in ("imagine", "suppose"):
        said = "denied" if path in ("own", "xcomp") and figure_type in ("flow", "total", "change") else None
    elif lemma in ("offer", "pledge", "seek", "bid", "demand", "request", "commit", "allocate", "earmark"):
        asked = path in ("own", "xcomp") or (path == "ccomp" and lemma != "offer")
        said = said if asked and not (lemma == "offer" and relation == "for" and figure_type == "price") else None
    elif lemma == "see":
        said = said if path == "xcomp" and verb.tag_ == "VBN" else None
    elif lemma in ("look", "ask", "go", "need", "force", "call", "want"):
        said = said if path == "xcomp" or (path == "own" and relation == "for") else None
    elif lemma in ("target", "project", "estimate"):
        said = said if figure_type != "flow" else None
    if said is not None:
        yield said, f"verb {verb.lower_!r}"


def _negated(verb: "Token") -> bool:
    words = [child for child in verb.children if child.dep_ in ("neg", "advmod")]
    only = any(word.lower_ in ("only", "just", "merely", "simply") for word in words)  # "not only paid $5m"
    negations = any(word.dep_ == "neg" and word.lower_ != "no" for word in words)
    return not only and (negations or any(word.lower_ in ("never", "longer") for word in words))
