"""Each promise of a lake, once broken, is told."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from invented import World, arrow, row

from schemas.catalog import BY_NAME
from tasks.lake.lake import Change, Lake
from tasks.lake.verify import verify


def rewritten(lake: Lake, name: str, change: Callable[[pa.Table], pa.Table]) -> None:
    """Tamper with the table's first file that holds rows."""
    for path in lake.layout.files(name):
        with pq.ParquetFile(path) as file:
            rows = file.read()
        if rows.num_rows:
            pq.write_table(change(rows), path)
            return


def set_to(name: str, value: object) -> Callable[[pa.Table], pa.Table]:
    """A change that gives the first row another value."""

    def change(rows: pa.Table) -> pa.Table:
        at = rows.schema.get_field_index(name)
        values = pa.array([value, *rows[name].to_pylist()[1:]], rows.schema.field(at).type)
        return rows.set_column(at, rows.schema.field(at), values)

    return change


def move(lake: Lake) -> None:
    """Put a month's file where another month's belongs."""
    path = lake.layout.files("entities")[0]
    path.rename(lake.layout.files("entities")[1])


def repeating(rows: pa.Table) -> pa.Table:
    """Make the first article repeat itself: a duplicate of a duplicate."""
    return set_to("duplicate_of", rows["article_id"][0].as_py())(rows)


BREAKAGES: dict[str, tuple[Callable[[Lake], object], str]] = {
    "stray_file": (lambda lake: (lake.root / "money" / "notes.txt").touch(), "money/notes.txt: not part of the lake"),
    "stray_parquet": (
        lambda lake: lake.layout.files("money")[0].with_name("part-1.parquet").write_bytes(b""),
        "part-1.parquet: not part of the lake",
    ),
    "stray_folder": (lambda lake: (lake.root / "backup").mkdir(), "backup: not part of the lake"),
    "unreadable": (lambda lake: lake.layout.files("money")[0].write_bytes(b"PAR1"), "money/month="),
    "schema": (
        lambda lake: rewritten(lake, "figures", lambda rows: rows.drop_columns(["purpose"])),
        "what differs: purpose (string)",
    ),
    "placement": (move, "rows belong to"),
    "key": (
        lambda lake: rewritten(lake, "figures", lambda rows: pa.concat_tables([rows, rows.slice(0, 1)])),
        "figures: 1 keys (figure_id) stand in more than one row, such as f-a",
    ),
    "offsets": (lambda lake: rewritten(lake, "money", set_to("start", 0)), "1 mentions do not stand in the body"),
    "article": (
        lambda lake: rewritten(lake, "entities", set_to("article_id", "gone")),
        "entities.article_id: 1 rows name no row of articles, such as gone",
    ),
    "figure": (
        lambda lake: rewritten(lake, "money", set_to("figure_id", "f-gone")),
        "money.figure_id: 1 rows name no row of figures, such as f-gone",
    ),
    "date": (
        lambda lake: rewritten(lake, "money", set_to("published_at", datetime(2022, 10, 2, 1, 2, tzinfo=UTC))),
        "money.published_at: 1 rows bear another date than their article, such as a",
    ),
    "mentions": (
        lambda lake: rewritten(lake, "figures", set_to("n_mentions", 4)),
        "figures.n_mentions: 1 figures have another number of mentions, such as f-a",
    ),
    "original": (
        lambda lake: rewritten(lake, "articles", repeating),
        "articles.duplicate_of: 1 rows name an article that is a duplicate",
    ),
    "summed_twice": (
        lambda lake: rewritten(lake, "articles", repeating),
        "money.addable: 1 rows of duplicates would be",
    ),
    "order_of_columns": (
        lambda lake: rewritten(lake, "raw", lambda rows: rows.select(rows.column_names[::-1])),
        "what differs: their order",
    ),
    "truncated": (
        lambda lake: lake.layout.files("raw")[0].write_bytes(lake.layout.files("raw")[0].read_bytes()[:-9]),
        "raw/day=",
    ),
    "balance": (
        lambda lake: rewritten(lake, "articles", set_to("versions", 9)),
        "raw holds 16 documents, but articles are made of",
    ),
    "runs": (
        lambda lake: lake.publish(lambda _: [Change(BY_NAME["runs"], arrow("runs", [row(BY_NAME["runs"], raw=9)]))]),
        "run - says that it kept 9 documents; raw holds 16 of it",
    ),
    "interrupted": (
        lambda lake: lake.layout.commit.rename(lake.layout.intent),
        "publish 2 is committed but not in place: run `newsledger status --recover`",
    ),
}


@pytest.mark.parametrize(("breakage", "told"), BREAKAGES.values(), ids=BREAKAGES)
def test_a_broken_promise_is_told(lake: Lake, breakage: Callable[[Lake], object], told: str) -> None:
    world = World(seed=7)
    for _ in range(2):
        lake.publish(world.changes)
    assert verify(lake) == []
    breakage(lake)
    problems = verify(lake)
    assert any(told in problem for problem in problems), problems


def test_an_empty_lake_breaks_nothing(lake: Lake) -> None:
    assert verify(lake) == []


def test_problems_name_the_file_from_the_lakes_root(lake: Lake) -> None:
    lake.publish(World(seed=7).changes)
    rewritten(lake, "money", set_to("surface", "£1"))
    (problem,) = verify(lake)
    assert Path(problem.split(":")[0]).parts[0] == "money"
    assert "'£1'" in problem
