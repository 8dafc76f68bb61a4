"""Which words are names of parties, and the Role that a name fills."""

import re
from typing import TYPE_CHECKING

from tasks.money.meaning.anchor import is_amount
from tasks.money.meaning.kinds import FIRM
from tasks.money.meaning.lexicon import nouns, party_nouns, words
from tasks.money.meaning.scene import Scene, View
from tasks.money.mention import Role

if TYPE_CHECKING:
    from spacy.tokens import Token

NO_PARTY = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october"
    r"|november|december|(?:jan|feb|aug|sept?|oct|nov|dec)\.?|q[1-4]|(?:rs|dlrs|mln|usd|eur|gbp|aud|mr|mrs|ms|dr)\.?|reuters|bloomberg"
    r"|ap|afp|christmas|easter|covid(?:-19)?|treasuries|nasdaq|dow|ebitda|eps|gdp|ipo|ceo|cfo|tv|etfs?|dollars?|euros?|yen"
    r"|congressional|internet|web|quarterly|net|national|federal|photo|file|advertisement|read|more|analysis"
    r"|exclusive|nav|cpi|ppi|vat|ebit|roi|god|it|[a-fh-z]{1,3}-?[0-9]{2,4}[a-z]?",
    re.IGNORECASE,
)
ACRONYM = re.compile(r"\s?\(([A-Z][A-Za-z&]{1,7})\)")
SHARES = words("share")
OFFICES = words("office")


def is_name(token: "Token") -> bool:
    """Whether the token heads a proper name that may be a party: no day, month, currency, index or word of money."""
    brand = token.tag_ == "NN" and token.text.istitle() and token.head.lemma_.lower() in SHARES  # "Palm shares"
    if (
        (token.pos_ != "PROPN" and not brand and not ends_name(token))
        or is_amount(token)
        or NO_PARTY.fullmatch(token.text) is not None
    ):
        return False
    if token.text == "Street" and token.i > 0 and token.nbor(-1).text == "Wall":
        return False
    cue = nouns().get(token.lower_)
    alone = token.i == 0 or token.doc[token.i - 1].pos_ != "PROPN"
    if cue is not None and not cue.frame and alone and token.lower_ not in party_nouns():
        return False
    return len(token) > 1 and token.text[0].isalnum() and any(letter.isupper() for letter in token.text)


def ends_name(token: "Token") -> bool:
    """Whether a noun in capitals ends a name that the tagger left before it: `Lines` of "Nordhaven Lines"."""
    if token.pos_ != "NOUN" or not token.text.istitle() or token.i == 0:
        return False
    before = token.nbor(-1)
    return before.pos_ == "PROPN" and before.dep_ == "compound" and before.head == token


def heads_name(token: "Token") -> bool:
    """Whether a proper noun is the last of its name."""
    return not (token.dep_ in ("compound", "nmod") and token.head.pos_ == "PROPN" and token.head.i > token.i)


def name_role(token: "Token", view: View, scene: Scene) -> Role | None:
    """The Role of a name; where an acronym in brackets follows it, of the acronym."""
    start, end = name_span(token)
    doc = view.doc
    acronym = ACRONYM.match(view.passage.text, doc[end - 1].idx + len(doc[end - 1]))
    if acronym is not None and sum(letter.isupper() for letter in acronym[1]) > 1:
        return view.passage.role(acronym.start(1), acronym.end(1), scene.sources)
    return span_role((start, end), view, scene)


def name_span(token: "Token") -> tuple[int, int]:
    """The tokens of a name: proper nouns left of the head, and `of Commerce` right of it."""
    doc, start, end = token.doc, token.i, token.i + 1
    while start > 0 and token.i - start < 5:
        if doc[start - 1].pos_ == "PROPN" and not is_amount(doc[start - 1]):
            start -= 1
        elif (start > 1 and doc[start - 1].text == "-" and doc[start - 2].pos_ == "PROPN") or (
            start > 1 and doc[start - 1].dep_ == "case" and token.lower_.rstrip(".") in FIRM
        ):  # Dale-Morton
            start -= 2
        else:
            break
    if (
        end + 1 < len(doc)
        and doc[end].lower_ in ("of", "&")
        and doc[end + 1].pos_ == "PROPN"
        and (party_nouns().get(token.lemma_.lower()) == "one" or token.lower_ in OFFICES)
    ):
        end += 2
    return start, end


def span_role(span: tuple[int, int], view: View, scene: Scene) -> Role | None:
    doc = view.doc
    last = doc[span[1] - 1]
    return view.passage.role(doc[span[0]].idx, last.idx + len(last), scene.sources)
