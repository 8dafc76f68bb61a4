"""Tables of results as news agencies send them: scores, standings, rankings, scoreboards, datelines.

The lines have a grammar of their own, and a model that learnt from sentences is lost in them. What a line's form tells
for certain is read here: who is a team, who is a competitor, for which country. A team is an ORG, a country's team is
the country.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from tasks.entities import lexicon, places
from tasks.entities.entity import Span
from tasks.entities.spelling import fold

_CAPITAL = r"[A-ZÀ-ÖØ-Þ]"
_PART = rf"{_CAPITAL}[\w.&'’/-]*"
_PARTICLE = r"(?:da|de|del|der|di|du|la|le|van|von|den|bin|al|ul|st)"
_NAME = rf"{_PART}(?: (?:{_PARTICLE} )?{_PART}){{0,3}}"
_FULL_NAME = rf"{_PART}(?: (?:{_PARTICLE} )?{_PART}){{1,3}}"
_NATION = rf"\( ?({_PART}(?: {_PART}){{0,2}}) ?\)"
_SCORERS = r"(?: ?\(([^()\n]*)\))?"
_SIDE = rf"({_NAME})(?: {_NATION})? (\d{{1,3}})(?![\w%])(?![-:/.,]\d){_SCORERS}"

_SCORE = re.compile(rf"(?<![\w'’-]){_SIDE} ?,? {_SIDE}")
_ROW = re.compile(
    rf"(?m)^(?:\d{{1,2}} ?[.)] ?)?({_NAME})(?: {_NATION})?((?: [-+]?(?=[.:,/]*\d)[\d.:,/]++| -){{3,}}+)[ \t]*$"
)
_FIXTURE = re.compile(rf"(?m)(?:^|(?<=: ))({_NAME}) (?:v|vs\.?|V|VS) ({_NAME})(?= ?(?:$|\(|,|;))")
_AWAY = re.compile(rf"(?m)^({_NAME}) (?:at|AT) ({_NAME})[ \t]*$")
_INNINGS = re.compile(
    rf"(?m)(?:^|(?<=: )|(?<= v )|(?<=; ))({_NAME})"
    r"(?= \d{2,3}(?: and \d{1,3})?(?: ?,| for (?:\d|[a-z]{3,5})\b| \(|$))"
    r"(?=[^\n]{0,600}(?: v |\d ?\)|\d-\d| for \d| for [a-z]{3,5}\b))"
)
_BATTING = re.compile(rf"\(([^()\n]{{0,300}}{_NAME} \d{{1,3}}[^()\n]{{0,300}})\)")
_BATTED = re.compile(rf"({_NAME})(?= \d{{1,3}}(?: not out| ?[,;)]|-\d| for \d))")
_LEADER = re.compile(rf"(?<![\w'’-])({_FULL_NAME}) ?, ({_NAME}) ?, \d{{1,3}}(?:\.\d+\b|(?= ?;))")
_COMPETITOR = re.compile(rf"(?<![\w'’])(?:\d{{1,2}} ?- ?)?({_FULL_NAME}) {_NATION}")
_RANKED = re.compile(rf"(?m)^\d{{1,3}} ({_FULL_NAME})(?= \d{{1,3}} \d{{1,3}}| {_NATION} \d)")
_GOALS = re.compile(rf"(?m)^\d{{1,3}} ?[-–:] ?(?={_NAME} \( ?{_PART})(.*)$")
_SCORER = re.compile(rf"({_NAME}) \( ?({_NAME}) ?\)")
_BATSMAN = re.compile(rf"(?m)^({_NAME}) (?:c|b|lbw|st|run out|not out|retired|hit wicket|absent)(?= |$)")
_OUT = re.compile(rf" (?:c and b|c & b|c|b|st|lbw b) ({_NAME})(?= (?:b {_CAPITAL}|\d))")
_BOWLER = re.compile(rf"(?<![\w-])({_NAME}) \d{{1,2}}(?:\.\d)? ?- ?\d{{1,2}} ?- ?\d{{1,3}} ?- ?\d{{1,2}}(?![\d-])")
_TO_BAT = re.compile(rf"(?:To bat|Did not bat|Still to bat|Not out batsmen) ?: ({_NAME}(?: ?, {_NAME})*)")
_MINUTES = re.compile(rf"({_NAME})(?= \d{{1,3}}(?:st|nd|rd|th|'|\b))")
_DATELINE = re.compile(
    r"(?m)^([A-Z][A-Z'’-]+(?:[ -][A-Z'’.]+){0,3})(?: ?, ?([A-Z][\w.]+(?: [A-Z]\w+){0,2}))?"
    r"(?= \d{4}-\d\d-\d\d\s*$| ?, (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\.? \d"
    r"| ?\([A-Z][\w/ ]+\) ?[-–—])"
)
_INITIALS = re.compile(r"[A-Z]\. ?[A-Z]")
_FEWEST_ROWS = 2
_SURE_COLUMNS = 5


def spans(text: str) -> list[Span]:
    """The names that the results in that text hold, in its order, none overlapping another (`label_model` None)."""
    found: dict[int, Span] = {}
    taken: set[int] = set()
    for start, end, label in _all(text):
        name = text[start:end]
        if label and not taken.intersection(range(start, end)) and _may_be_a_name(name):
            found[start] = Span(start, end, name, label, None)
            taken.update(range(start, end))
    return [found[start] for start in sorted(found)]


def _all(text: str) -> Iterator[tuple[int, int, str]]:
    yield from _datelines(text)
    yield from _scoreboard(text)
    yield from _scores(text)
    yield from _rankings(text)
    yield from _competitors(text)
    yield from _standings(text)
    yield from _fixtures(text)


def _datelines(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _DATELINE.finditer(text):
        yield *match.span(1), "GPE"
        if match[2] and places.candidates(match[2]):
            yield *match.span(2), "GPE"


def _scores(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _SCORE.finditer(text):
        if not all(_may_be_a_name(match[side]) and _is_team_like(match[side]) for side in (1, 5)):
            continue
        for side, nation, scorers in ((1, 2, 4), (5, 6, 8)):
            yield *match.span(side), _label_of_team(match[side])
            if match[nation]:
                yield *match.span(nation), _label_of_nation(match[nation])
            for scorer in _MINUTES.finditer(text, *match.span(scorers)) if match[scorers] else ():
                yield *scorer.span(1), "PERSON"


def _standings(text: str) -> Iterator[tuple[int, int, str]]:
    rows = [match for match in _ROW.finditer(text) if _may_be_a_name(match[1]) and not _is_common(match[1])]
    of_places = len(rows) >= _FEWEST_ROWS and any(places.candidates(row[1]) for row in rows)
    for match in rows:
        if of_places or len(match[3].split()) >= _SURE_COLUMNS or places.candidates(match[1]):
            yield *match.span(1), _label_of_team(match[1])


def _fixtures(text: str) -> Iterator[tuple[int, int, str]]:
    away = (match for match in _AWAY.finditer(text) if all(map(places.candidates, match.groups())))
    for match in (*_FIXTURE.finditer(text), *away):
        for side in (1, 2):
            yield *match.span(side), _label_of_team(match[side])


def _competitors(text: str) -> Iterator[tuple[int, int, str]]:
    """People as results name them: "Ana Halvorsen (Norway)"."""
    for match in _COMPETITOR.finditer(text):
        if _label_of_nation(match[2]) and not places.candidates(match[1]):
            yield *match.span(1), "PERSON"
            yield *match.span(2), "GPE"


def _rankings(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _LEADER.finditer(text):
        if _label_of_nation(match[2]) or places.candidates(match[2]):
            yield *match.span(1), "PERSON"
            yield *match.span(2), _label_of_team(match[2])
    for match in _RANKED.finditer(text):
        yield *match.span(1), "PERSON"
    for line in _GOALS.finditer(text):
        for match in _SCORER.finditer(text, *line.span(1)):
            yield *match.span(1), "PERSON"
            yield *match.span(2), _label_of_team(match[2])


def _scoreboard(text: str) -> Iterator[tuple[int, int, str]]:
    """The names of a cricket scoreboard: who is out by whom, who bowled, who is to bat."""
    innings = list(_INNINGS.finditer(text))
    for match in innings:
        yield *match.span(1), _label_of_team(match[1])
    for match in _BATTING.finditer(text) if innings else ():
        for name in _BATTED.finditer(text, match.start(1), match.end(1) + 1):
            yield *name.span(1), "PERSON"
    for pattern in (_BATSMAN, _BOWLER):
        for match in pattern.finditer(text):
            yield *match.span(1), "PERSON"
    for match in _OUT.finditer(text):
        yield *match.span(1), "PERSON"
    for match in _TO_BAT.finditer(text):
        for name in re.compile(_NAME).finditer(text, *match.span(1)):
            yield *name.span(), "PERSON"


def _label_of_team(name: str) -> str:
    found = places.candidates(name)
    return "GPE" if found and found[0].known and (found[0].kind == "country" or fold(name) in _nations()) else "ORG"


@cache
def _nations() -> frozenset[str]:
    """Parts of states that have teams of their own, as England."""
    rows = lexicon.rows("aliases")
    return frozenset(fold(row["alias"]) for row in rows if row["kind"] == "region" and row["country"] == "GB")


def _label_of_nation(name: str) -> str:
    return "GPE" if any(place.known and place.label == "GPE" for place in places.candidates(name)) else ""


def _may_be_a_name(name: str) -> bool:
    words = fold(name).split()
    ends = {word.strip(".") for word in (words[0], words[-1])}
    return not ends & lexicon.table_words() and any(character.isalpha() for character in name)


def _is_team_like(name: str) -> bool:
    return bool(places.candidates(name)) or not (_is_common(name) or _INITIALS.match(name))


def _is_common(name: str) -> bool:
    return all(word in lexicon.common_words() for word in fold(name).split())


def outside(spans_: Iterable[Span], fixed: Iterable[Span]) -> list[Span]:
    """The spans that touch none of the fixed ones."""
    taken = {place for span in fixed for place in range(span.start, span.end)}
    return [span for span in spans_ if not taken.intersection(range(span.start, span.end))]
