"""Who is meant: parties by their shortest name in the text, and what pronouns and "the company" stand for."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tasks.money.meaning.anchor import NOMINAL, is_amount, verb_above
from tasks.money.meaning.cues import subject_of
from tasks.money.meaning.kinds import kind_of, wanted_kinds
from tasks.money.meaning.lexicon import nouns, party_nouns, words
from tasks.money.meaning.names import heads_name, is_name, name_role, name_span, span_role
from tasks.money.meaning.scene import Scene, View
from tasks.money.mention import Role, because

if TYPE_CHECKING:
    from spacy.tokens import Token

PLURAL = {"they", "them", "their", "both"}
PRONOUNS = {"he", "she", "it", "him", "her", "his", "its", *PLURAL}
SPEAKERS = {"we", "us", "our"}  # who speaks is not in the sentence
REPORTING = words("reporting")
NAME_PARTS = ("compound", "nmod", "amod", "nummod")


def is_party(token: "Token") -> bool:
    """Whether the token heads a name, a noun of people or bodies, or a pronoun for one."""
    if is_name(token):
        return True
    if token.pos_ in NOMINAL or token.pos_ == "ADJ":
        return acts(token) != "none"
    return token.pos_ in ("PRON", "DET") and token.lower_ in PRONOUNS | SPEAKERS


def acts(token: "Token") -> str:
    """How a noun acts: `one` may stand for a name, `many` for itself, `none` is no party."""
    known = party_nouns()
    return known.get(token.lemma_.lower(), known.get(token.lower_, "none"))


def party_role(token: "Token | None", view: View, scene: Scene) -> Role | None:
    """The Role of the party that a token heads or refers to; None where it is no party.

    A pronoun or a bare definite noun ("the company") gives the name before it in the sentence, in the sentences before,
    or in the title; where there is none, the noun stands for itself and a pronoun for nobody.
    """
    if token is None or not is_party(token):
        return None
    if not is_name(token) and refers(token):
        found = because(antecedent(token, view, scene), f"whom {token.text!r} stands for")
        if found is not None or token.pos_ in ("PRON", "DET"):
            return found
    return own_role(token, view, scene)


def own_role(token: "Token", view: View, scene: Scene) -> Role | None:
    """The Role of a name, of the name set beside a noun ("the lender Norvik"), or of the noun."""
    if is_name(token):
        return name_role(token, view, scene)
    apposed = next((child for child in token.children if child.dep_ == "appos" and is_name(child)), None)
    whole = _whole(token) if apposed is None else apposed
    return name_role(whole, view, scene) if whole is not None else span_role(_noun_span(token), view, scene)


def _whole(part: "Token") -> "Token | None":
    """The name whose part a noun is: `Norvik` of "Norvik's paint division"."""
    if part.lemma_.lower() not in PARTS:
        return None
    owners = [child for child in part.children if child.dep_ in ("poss", "compound", "nmod") and is_name(child)]
    return owners[0] if owners else None


def refers(token: "Token") -> bool:
    """Whether a party word points back to a name: a pronoun, "the company", but not "a company"."""
    if token.pos_ in ("PRON", "DET"):
        return True
    if token.i > 1 and token.nbor(-1).lower_ == "based" and acts(token) == "one":
        return True  # "the Harlow-based firm"
    if acts(token) != "one" or token.tag_ in ("NNS", "NNPS"):
        return False
    left = [child for child in token.lefts if child.dep_ != "punct"]
    named = any(is_name(child) for child in left) or any(child.lower_ == "of" for child in token.rights)
    return not named and any(child.lower_ in ("the", "this", "that") for child in left)


def antecedent(token: "Token", view: View, scene: Scene) -> Role | None:
    """The name, or the people, that a pronoun or a definite noun stands for: nearest subject first."""
    kinds = wanted_kinds(token)
    if token.lower_ not in SPEAKERS:
        for other in _before(token):
            if is_name(other):
                if kind_of(other, *name_span(other)) in kinds:
                    return own_role(other, view, scene)
            elif token.pos_ in ("PRON", "DET") and not refers(other):
                return own_role(other, view, scene)
        if token.pos_ == "NOUN" and any(_introduces(other, token) for other in token.doc[: token.left_edge.i]):
            return None
    if token.lemma_.lower() in STATES and "" in kinds:
        kinds -= {""}
    return topic(scene, plural=token.lower_ in PLURAL, kinds=kinds)


def _introduces(noun: "Token", token: "Token") -> bool:
    """`a firm` before "the company": it is no name that is meant."""
    bare = acts(noun) == "one" and noun.pos_ == "NOUN" and not any(is_name(child) for child in noun.children)
    indefinite = any(child.lower_ in ("a", "an") for child in noun.children)
    return bare and indefinite and wanted_kinds(noun) == wanted_kinds(token)


STATES = {"government", "administration"}


def _before(token: "Token") -> "Iterator[Token]":
    """Subjects and possessors earlier in the sentence that the token may stand for, the nearest first."""
    plural, subjects = token.lower_ in PLURAL, ("nsubj", "nsubjpass", "poss", "agent")
    above = verb_above(token)
    actor = subject_of(above) if token.dep_ != "poss" else None
    for other in reversed(list(token.doc[: token.left_edge.i])):
        same_clause = token.dep_ != "poss" and other.dep_ != "poss" and verb_above(other) == above
        if (
            other.dep_ not in subjects
            or other.head == token
            or same_clause
            or other == actor
            or not is_party(other)
            or other.lower_ in PRONOUNS | SPEAKERS
        ):
            continue
        if is_name(other) or plural == (other.tag_ == "NNS"):
            yield other


ANY = frozenset({"place", "person", "firm", ""})


def topic(scene: Scene, *, plural: bool = False, kinds: frozenset[str] = ANY) -> Role | None:
    """The party that the sentences before, or the title, speak of: who acts or owns there, else whoever is named."""
    for worst in (1, 4):
        for view in scene.earlier():
            told = view.passage.pieces[0].where == "title"
            for name in salient_names(view, plural=plural):
                fits = not is_name(name) or kind_of(name, *name_span(name)) in kinds
                role = own_role(name, view, scene) if fits and (told or _salience(name) <= worst) else None
                if role is not None:
                    return role
            kinds = _narrowed(kinds, view)
    return None


def _narrowed(kinds: frozenset[str], view: View) -> frozenset[str]:
    """What "it" may be, where a sentence before it speaks of "the company" or "the country"."""
    for token in view.doc:
        if token.pos_ == "NOUN" and token.dep_ in ("nsubj", "nsubjpass", "poss") and refers(token) and is_party(token):
            return kinds & wanted_kinds(token) or kinds
    return kinds


def headline_name(scene: Scene, *, sure: bool = False) -> Role | None:
    """The name that the title begins with; unless `sure`, only if the text or what stands before it has it too."""
    for view in scene.titles():
        for name in _leading(view):
            role = name_role(name, view, scene)
            words = [] if role is None else role.surface.split()
            if (sure and role is not None) or any(
                word in scene.sources["before"] or word in scene.sources["text"] for word in words
            ):
                return role
    return None


def salient_names(view: View, *, plural: bool = False) -> "list[Token]":
    """The names of a view: subjects first, then possessors, then others in their order, who only reports last.

    With `plural`, plural nouns of people count as names.
    """
    names = [
        token
        for token in view.doc
        if (is_name(token) and heads_name(token)) or (plural and token.tag_ == "NNS" and is_party(token))
    ]
    if view.passage.pieces[0].where == "title":
        return [*_leading(view), *names]
    return sorted((name for name in names if not is_dateline(name)), key=lambda token: (_salience(token), token.i))


def is_dateline(name: "Token") -> bool:
    """Whether a name stands in capitals as the place of a dateline does; short ones are acronyms."""
    return name.text.isupper() and len(name.text) > 4


def _leading(view: View) -> "list[Token]":
    """The last word of the name that a title begins with: headlines put the party first."""
    last: list[Token] = []
    for token in view.doc[:5]:
        if token.is_punct and not last:
            continue
        if not (
            is_name(token)
            or (
                token.tag_ == "NN"
                and token.is_title
                and token.dep_ in ("nmod", "nsubj")
                and not is_party(token)
                and token.lower_ not in nouns()
            )
        ):
            break
        last = [token]
    return last


def _salience(token: "Token") -> int:
    """0 for who acts, 1 for who owns or opens the sentence, 2 for who is acted on, 4 for who reports or is told."""
    above = token.head.head if token.dep_ in ("compound", "nmod", "amod") else token.head
    if above.lemma_.lower() in REPORTING and token.dep_ in ("nsubj", "nsubjpass", "dobj", "dative"):
        return 4
    if token.dep_ == "appos" and token.head.dep_ in ("nsubj", "nsubjpass"):
        return 0  # "one of the brokers, Ann Ekdal, was fired"
    if token.dep_ in ("nsubj", "nsubjpass"):
        return 0
    if token.dep_ in ("poss", "ROOT") or token.i == 0:
        return 1
    if token.dep_ in ("compound", "nmod") and token.head.dep_ in ("nsubj", "nsubjpass"):
        return 1
    return 2 if token.dep_ in ("dobj", "pobj", "compound", "nmod") else 3


PARTS = words("part")


def _noun_span(token: "Token") -> tuple[int, int]:
    """The tokens of a common noun phrase without its determiner: `private equity firm`."""
    start = token.i
    while (
        start > 0
        and start <= token.doc[start - 1].head.i <= token.i
        and token.doc[start - 1].dep_ in NAME_PARTS
        and not is_amount(token.doc[start - 1])
    ):
        start -= 1
    return start, token.i + 1
