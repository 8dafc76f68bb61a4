"""Does a lake hold what it promises? Each broken promise is told in one line: where, what, how often, an example."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.articles import ARTICLES
from schemas.catalog import TABLES, table_named
from schemas.datapackage import REFERENCES
from schemas.errors import LakeError
from schemas.table import Table
from tasks.lake import commit, merge, scan
from tasks.lake.lake import Lake
from tasks.lake.layout import CROISSANT, DATAPACKAGE, LEDGER, MERGED, README, Location, granularity, partition_of

SPANS = ("entities", "money")  # the tables whose surface stands in articles.body[start:end]

LEADS = ("text/uri-list", "application/octet-stream")  # media types of raw that are no articles by themselves


def verify(lake: Lake) -> list[str]:
    """The problems of the lake; none where all is well. Reads all of it; meant for a lake that nobody writes just then.

    Rows are compared across tables only where every file can be read.
    """
    problems = [*leftovers(lake), *strangers(lake)]
    unreadable = [line for table in TABLES for path in lake.layout.files(table.name) for line in bad_file(table, path)]
    if unreadable:
        return problems + unreadable
    for table in TABLES:
        problems += [*misplaced(lake, table), *repeated_keys(lake, table), *dangling(lake, table)]
    for name in SPANS:
        problems += wrong_spans(lake, table_named(name))
    problems += [*other_dates(lake), *miscounted_figures(lake), *wrong_originals(lake)]
    return [*problems, *unbalanced(lake), *miscounted_runs(lake)]


def leftovers(lake: Lake) -> Iterator[str]:
    """A publish that was interrupted after its commit."""
    pending = commit.intended(lake.layout)
    if pending is not None:
        yield f"publish {pending['sequence']} is committed but not in place: run `newsledger status --recover`"


def strangers(lake: Lake) -> Iterator[str]:
    """Files and folders that are not the lake's: in a table folder they break one reader or another."""
    known = {LEDGER, README, DATAPACKAGE, CROISSANT, *(table.name for table in TABLES)}
    here: Any = lake.root.iterdir()
    for path in sorted(here):
        if path.name not in known and not path.name.startswith("."):
            yield f"{path.name}: not part of the lake"
    for table in TABLES:
        expected = set(lake.layout.files(table.name))
        for path in sorted(lake.layout.table(table.name).rglob("*")):
            if path.is_file() and not (path in expected and fits_name(lake, table, path)):
                yield f"{lake.layout.relative(path)}: not part of the lake"


def fits_name(lake: Lake, table: Table, path: Location) -> bool:
    """Whether a data file is named as the layout says."""
    by, _ = partition_of(path)
    return by == granularity(table, lake.partition) and (table.append_only or path.name == MERGED)


def bad_file(table: Table, path: Location) -> Iterator[str]:
    """What keeps one file from being read as rows of its table."""
    try:
        scan.check_schema(scan.schema(path), table, path)
        with scan.parquet(path) as file:
            file.read([table.owner])
    except (LakeError, OSError, pa.ArrowInvalid) as error:
        yield f"{path.parent.parent.name}/{path.parent.name}/{path.name}: {error}"


def misplaced(lake: Lake, table: Table) -> Iterator[str]:
    """Rows in another partition than that of their date."""
    by = granularity(table, lake.partition)
    for path in lake.layout.files(table.name):
        _, told = partition_of(path)
        parts = merge.split(scan.rows([path], table, [table.dated_by], None), table, by)
        strays = {value: rows.num_rows for value, rows in parts.items() if value != told}
        if strays:
            yield f"{lake.layout.relative(path)}: {sum(strays.values())} rows belong to {', '.join(sorted(strays))}"


def repeated_keys(lake: Lake, table: Table) -> Iterator[str]:
    """Keys that more than one row has."""
    key = list(table.key)
    counted = lake.read(table.name, key).group_by(key).aggregate([([], "count_all")])
    several = counted.filter(pc.greater(counted["count_all"], pa.scalar(1)))
    if several.num_rows:
        example = " ".join(str(several[name][0].as_py()) for name in key)
        yield f"{table.name}: {several.num_rows} keys ({', '.join(key)}) stand in more than one row, such as {example}"


def dangling(lake: Lake, table: Table) -> Iterator[str]:
    """References to rows that are not there."""
    for name, there in [(name, there) for (here, name), there in REFERENCES.items() if here == table.name]:
        (theirs,) = table_named(there).key
        given = lake.read(table.name, [name])[name].drop_null()
        lost = given.filter(pc.invert(pc.is_in(given, value_set=lake.read(there, [theirs])[theirs])))
        if len(lost):
            yield f"{table.name}.{name}: {len(lost)} rows name no row of {there}, such as {lost[0].as_py()}"


