"""The same story twice: which article is the original, and which only repeat it.

Two articles are alike when their texts are the same, or when `likeness` says so. Of two that are alike the better one

1. is the longer, in steps of a quarter: a text that was cut short must not hide the money that the whole one tells of;
2. has a date of its own, not only that of its arrival;
3. was published earlier;
4. has the smaller article_id.

From the best article down, each that is like an original before it repeats the best such original; all others are
originals. So every repeat is like the very article that it names, originals are never like each other, and nothing
depends on the order in which the articles came.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pyarrow as pa

from schemas.articles import ARTICLES
from tasks.batch import values, with_column
from tasks.clean.likeness import Text, likeness

STEP = math.log(1.25)
MARKS = ("duplicate_of", "duplicate_kind", "duplicate_likeness")
NONE = (None, None, None)
LAST = ("\U0010ffff",)  # behind every article_id
AT_HAND = 128  # texts that are kept taken apart; those of one template, of which 64 meet at most, come together
COMPARED = ["article_id", "text_hash", "text_keys", "published_at", "published_basis", *MARKS]

Article = Mapping[str, Any]
Meeting = Callable[[Sequence[Article]], list[set[str]]]  # for each article, the ids of those worth comparing with it
Fetch = Callable[[Set[str]], Iterable[pa.Table]]  # the articles of the lake with these ids, some at a time


def better(article: Article) -> tuple[int, bool, Any, str]:
    """What articles that are alike are ordered by: the original comes first."""
    undated = article["published_basis"] == "first_seen"
    length = round(math.log(article["words"] + 1) / STEP)
    return -length, undated, None if undated else article["published_at"], article["article_id"]


def originals(articles: Iterable[Article], alike: Mapping[str, Mapping[str, float]]) -> dict[str, tuple[str, float]]:
    """For each article that repeats another, its original and how much of the shorter text the longer one holds.

    `alike` gives for a text, by its hash, the texts that it is like. Articles of one hash stand or fall together: the
    best of them stands for all.
    """
    kept: dict[str, tuple[int, str]] = {}  # the originals by their text: rank and article_id
    placed: dict[str, tuple[str, float]] = {}
    repeats: dict[str, tuple[str, float]] = {}
    for rank, article in enumerate(sorted(articles, key=better)):
        own, told = article["article_id"], article["text_hash"]
        if told not in placed:
            found = [(*kept[other], held) for other, held in alike.get(told, {}).items() if other in kept]
            placed[told] = min(found)[1:] if found else (own, 1.0)
            if not found:
                kept[told] = (rank, own)
        if placed[told][0] != own:
            repeats[own] = placed[told]
    return repeats


@dataclass(slots=True)
class Neighbourhood:
    """Articles with all of the lake that is alike to them, and to that, and so on; and what joins them.

    Bodies stay where Arrow has them, one for each text, that of the article first by its id: few are compared, and as
    Python's text they would be most of a publish's memory.
    """

    meeting: Meeting
    fetch: Fetch
    pool: dict[str, Article] = field(default_factory=dict)
    bodies: dict[str, tuple[str, pa.ChunkedArray, int]] = field(default_factory=dict)  # by text_hash
    reached: set[str] = field(default_factory=set)
    alike: dict[str, dict[str, float]] = field(default_factory=dict)
    _text: Callable[[str], Text] = field(default_factory=lambda: lru_cache(AT_HAND)(Text))
    _unlike: set[tuple[str, str]] = field(default_factory=set)

    def explore(self, articles: pa.Table) -> None:
        """Reach from the articles whatever is alike to them."""
        self._take([articles])
        frontier = set(values(articles, "article_id"))
        while frontier:
            self.reached |= frontier
            ids = sorted(frontier)
            texts = {_met_by(self.pool[one]): self.pool[one] for one in ids}  # copies meet the same
            met = dict(zip(texts, self.meeting(list(texts.values())), strict=True))
            self._take(self.fetch(set[str]().union(*met.values()) - self.pool.keys()))
            pairs = [(one, met[_met_by(self.pool[one])]) for one in ids]
            frontier = {
                other
                for one, others in sorted(pairs, key=lambda pair: min([*pair[1], pair[0]]))
                for other in sorted(others)
                if self._joined(one, other)
            } - self.reached

    def _take(self, articles: Iterable[pa.Table]) -> None:
        for some in articles:
            for row, body in zip(some.select(COMPARED).to_pylist(), some["body"], strict=True):
                self.pool[row["article_id"]] = row | {"words": len(body.as_py().split())}
            first: dict[str, tuple[str, int]] = {}
            for at, (told, one) in enumerate(zip(values(some, "text_hash"), values(some, "article_id"), strict=True)):
                if one < min(self.bodies.get(told, LAST)[0], first.get(told, LAST)[0]):
                    first[told] = one, at
            places = pa.array([at for _, at in first.values()], pa.int64())
            all_new = len(places) == len(some)
            bodies = some["body"] if all_new else some["body"].take(places)
            for place, (told, (one, at)) in enumerate(first.items()):
                self.bodies[told] = one, bodies, at if all_new else place

    def _joined(self, one: str, other: str) -> bool:
        """Whether two articles are alike; if so by other words, their texts are joined."""
        texts = (self.pool[one]["text_hash"], self.pool[other]["text_hash"])
        pair = (min(texts), max(texts))
        if texts[0] == texts[1] or texts[1] in self.alike.get(texts[0], {}):
            return True
        held = None if pair in self._unlike else likeness(*map(self._of, texts))
        if held is None:
            self._unlike.add(pair)
            return False
        for here, there in (texts, texts[::-1]):
            self.alike.setdefault(here, {})[there] = held
        return True

    def _of(self, text_hash: str) -> Text:
        _, bodies, at = self.bodies[text_hash]
        return self._text(bodies[at].as_py())


def _met_by(article: Article) -> tuple[Any, ...]:
    """What an article meets others by."""
    return article["text_hash"], article["text_keys"]


def mark(articles: pa.Table, bereft: Set[str], meeting: Meeting, fetch: Fetch) -> tuple[pa.Table, pa.Table]:
    """The articles with their marks, and those of the lake whose marks change by them, with their new ones.

    `bereft` are articles of the lake whose original is among `articles` in a new version.
    """
    around = Neighbourhood(meeting, fetch)
    given = set(values(articles, "article_id"))
    around.explore(pa.concat_tables([articles, *fetch(bereft - given)]))
    members = [around.pool[one] for one in around.reached]
    repeats = originals(members, around.alike)
    told = {row["article_id"]: row["text_hash"] for row in members}
    marks = {
        one: (found[0], "exact" if told[one] == told[found[0]] else "near", found[1]) for one, found in repeats.items()
    }
    stale = {
        row["article_id"]
        for row in members
        if row["article_id"] not in given and tuple(row[name] for name in MARKS) != marks.get(row["article_id"], NONE)
    }
    remarked = pa.concat_tables([articles.slice(0, 0), *fetch(stale)])
    return marked(articles, marks), marked(remarked, marks)


def marked(articles: pa.Table, marks: Mapping[str, tuple[Any, ...]]) -> pa.Table:
    """The articles with the marks given for them, and none where none are given."""
    chosen = [marks.get(one, NONE) for one in values(articles, "article_id")]
    for at, name in enumerate(MARKS):
        type_ = ARTICLES.schema.field(name).type
        articles = with_column(articles, ARTICLES, name, pa.array([one[at] for one in chosen], type_))
    return articles
