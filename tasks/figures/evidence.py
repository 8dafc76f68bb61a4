"""How much speaks for two mentions being of one figure, in points; None where something rules it out."""

from collections.abc import Iterator
from datetime import timedelta

from tasks.figures.amounts import Likeness, likeness
from tasks.figures.mention import Mention, may_be_one
from tasks.figures.words import content, generic

WINDOW = timedelta(days=92)  # a figure that nobody mentions for a quarter has ended
RECENT = timedelta(days=14)
A_WHILE = timedelta(days=46)
AT_ONCE = timedelta(days=3)

ENOUGH = {"sum": (7, 5), "other": (8, 7)}  # in one article, in two: sums of two articles seldom agree by chance
SAME_TEXT = 100
POINTS = {"equal": 0, "rounded": -1, "contained": -1, "converted": -1, "close": -4}  # by how the amounts are alike
PARTY = 3
SAME_ARTICLE = 3
SCALES = {  # points for equal amounts of 0, 1, 2, 3, 4 digits; one article likes to tell of several round sums
    ("one", "price"): (-9, -9, -9, 1, 2),  # a list of fees, wages or targets repeats its round numbers
    ("one", "other"): (-3, -2, 1, 3, 4),
    ("two", "price"): (-1, 0, 1, 2, 3),
    ("two", "sum"): (-1, 0, 2, 3, 4),
    ("two", "level"): (-1, 0, 2, 4, 5),  # of one thing at a time there is one
}
OVERLAP, APART = 40, 400  # characters that two rows of one sentence share, and that may lie between its amounts
SUMS, LEVELS = ("flow", "total"), ("stock", "result", "other")
SAME = ("equal",)  # prices of two places, forecasts, quarters: they differ by less than a rounding or a rate
ALIKE = {
    "flow": (*SAME, "converted", "rounded", "contained", "close"),
    "total": (*SAME, "converted", "rounded", "contained"),
    "stock": (*SAME, "converted", "rounded"),
    "result": (*SAME, "converted"),
}


def points(one: Mention, other: Mention) -> int | None:
    """The points that speak for the two; None where something rules it out. `one` is the earlier."""
    if other.when - one.when > WINDOW or one.kind() != other.kind():
        return None
    if one.row["conversion_of"] and other.row["conversion_of"]:
        return None  # what they convert is held against each other
    alike = fitting(one, other)
    if alike is None or told_apart(one, other):
        return None
    if (copied(one, other) or (one.passage is not None and one.passage == other.passage)) and alike != "converted":
        return SAME_TEXT if alike == "equal" else None
    if contradict(one, other) or (one.story == other.story and alike != "equal"):
        return None  # one article does not round, convert or contradict itself without saying so
    rest = within(one, other) if one.story == other.story else between(one, other)
    return POINTS[alike] + precision(one, other, alike) + by_parties(one, other) + by_words(one, other) + rest


def copied(one: Mention, other: Mention) -> bool:
    """Whether a copy of the article prints the very sentence in the same place; one article may say it twice."""
    copies = one.story == other.story and one.row["article_id"] != other.row["article_id"]
    return copies and all(one.row[name] == other.row[name] for name in ("sentence", "start"))


def fitting(one: Mention, other: Mention) -> Likeness | None:
    """How the two amounts are alike, where that makes one figure of them: each type has its own bounds.

    Sources that disagree about an amount agree on what it is for.
    """
    alike = likeness(one.row, other.row)
    if alike == "close" and one.purpose and other.purpose and one.purpose.isdisjoint(other.purpose):
        return None
    return alike if alike in ALIKE.get(one.row["figure_type"], SAME) else None


def agree(one: Mention, other: Mention) -> bool:
    """Whether two amounts may be one, or nobody can tell: bounds in one currency, a number in another."""
    told = None not in (one.row["amount_usd"], other.row["amount_usd"])
    return fitting(one, other) is not None or (one.row["currency"] != other.row["currency"] and not told)


def enough(one: Mention, other: Mention) -> int:
    """The points that make a link."""
    within, apart = ENOUGH["sum" if one.row["figure_type"] in SUMS else "other"]
    return within if one.story == other.story else apart


def contradict(one: Mention, other: Mention) -> bool:
    """Whether the two name different parties for one role."""
    return any(not may_be_one(party, other.parties.get(role, party)) for role, party in one.parties.items())


