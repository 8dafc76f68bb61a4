"""What single words say of an amount: the cue of a noun or a verb, and whose act a verb is."""

from functools import cache
from typing import TYPE_CHECKING

from tasks.money.meaning.anchor import NOMINAL, is_amount, preposition_object, verb_above
from tasks.money.meaning.lexicon import Cue, nouns, verbs, words

if TYPE_CHECKING:
    from spacy.tokens import Token

FIRST_WORDS = {"assets", "letters", "lines", "letter", "line"}  # heads that their names in the lexicon begin with
PLANS = words("plan")
HANGS = ("conj", "xcomp", "advcl", "pcomp", "ccomp", "prep", "dep", "aux", "auxpass")


def noun_cue(noun: "Token | None") -> Cue | None:
    """The cue of a noun, by its longest name in the lexicon: "market value" before "value".

    A plural is looked up as it stands and then by its lemma: "sales" are a result, a "sale" is a flow.
    """
    if noun is None or noun.pos_ not in (*NOMINAL, "ADJ", "VERB"):
        return None
    known, doc, at = nouns(), noun.doc, noun.i
    if not {noun.lower_, noun.lemma_.lower()} & last_words() and noun.lower_ not in FIRST_WORDS:
        return None
    longer = (at, at + 2) if noun.lower_ in FIRST_WORDS else (at, at)
    for first, last in ((at - 2, at), (at - 1, at), longer, (at, at)):
        if first < 0 or last >= len(doc):
            continue
        before = [token.lower_ for token in doc[first:last]]
        for end in (doc[last].lower_, doc[last].lemma_.lower()):
            cue = known.get(" ".join([*before, end]))
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
    known, lemma = verbs(), lemma_of(verb)
    for child in verb.children:
        if child.dep_ == "prt" and (f"{lemma} {child.lower_}", relation) in known:
            return known[f"{lemma} {child.lower_}", relation]
    if relation == "from" and (moved := known.get((lemma, "to"))) is not None and moved.figure_type == "level":
        return known.get((lemma, relation), moved)  # what rises to a level rises from one
    return known.get((lemma, relation))


def lemma_of(token: "Token | None") -> str:
    """The lemma in small letters, empty for no token."""
    return "" if token is None else token.lemma_.lower()


def subject_of(verb: "Token | None") -> "Token | None":
    """The subject of a verb: its own, or that of the verb or the noun it hangs from."""
    for _ in range(6):
        if verb is None:
            return None
        own = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass", "csubj", "expl")]
        before = [child for child in own if child.i < verb.i]
        if own:
            return _relative_head((before or own)[-1])
        if verb.dep_ in ("relcl", "acl") and verb.head.pos_ in NOMINAL:
            if not is_infinitive(verb):
                return verb.head
            doer = _doer(verb.head)
            if doer is not None:
                return doer
        elif verb.dep_ == "pcomp" and (accused := _accused(verb)) is not None:
            return accused
        elif verb.dep_ not in HANGS:
            return None
        elif (planner := _planner(verb)) is not None:
            return planner
        verb = verb.head if verb.head.pos_ in ("VERB", "AUX") else verb_above(verb)
    return None


def is_infinitive(verb: "Token") -> bool:
    """Whether "to" stands before the verb."""
    return any(child.tag_ == "TO" for child in verb.children)


def _accused(gerund: "Token") -> "Token | None":
    """The clerk, in `arrested the clerk for stealing`."""
    if gerund.head.lower_ not in ("for", "of") or gerund.head.head.pos_ != "VERB":
        return None
    objects = (child for child in gerund.head.head.children if child.dep_ in ("dobj", "nsubjpass"))
    return next((thing for thing in objects if not is_amount(thing)), None)


def _planner(verb: "Token") -> "Token | None":
    """The ministry, in `defended the ministry's decision to buy`, where the infinitive hangs from the first verb."""
    if verb.dep_ not in ("xcomp", "advcl") or not is_infinitive(verb):
        return None
    plans = (child for child in verb.head.children if child.dep_ == "dobj" and child.lemma_.lower() in PLANS)
    return next((_doer(noun) for noun in plans if noun.i < verb.i), None)


def _doer(noun: "Token") -> "Token | None":
    """Who is to act in `Norvik's plan to pay`, `a decision by Norvik to pay`."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
        if child.dep_ in ("prep", "agent") and child.lower_ == "by":
            return preposition_object(child)
    inner = next((preposition_object(child) for child in noun.children if child.lower_ == "of"), None)
    return _doer(inner) if inner is not None and inner.i > noun.i else None


def _relative_head(token: "Token") -> "Token":
    """The noun that a relative pronoun stands for, the nearest one before "which"; the token itself otherwise."""
    if token.lower_ not in ("which", "that", "who") or token.head.dep_ != "relcl":
        return token
    before = token.i - 1
    while before > 0 and token.doc[before].text in (",", ")", "--"):
        before -= 1
    nearest = token.doc[before]
    return nearest if token.lower_ == "which" and nearest.pos_ in NOMINAL else token.head.head
