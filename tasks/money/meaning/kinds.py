"""What a name names, as far as its words tell: a place, a person or a firm; and what a word may stand for."""

from typing import TYPE_CHECKING, Literal

from tasks.money.meaning.lexicon import words
from tasks.money.reading.lexicon import SIGNALS

if TYPE_CHECKING:
    from spacy.tokens import Token

Kind = Literal["place", "person", "firm", ""]
PLACES = frozenset(phrase for phrase, signal in SIGNALS.items() if signal.kind == "country") | words("place_name")
FIRM = words("firm_mark")
TITLED = words("person_title")
PLACE_NOUNS = words("place_noun")
PERSON_NOUNS = words("person_noun")
PERSONAL = {"he", "she", "him", "her", "his"}
THINGS = {"it", "its"}


def kind_of(token: "Token", start: int, end: int) -> Kind:
    """What the name at `doc[start:end]`, headed by `token`, names; empty where its words do not tell."""
    doc = token.doc
    name = doc[start:end].text.removeprefix("the ")
    if name in PLACES or (token.text in PLACES and start == token.i):
        return "place"
    before = doc[start - 1].lower_.rstrip(".") if start > 0 else ""
    first = doc[start].lower_.rstrip(".")
    if before in TITLED or first in TITLED:
        return "person"
    if token.tag_ == "NNPS" or (len(token) > 1 and token.text.isupper() and end - start == 1):
        return "firm"  # "Democrats", "DEA": nobody calls them "he"
    last = doc[end - 1].lower_.rstrip(".")
    return "firm" if last in FIRM or first in FIRM else ""


def wanted_kinds(token: "Token") -> frozenset[str]:
    """The kinds that a pronoun or a definite noun may stand for."""
    word, lemma = token.lower_, token.lemma_.lower()
    if word in PERSONAL or lemma in PERSON_NOUNS:
        return frozenset({"person", ""})
    if lemma in PLACE_NOUNS:
        return frozenset({"place", ""})
    if word in THINGS:
        return frozenset({"place", "firm", ""})
    if token.pos_ in ("PRON", "DET"):
        return frozenset({"place", "person", "firm", ""})
    return frozenset({"firm", ""})
