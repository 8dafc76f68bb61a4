"""What speaks for each label of a mention, counted in votes; the model's own label counts one.

The weights are few and coarse on purpose: what a lexicon knows for certain outweighs the model, what it knows as
likely outweighs one doubtful mention but not an article that agrees with the model.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tasks.entities import definitions, lexicon, people, places
from tasks.entities.entity import LABELS, Span
from tasks.entities.spelling import fold, without_article

Votes = dict[str, float]

CERTAIN = 4.0
STRONG = 2.5
LIKELY = 1.5
HINT = 0.6
AGREEMENT, MOST_AGREEMENT = 0.5, 2.0
FAMILY = 3.5
COMMON_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "NORP"})  # the model is seldom right about the others
WELL_KNOWN_CITY, KNOWN_CITY = 3.0, 1.7  # logarithms of thousands of people: a million, fifty thousand

_MISTAKEN_FOR_WORKS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC"})
_QUOTED = frozenset({('"', '"'), ("“", "”")})
_IN = re.compile(r"\b(?:in|near) $")
_LIES = re.compile(r" (?:is (?:located|situated)|lies (?:on|in|at|between|near|about|along|\w+ of)) ")
_JOINED = re.compile(r"(?: ?,)?(?: and| or)? ((?:[A-Z][\w’'-]+ ?){1,3})")
_JOINING = re.compile(r"((?:[A-Z][\w’'-]+ ){1,3}?)(?:and|or|(?<= ), ) ?$|((?:[A-Z][\w’'-]+ ?){1,3}), $")
_BEFORE = re.compile(r"(?:[^\s.,;:()]+\.?\s+){0,3}$")
_BEATEN_BY = re.compile(r" (?:,? [^\n.]{0,40})?\d{1,3} ?- ?\d{1,3}")
_INITIALS = re.compile(r"(?:[A-Z]\. ?)+(?:[a-z]+ )?[A-Z][\w'’-]+$")
_REGNAL = re.compile(r"^(?!World War)(?:[A-Z]\w+ ){1,2}(?:I{1,3}|IV|VI{0,3}|IX|XI{0,3}|XIV|XVI{0,3}|XX)$")
_NATION_BEHIND = re.compile(r"\s?\(([A-Z][\w .'’-]+)\)")


@dataclass(frozen=True, slots=True)
class Article:
    """What the whole article says about its names: how the model labelled each, whose family names, which countries,
    and whether it is about works of art."""

    text: str
    labels: dict[str, Counter[str]]
    families: frozenset[str]
    around: Counter[str]
    defined: dict[str, str]
    of_works: bool


def of_article(text: str, spans: Sequence[Span]) -> Article:
    """The article's evidence, from the spans that the model gave."""
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for span in spans:
        labels[key(span.surface)][span.label] += 1
    defined = definitions.labels_of(text, spans)
    persons = [span for span in spans if defined.get(fold(span.surface), "PERSON") == "PERSON"]
    of_works = definitions.speaks_of_works(text)
    return Article(text, labels, _families(persons), places.surroundings(spans), defined, of_works)


def votes(article: Article, span: Span) -> Votes:
    """The votes for the labels of that mention."""
    found: Votes = dict.fromkeys(LABELS, 0.0)
    if span.label_model in found:
        found[span.label_model] += 1
    for label, count in article.labels.get(key(span.surface), Counter()).items():
        others = count - (label == span.label_model)
        if label in COMMON_LABELS:
            found[label] += min(MOST_AGREEMENT, AGREEMENT * others)
    if article.of_works and span.label_model in _MISTAKEN_FOR_WORKS and definitions.is_a_work(article.text, span):
        found["WORK_OF_ART"] += STRONG
    defined = article.defined.get(fold(span.surface))
    if defined is not None:
        found[defined] += CERTAIN
    for label, weight in (*_by_lexicon(article, span), *_by_words(article.text, span), *_by_person(article, span)):
        found[label] += weight
    return found


def known(article: Article, span: Span) -> bool:
    """Whether the name itself, whatever the model says, is known to the article or to the lexicons."""
    words = people.words(span.surface)
    person = len(words) == 2 and words[0] in lexicon.given_names() and words[1] in lexicon.surnames()
    family = bool(words) and words[-1] in article.families
    return person or family or key(span.surface) in article.labels or any(_by_lexicon(article, span))


def known_beside(article: Article, span: Span) -> bool:
    """Whether the article names it more than once, or the lexicons know it."""
    more = sum(article.labels.get(key(span.surface), Counter()).values()) > 1
    return more or any(_by_lexicon(article, span)) or key(span.surface) in article.families


def key(surface: str) -> str:
    """Under which one article's mentions of one name are counted together."""
    return fold(without_article(surface))


def _by_lexicon(article: Article, span: Span) -> Iterable[tuple[str, float]]:
    name = key(span.surface)
    if span.surface.islower():
        return
    if name in lexicon.nationalities():
        yield "NORP", CERTAIN
    elif name in lexicon.organisations() or fold(span.surface) in lexicon.organisations():
        yield "ORG", LIKELY if name in lexicon.surnames() or name in article.families else CERTAIN
    else:
        yield from _by_gazetteer(article, span)