def told_apart(one: Mention, other: Mention) -> bool:
    """Whether the text tells the two apart: as second and third of a series, as one more, or side by side."""
    first, second = one.row["ordinal"], other.row["ordinal"]
    if first and second:
        return bool(first != second)
    if one.row["figure_type"] == "result" and (one.row["status"], one.awaited) != (other.row["status"], other.awaited):
        return True  # a forecast and what came of it
    if one.row["article_id"] == other.row["article_id"]:
        return other_months(one, other) or side_by_side(one, other) or (second == 0 and first != 0)
    return (first == 0) != (second == 0) and other.when - one.when > AT_ONCE


def other_months(one: Mention, other: Mention) -> bool:
    """Whether both sentences name months, and none in common."""
    return bool(one.months and other.months) and one.months.isdisjoint(other.months)


def side_by_side(one: Mention, other: Mention) -> bool:
    """Whether two mentions of an article stand in one sentence, of which each row holds a stretch of its own."""
    if abs(one.row["start"] - other.row["start"]) > APART:
        return False  # a sentence that the article says twice
    first, second = (mention.row["sentence"] or "" for mention in (one, other))
    return first[-OVERLAP:] in second or second[-OVERLAP:] in first or second[:OVERLAP] in first


def precision(one: Mention, other: Mention, alike: Likeness) -> int:
    """An amount of many digits is seldom shared by chance; one article likes to tell of several round ones."""
    if alike == "equal":
        return scale(one, other)[min(one.digits, 4)]
    return 1 if alike == "converted" and min(one.digits, other.digits) > 1 else 0


def scale(one: Mention, other: Mention) -> tuple[int, ...]:
    """The points for equal amounts by their digits."""
    kind = one.row["figure_type"]
    if one.story == other.story:
        return SCALES["one", "price" if kind == "price" else "other"]
    if kind in LEVELS and by_words(one, other) > 1:
        return SCALES["two", "level"]
    return SCALES["two", "sum" if kind in SUMS else "price"]


def by_parties(one: Mention, other: Mention) -> int:
    """Parties that both name in the same role."""
    return PARTY * len(list(shared(one, other)))


def shared(one: Mention, other: Mention) -> Iterator[frozenset[str]]:
    """The parties that both name in the same role."""
    for role, party in one.parties.items():
        if party & other.parties.get(role, frozenset()):
            yield party | other.parties[role]


def by_words(one: Mention, other: Mention) -> int:
    """Names, words of purpose and words of the titles in common; purposes that have nothing in common speak against."""
    counted = {word for party in shared(one, other) for key in party for word in content(key.partition(":")[2])}
    named = len((one.names & other.names) - counted)
    purpose = one.purpose & other.purpose
    rare = len(purpose - generic())
    told = min(2 * rare + min(len(purpose) - rare, 1), 3) if purpose else -(bool(one.purpose) and bool(other.purpose))
    return min(2 * named, 4) + told


def between(one: Mention, other: Mention) -> int:
    """What counts in two articles: nearness, words of the titles in common, and months."""
    titles = min(len(one.title & other.title), 4) // 2
    return distance(one, other) + titles - 3 * other_months(one, other)


def within(one: Mention, other: Mention) -> int:
    """What counts in one article: it names a thing by the same words, and things of a list by words of their own."""
    same = 2 if one.purpose and one.purpose == other.purpose else 0
    apart = (3 if one.row["figure_type"] == "result" else 1) if differ(one.purpose, other.purpose) else 0
    return SAME_ARTICLE + same - apart - listed(one, other) - 2 * (one.added or other.added)


def listed(one: Mention, other: Mention) -> int:
    """How much speaks for two things of a list: each sentence names somebody whom the other does not."""
    if not differ(one.names, other.names):
        return 0
    if one.row["figure_type"] == "price":
        return 4
    return 1 if one.names & other.names or any(shared(one, other)) else 3


def differ(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether each says something that the other does not.

    >>> differ(frozenset({"common", "stock"}), frozenset({"preferred", "stock"}))
    True
    >>> differ(frozenset({"stock"}), frozenset({"preferred", "stock"}))
    False
    """
    return bool(one - other and other - one)


def distance(one: Mention, other: Mention) -> int:
    """How near in time two articles are; nothing where the date of one is not known."""
    if "first_seen" in (one.row["published_basis"], other.row["published_basis"]):
        return -1
    gap = other.when - one.when
    if gap <= RECENT:
        return 1 if gap <= AT_ONCE else 0
    paid_twice = one.row["progress"] == other.row["progress"] == "paid"  # instalments of one size look like this
    return -1 if gap <= A_WHILE and not paid_twice else -3
