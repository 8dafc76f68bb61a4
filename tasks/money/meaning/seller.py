"""Whose price it is where no noun of the price says so: the seller, the brand, the employer."""

from typing import TYPE_CHECKING

from tasks.money.meaning.anchor import Anchor, preposition_object
from tasks.money.meaning.cues import subject_of
from tasks.money.meaning.kinds import PLACES
from tasks.money.meaning.lexicon import words
from tasks.money.meaning.names import is_name, name_role
from tasks.money.meaning.parties import headline_name, is_dateline, party_role, topic
from tasks.money.meaning.scene import Scene, View
from tasks.money.mention import Role

if TYPE_CHECKING:
    from spacy.tokens import Token

SELLERS = words("seller")
CUSTOMERS = words("customer")
WAGES = words("wage")
GETTING = {"buy", "download", "order", "rent", "get", "purchase", "book", "hire"}
ON_SALE = {"go", "come", "sell", "retail", "cost", "start", "be", "price", "offer", "launch", "begin"}


def read_seller(measures: "list[Token]", place: Anchor, view: View, scene: Scene) -> Role | None:
    """The seller or employer that the sentence, the title or an earlier sentence tells of, None where none does."""
    verb = place.verb
    lemmas = {noun.lemma_.lower() for noun in measures}
    if lemmas & WAGES:
        return _employer(view, scene, minimum="minimum" in place.text)
    if verb is None:
        return None
    if verb.lemma_.lower() in GETTING:
        return party_role(_source(verb), view, scene)
    subject = subject_of(verb)
    if subject is not None and subject.lemma_.lower() in CUSTOMERS:
        return _named_before(view, place.span.start, scene)
    if verb.lemma_.lower() in ON_SALE and subject is not None and _is_product(subject):
        return _brand(scene)
    return None


def _employer(view: View, scene: Scene, *, minimum: bool) -> Role | None:
    """Who pays a wage; of a minimum wage, the place whose law it is."""
    if minimum:
        names = [token for token in view.doc if is_name(token) and not is_dateline(token)]
        law = [token for token in names if token.text in PLACES] + [token for token in names if token.dep_ == "nsubj"]
        return name_role(law[0], view, scene) if law else None
    return headline_name(scene) or topic(scene)


def _source(verb: "Token") -> "Token | None":
    """The shop in `buy it from the shop`."""
    return next((preposition_object(child) for child in verb.children if child.lower_ == "from"), None)


def _named_before(view: View, end: int, scene: Scene) -> Role | None:
    """The party whose customers are spoken of: the subject before them, else the topic."""
    for token in reversed(view.doc[:end]):
        if token.dep_ in ("nsubj", "nsubjpass", "poss") and is_name(token):
            return name_role(token, view, scene)
    return topic(scene)


def _is_product(subject: "Token") -> bool:
    """Whether a subject may be a thing on sale that was spoken of: "the console", "it", "the new Aurora"."""
    definite = any(child.lower_ in ("the", "this", "its", "their") for child in subject.children)
    return subject.lower_ in ("it", "they", "both") or (definite and subject.pos_ in ("NOUN", "PROPN"))


def _brand(scene: Scene) -> Role | None:
    """Who unveils, sells or owns a thing in the title or the sentences before."""
    for view in (*scene.titles(), *scene.earlier()):
        for token in view.doc:
            sells = token.dep_ == "nsubj" and token.head.lemma_.lower() in SELLERS
            owns = token.dep_ == "poss" and token.head.pos_ in ("PROPN", "NOUN")
            if is_name(token) and not is_dateline(token) and token.text not in PLACES and (sells or owns):
                return name_role(token, view, scene)
    return None