def _by_gazetteer(article: Article, span: Span) -> Iterable[tuple[str, float]]:
    found = places.candidates(span.surface)
    if not found:
        yield from _unknown_place(article, span)
        return
    best = found[0]
    if best.kind in ("city", "region") and _is_a_team(article.text, span):
        yield "ORG", CERTAIN + LIKELY
    if any(places.follows_its_city(article.text, span.start, place.country) for place in found if place.kind != "city"):
        yield best.label, CERTAIN
    if places.within(article.text, span.end):
        yield best.label, CERTAIN
    if best.known:
        yield best.label, LIKELY if key(span.surface) in article.families else CERTAIN
        return
    capital_or_big = best.capital or best.weight >= WELL_KNOWN_CITY
    plain_name = key(span.surface) in lexicon.person_names()
    if capital_or_big and not plain_name:
        yield best.label, LIKELY if span.label_model == "ORG" and not best.capital else STRONG
    elif best.weight >= KNOWN_CITY:
        at_home = not plain_name and any(article.around[place.country or ""] > 1 for place in found)
        yield best.label, HINT if plain_name or span.label_model == "ORG" else LIKELY if at_home else 2 * HINT
        if at_home:
            yield best.label, HINT
    if _cued_as_place(article.text, span):
        yield best.label, LIKELY


def _unknown_place(article: Article, span: Span) -> Iterable[tuple[str, float]]:
    """A name that the model takes for a person's, though no first name, behind "in" or before "is located"."""
    words = people.words(span.surface)
    known = words and (words[0] in lexicon.given_names() or words[-1] in article.families)
    located = _IN.search(article.text, max(0, span.start - 9), span.start) or _LIES.match(article.text, span.end)
    if span.label_model == "PERSON" and not known and located:
        yield "GPE", LIKELY


def _is_a_team(text: str, span: Span) -> bool:
    """Whether a city stands for its team: it beats another by a score, or has a coach or players."""
    contest = lexicon.actions("contest")
    beats = rf" (?:{contest} (?=[A-Z])[^\n]{{0,80}}?\d{{1,3}} ?- ?\d{{1,3}}|{lexicon.actions('squad')}s?\b)"
    if re.compile(beats).match(text, span.end):
        return True
    before = re.compile(rf" {contest} (?:the )?$").search(text, max(0, span.start - 20), span.start)
    return bool(before and _BEATEN_BY.match(text, span.end))


def _cued_as_place(text: str, span: Span) -> bool:
    before = _BEFORE.search(text, max(0, span.start - 40), span.start)
    words = before[0].split() if before else []
    cued = any(fold(" ".join(words[-size:])) in lexicon.place_cues() for size in (1, 2, 3))
    return cued or _joined_to_a_place(text, span)


def _joined_to_a_place(text: str, span: Span) -> bool:
    """Whether "and", "or" or a comma joins it to a place that is known for certain."""
    after = _JOINED.match(text, span.end) if re.match(r" ?,| and | or ", text[span.end : span.end + 5]) else None
    before = _JOINING.search(text, max(0, span.start - 40), span.start)
    names = [match.strip() for found in (after, before) if found for match in found.groups() if match]
    best = [place for name in names for place in places.candidates(name)[:1]]
    return any(place.known or place.capital or place.weight >= WELL_KNOWN_CITY for place in best)


def _by_words(text: str, span: Span) -> Iterable[tuple[str, float]]:
    words = [fold(word.strip(",")) for word in without_article(span.surface).split()]
    if len(words) < 2:
        return
    if (text[span.start - 1 : span.start], text[span.end : span.end + 1]) in _QUOTED:
        yield "WORK_OF_ART", LIKELY
    if words[-1] in lexicon.name_words("legal"):
        yield "ORG", CERTAIN
    for label in {lexicon.name_words("tail").get(" ".join(words[-size:])) for size in (1, 2)} - {None}:
        yield str(label), STRONG if label == "ORG" else LIKELY
    for label in {lexicon.name_words("head").get(" ".join(words[:size])) for size in (1, 2, 3, 4)} - {None}:
        yield str(label), STRONG


def _by_person(article: Article, span: Span) -> Iterable[tuple[str, float]]:
    words = people.words(span.surface)
    if after_title(article.text, span.start):
        yield "PERSON", STRONG
    if len(words) == 1 and words[0] in article.families:
        yield "PERSON", FAMILY
    if _INITIALS.match(span.surface) or _REGNAL.search(span.surface):
        yield "PERSON", STRONG
    if definitions.is_a_persons_doing(article.text, span.end):
        yield "PERSON", LIKELY
    foreign = len(words) == 2 and words[0] in lexicon.given_names() and words[0] not in lexicon.common_words()
    if foreign and span.label_model not in ("PERSON", "ORG") and not places.candidates(span.surface):
        yield "PERSON", HINT
    if 2 <= len(words) <= 3:
        family = words[-1] in lexicon.surnames() and words[-1] not in lexicon.name_words("tail")
        yield "PERSON", HINT * ((words[0] in lexicon.given_names()) * 1.5 + family)
    behind = _NATION_BEHIND.match(article.text, span.end)
    if len(words) > 1 and behind is not None and any(place.kind == "country" for place in places.candidates(behind[1])):
        yield "PERSON", LIKELY


def after_title(text: str, start: int) -> bool:
    """Whether a title in capitals ("President", "Mr.") stands right before that place."""
    before = _BEFORE.search(text, max(0, start - 40), start)
    words = before[0].split() if before else []
    found = (words[-size:] for size in range(1, min(3, len(words)) + 1))
    return any(title[0][:1].isupper() and fold(" ".join(title)) in lexicon.titles() for title in found)


def _families(spans: Sequence[Span]) -> frozenset[str]:
    names = {span.surface for span in spans if span.label == "PERSON" and len(people.words(span.surface)) > 1}
    persons = (name for name in names if bears_a_family_name(name) and not places.candidates(name))
    return frozenset(people.family_name(name) for name in persons)


def bears_a_family_name(name: str) -> bool:
    """Whether the name's last word can be a family's: no common word ("Buy"), no acronym ("Velmont EPS")."""
    last = name.split()[-1]
    family = people.family_name(name)
    common = family in lexicon.common_words() and family not in lexicon.surnames()
    return last[:1].isupper() and not common and (name.isupper() or not last.isupper())
