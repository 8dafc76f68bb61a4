"""The standing mentions around some others, read from a lake: only the partitions and rows that can matter."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tasks.figures.evidence import WINDOW
from tasks.figures.mention import ROLES, Mention
from tasks.figures.sieve import sieve

Span = tuple[datetime, datetime]
Read = Callable[[str, list[str], pc.Expression, Span], pa.Table]

AT_ONCE = 2_048  # mentions
MOMENT = timedelta(microseconds=1)  # the least that two dates differ by

OF_MONEY = [
    *("mention_id", "article_id", "start", "surface", "sentence", "figure_id", "published_at", "currency", "qualifier"),
    "per",
    *("amount", "amount_min", "amount_max", "horizon_years", "figure_type", "status", "progress", "ordinal", "purpose"),
    *(name for role in ROLES for name in (role, f"{role}_id")),
    *("conversion_of", "part_of", "revision_of", "addable", "amount_usd", "amount_eur"),
]
OF_ARTICLES = ["article_id", "source", "title", "published_basis", "duplicate_of"]
AT = {name: at for at, name in enumerate([*OF_MONEY, *OF_ARTICLES[1:-1], "story"])}  # in the rows that are given


class Values(tuple[Any, ...]):
    """A row of `money` with what its article says; as a dictionary it would take three times the memory."""

    __slots__ = ()

    def __getitem__(self, name: str) -> Any:  # type: ignore[override]  # asked for by column
        return tuple.__getitem__(self, AT[name])


class InLake:
    """The mentions of a lake, those of `replaced` articles left out.

    `read` gives a table's columns, the rows that meet a filter, from the partitions that reach into a span. What was
    read is kept, 500 bytes a mention, since the neighbourhood of a publish is asked for again and again.
    """

    def __init__(self, read: Read, replaced: Collection[str]) -> None:
        self.read = read
        self.replaced = pa.array(sorted(replaced), pa.string())
        self.reached: Span | None = None
        self.held: dict[str, pa.Table] = {}

    def alike(self, mentions: Collection[Mention]) -> Iterator[Values]:
        """Mentions that may share a block with one of these, and more; some at a time, since few are kept."""
        if mentions:
            self.reach(around(mentions))
            money = self.held["money"]
            passed = sieve(money, mentions)
            for at in range(0, len(money), AT_ONCE):
                if (some := money.slice(at, AT_ONCE).filter(passed[at : at + AT_ONCE])).num_rows:
                    yield from self.told(some)

    def whole(self, mentions: Collection[Mention]) -> list[Values]:
        """All mentions of the figures that these were counted to: none is farther than WINDOW from the next."""
        figures = sorted({mention.row["figure_id"] for mention in mentions})
        if not figures:
            return []
        span, count = around(mentions), -1
        while True:
            self.reach(span)
            rows = self.where(pc.field("figure_id").isin(figures))
            if len(rows) == count or not rows:
                return rows
            count = len(rows)
            moments = [row["published_at"] for row in rows]
            span = min(span[0], min(moments) - WINDOW), max(span[1], max(moments) + WINDOW)

    def tied(self, mentions: Collection[Mention]) -> list[Values]:
        """Mentions of these mentions' articles that are part or revision of another, and those others."""
        articles = sorted({mention.row["article_id"] for mention in mentions})
        if not articles:
            return []
        self.reach((min(mention.when for mention in mentions), max(mention.when for mention in mentions)))
        tied = pc.field("part_of").is_valid() | pc.field("revision_of").is_valid()
        rows = self.where(pc.field("article_id").isin(articles) & tied)
        others = {row[name] for row in rows for name in ("part_of", "revision_of")} - {None}
        return rows + (self.where(pc.field("mention_id").isin(sorted(others))) if others else [])

    def where(self, condition: pc.Expression) -> list[Values]:
        """The mentions that meet it, of what was read."""
        return self.told(self.held["money"].filter(condition))

    def told(self, money: pa.Table) -> list[Values]:
        """Those mentions with what their articles say."""
        behind = pc.field("article_id").isin(pc.unique(money["article_id"]))
        return with_story(money, self.held["articles"].filter(behind))

    def reach(self, span: Span) -> None:
        """Read what of the span has not been read yet."""
        pieces = beyond(self.reached, span)
        stands = ~pc.field("article_id").isin(self.replaced)
        for name, columns in (("money", OF_MONEY), ("articles", OF_ARTICLES)) if pieces else ():
            more = [self.read(name, columns, within(piece) & stands, piece) for piece in pieces]
            held = pa.concat_tables([*([self.held[name]] if name in self.held else []), *more])
            self.held[name] = by_sentence(held) if name == "money" else held.combine_chunks()
        reached = self.reached or span
        self.reached = min(reached[0], span[0]), max(reached[1], span[1])


def within(span: Span) -> pc.Expression:
    """Whether a row was published in the span."""
    return (pc.field("published_at") >= span[0]) & (pc.field("published_at") <= span[1])


def beyond(reached: Span | None, span: Span) -> list[Span]:
    """The parts of a span that lie outside another.

    >>> first, second, third, fourth = (datetime(2024, 1, day) for day in (1, 2, 3, 4))
    >>> beyond((second, third), (first, third)) == [(first, second - MOMENT)]
    True
    >>> beyond((first, fourth), (second, third))
    []
    """
    if reached is None:
        return [span]
    before, after = (span[0], reached[0] - MOMENT), (reached[1] + MOMENT, span[1])
    return [part for part in (before, after) if part[0] <= part[1]]


def around(mentions: Collection[Mention]) -> Span:
    """The span that mentions linked with these lie in."""
    return min(mention.when for mention in mentions) - WINDOW, max(mention.when for mention in mentions) + WINDOW


def by_sentence(money: pa.Table) -> pa.Table:
    """The rows with copies of a sentence together: so `once`, and what is worked out of a sentence, is held once."""
    return money.sort_by("sentence")


def with_story(money: pa.Table, articles: pa.Table) -> list[Values]:
    """Money rows with their article's source, title and published_basis, and the story: the article that it repeats."""
    behind = {
        article: (*said, original or article)
        for article, *said, original in zip(*(articles[name].to_pylist() for name in OF_ARTICLES), strict=True)
    }
    shared = [once(money[name].to_pylist()) for name in OF_MONEY]
    articles_of = money["article_id"].to_pylist()
    return [Values((*row, *behind[one])) for one, row in zip(articles_of, zip(*shared, strict=True), strict=True)]


def once(column: list[Any]) -> list[Any]:
    """The column with the same sentence, amount or date held once, not once a row."""
    seen: dict[Any, Any] = {}
    return [seen.setdefault(one, one) for one in column]
