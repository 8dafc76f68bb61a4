"""Where an amount stands in its sentence: the words that govern it and the noun that it measures."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasks.money.meaning.lexicon import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

ATTRIBUTE = {"nummod", "nmod", "compound", "quantmod", "amod", "poss", "det", "npadvmod", "advmod"}
OBJECT = {"dobj", "attr", "oprd", "npadvmod", "dative", "acomp", "ccomp", "advmod", "dep", "xcomp", "intj"}
NOMINAL = {"NOUN", "PROPN"}
LOOK_THROUGH = words("look_through")
QUANTIFIER = {
    "about",
    "around",
    "over",
    "under",
    "above",
    "below",
    "near",
    "than",
    "between",
    "beyond",
    "past",
    "nearly",
}


@dataclass(frozen=True, slots=True)
class Anchor:
    """The place of one amount in a parse.

    `relation` is how it stands to its governor: `attribute` (a $5m package), `object`, a preposition, `apposition` or
    `none`. `noun` is a noun that it modifies or measures, `verb` the nearest verb above, `content` what it consists of
    ("$5m in aid"), `purpose` the noun after its "for", "on" or "to".
    """

    text: str
    span: "Span"
    root: "Token"
    relation: str
    noun: "Token | None"
    verb: "Token | None"
    content: "Token | None"
    after: "Token | None"


def anchor(doc: "Doc", start: int, end: int) -> Anchor | None:
    """The anchor of the amount at `doc.text[start:end]`; None where no token covers it."""
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or len(span) == 0:
        return None
    root = span.root
    top = _first_conjunct(root)
    relation, noun, verb = _governor(top)
    if noun is not None and relation in ("of", "attribute") and noun.lemma_.lower() in LOOK_THROUGH - {"value"}:
        relation, noun, verb = _governor(noun)  # "a total of $5m was paid", "crossed the $3bn mark"
    if relation in ("none", "apposition"):
        beside = _verb_beside(span)
        relation, verb = ("object", beside) if beside is not None else (relation, verb)
    if relation != "attribute":
        relation = _preposition_before(span) or relation
    return Anchor(doc.text, span, root, relation, noun, verb, content_at(span, span.end), _after(span))


def _preposition_before(span: "Span") -> str | None:
    """The preposition of movement just before the amount, past "about": parsers mistake `to $5` for a range."""
    at = span.start - 1
    while at > 0 and (
        span.doc[at].lower_ in HEDGES or (span.doc[at].lower_ == "to" and span.doc[at - 1].lower_ == "up")
    ):
        at -= 2 if span.doc[at].lower_ == "to" else 1
    return span.doc[at].lower_ if at >= 0 and span.doc[at].lower_ in ("to", "from", "by") else None


HEDGES = {
    "about", "around", "some", "nearly", "almost", "just", "a", "an", "over", "under", "more", "less", "than", "only",
    "roughly", "approximately", "estimated", "as", "much", "low", "high", "at", "least", "above", "below",
}  # fmt: skip


def _verb_beside(span: "Span") -> "Token | None":
    """The verb a few words before the amount with nothing but a noun phrase between: "cost the packing houses $5m"."""
    for token in reversed(span.doc[max(0, span.start - 7) : span.start]):
        if token.is_punct or (token.pos_ in ("ADP", "CCONJ", "SCONJ") and token.lower_ != "than"):
            return None
        if token.pos_ == "VERB":
            return token
    return None


def _first_conjunct(root: "Token") -> "Token":
    """The first of amounts joined by "and" or "or", or set side by side: they share one place."""
    while root.dep_ in ("conj", "appos") and root.head.i < root.i and is_amount(root.head):
        root = root.head
    return root


def is_amount(token: "Token") -> bool:
    """Whether the token is part of an amount."""
    return token.tag_ in ("$", "CD") or token.like_num


def _governor(root: "Token") -> "tuple[str, Token | None, Token | None]":
    head, dep = root.head, root.dep_
    if head == root:
        return "none", None, None
    if head.pos_ in NOMINAL and dep in ATTRIBUTE and head.i > root.i:
        return "attribute", noun_head(head), verb_above(head)
    if dep == "appos" and head.pos_ in NOMINAL:
        return "apposition", head, verb_above(head)
    if dep == "pobj" or head.pos_ == "ADP":
        return _prepositional(head)
    if head.pos_ in ("VERB", "AUX"):
        return _verbal(root, head)
    if head.pos_ in NOMINAL:
        return "apposition", head, verb_above(head)
    if head.pos_ == "ADJ":
        return head.lower_, _subject_noun(head), verb_above(head)
    return "none", None, verb_above(head)


def noun_head(noun: "Token") -> "Token":
    """The head of the compound that a noun belongs to: `package` of "assistance package"."""
    while noun.dep_ in ("compound", "nmod") and noun.head.pos_ in NOMINAL and noun.head.i > noun.i:
        noun = noun.head
    return noun


def _prepositional(preposition: "Token") -> "tuple[str, Token | None, Token | None]":
    name = preposition.lower_
    head = preposition.head
    while head.pos_ == "ADP" and head.head != head:
        preposition, head = head, head.head
        name = preposition.lower_ if name in QUANTIFIER or name == "of" else name
    if head.pos_ in NOMINAL and not is_amount(head):
        return name, head, verb_above(head)
    if head.pos_ in ("VERB", "AUX"):
        return name, None, head
    if is_amount(head):
        _, noun, verb = _governor(head)
        return name, noun, verb
    return name, None, verb_above(head)


def _verbal(root: "Token", verb: "Token") -> "tuple[str, Token | None, Token | None]":
    if root.dep_ in ("nsubj", "nsubjpass"):
        if verb.lemma_ == "be":
            return "object", _complement(verb), verb
        return ("object" if root.dep_ == "nsubjpass" else "subject"), None, verb
    return "object", None, verb


def _complement(verb: "Token") -> "Token | None":
    return next((child for child in verb.children if child.dep_ == "attr" and child.pos_ in NOMINAL), None)


def _subject_noun(token: "Token") -> "Token | None":
    return next((child for child in token.head.children if child.dep_ == "nsubj"), None)


def verb_above(token: "Token") -> "Token | None":
    """The nearest verb above a token."""
    for ancestor in token.ancestors:
        if ancestor.pos_ in ("VERB", "AUX"):
            return ancestor
    return None


def content_at(span: "Span", at: int) -> "Token | None":
    """The noun that the amount is an amount of: `aid` in "$5m in aid", "$5m of aid", "$5m worth of aid"."""
    doc = span.doc
    while at < len(doc) and doc[at].lower_ in ("worth", "-", '"', "“"):
        at += 1
    if at >= len(doc):
        return None
    token = doc[at]
    if token.lower_ in ("in", "of", "as") and token.pos_ == "ADP":
        thing = preposition_object(token)
        when = thing is not None and token.lower_ == "in" and (thing.lemma_.lower() in TIME)
        return None if when or (thing is not None and thing.tag_ == "CD") else thing
    return None


TIME = words("time")  # "$5 in November" is no amount of November


def past_brackets(span: "Span") -> int:
    """Where the sentence goes on after the amount and a conversion in brackets."""
    doc, at = span.doc, span.end
    if at < len(doc) and doc[at].text == "(":
        return next((i for i in range(at, min(at + 9, len(doc))) if doc[i].text == ")"), at - 1) + 1
    return at


def _after(span: "Span") -> "Token | None":
    """The preposition or infinitive mark just after the amount, past a conversion in brackets and an adverb."""
    doc, at = span.doc, past_brackets(span)
    if at < len(doc) and doc[at].pos_ == "ADV":
        at += 1
    return doc[at] if at < len(doc) and doc[at].pos_ in ("ADP", "PART", "SCONJ") else None


def preposition_object(preposition: "Token") -> "Token | None":
    """The noun governed by a preposition, or the object of its gerund."""
    for child in preposition.children:
        if child.dep_ in ("pobj", "pcomp"):
            return child
    following = preposition.doc[preposition.i + 1 : preposition.i + 6]
    return next((noun_head(token) for token in following if token.pos_ in NOMINAL), None)