def wrong_spans(lake: Lake, table: Table) -> Iterator[str]:
    """Mentions that do not stand where they say, or not in the partition of their article."""
    articles = {partition_of(path)[1]: path for path in lake.layout.files(ARTICLES.name)}
    for path in lake.layout.files(table.name):
        _, told = partition_of(path)
        here = [articles[told]] if told in articles else []
        bodies = dict(zip(*values(scan.rows(here, ARTICLES, ["article_id", "body"], None)), strict=True))
        mentions = values(scan.rows([path], table, ["article_id", "start", "end", "surface"], None))
        wrong = [
            f"{article}[{start}:{end}] {surface!r}"
            for article, start, end, surface in zip(*mentions, strict=True)
            if bodies.get(article, "")[start:end] != surface
        ]
        if wrong:
            place = lake.layout.relative(path)
            yield f"{place}: {len(wrong)} mentions do not stand in the body of their article here, such as {wrong[0]}"


def other_dates(lake: Lake) -> Iterator[str]:
    """Mentions that bear another date than their article."""
    dates = dict(zip(*values(lake.read("articles", ["article_id", "published_at"])), strict=True))
    for name in SPANS:
        mentions = zip(*values(lake.read(name, ["article_id", "published_at"])), strict=True)
        wrong = [article for article, date in mentions if dates.get(article, date) != date]
        if wrong:
            yield f"{name}.published_at: {len(wrong)} rows bear another date than their article, such as {wrong[0]}"


def miscounted_figures(lake: Lake) -> Iterator[str]:
    """Figures that have another number of mentions than they say."""
    mentions = Counter(lake.read("money", ["figure_id"])["figure_id"].to_pylist())
    figures = zip(*values(lake.read("figures", ["figure_id", "n_mentions"])), strict=True)
    wrong = [(figure, said) for figure, said in figures if mentions[figure] != said]
    if wrong:
        figure, said = wrong[0]
        example = f"{figure}, which says {said} and has {mentions[figure]}"
        yield f"figures.n_mentions: {len(wrong)} figures have another number of mentions, such as {example}"


def wrong_originals(lake: Lake) -> Iterator[str]:
    """Duplicates of duplicates, and money that would be summed once more with a duplicate."""
    original = dict(zip(*values(lake.read("articles", ["article_id", "duplicate_of"])), strict=True))
    chained = [article for article, first in original.items() if first and original.get(first)]
    if chained:
        yield f"articles.duplicate_of: {len(chained)} rows name an article that is a duplicate, such as {chained[0]}"
    money = zip(*values(lake.read("money", ["mention_id", "article_id", "addable"])), strict=True)
    twice = [mention for mention, article, addable in money if addable and original.get(article)]
    if twice:
        yield f"money.addable: {len(twice)} rows of duplicates would be summed, such as {twice[0]}"


def unbalanced(lake: Lake) -> Iterator[str]:
    """Documents that arrived, but became neither an article nor a reject.

    What is no article by itself (a link, a file of another format) may have left rejects when it was read in the end.
    """
    held = lake.read("raw", ["document_id", "media_type"])
    lead = pc.is_in(held["media_type"], pa.array(LEADS))
    standing = pc.is_in(held["document_id"], lake.read("rejects", ["document_id"])["document_id"])
    arrived = len(held.filter(pc.or_(pc.invert(lead), standing))["document_id"].unique())
    became: int = pc.sum(lake.read("articles", ["versions"])["versions"]).as_py() or 0
    refused = distinct(lake, "rejects")
    if arrived != became + refused:
        yield f"raw holds {arrived} documents, but articles are made of {became} and rejects holds {refused}"


def distinct(lake: Lake, name: str) -> int:
    """How many documents a table names."""
    return len(lake.read(name, ["document_id"])["document_id"].unique())


def miscounted_runs(lake: Lake) -> Iterator[str]:
    """Runs that kept another number of documents in raw than they say."""
    kept = Counter(lake.read("raw", ["run_id"])["run_id"].to_pylist())
    for run, said in zip(*values(lake.read("runs", ["run_id", "raw"])), strict=True):
        if kept[run] != said:
            yield f"run {run} says that it kept {said} documents; raw holds {kept[run]} of it"


def values(rows: pa.Table) -> list[list[Any]]:
    """The columns as Python lists."""
    return [column.to_pylist() for column in rows.columns]
