"""A lake is opened, written and read as its users see it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from invented import World, arrow, document, held

from schemas.articles import ARTICLES
from schemas.catalog import BY_NAME, TABLES
from schemas.errors import LakeError, UnknownName
from schemas.money import MONEY
from schemas.raw import RAW
from schemas.table import Partition
from tasks.lake.lake import Change, Lake
from tasks.lake.verify import verify

NOON = datetime(2022, 10, 15, 12, 30, tzinfo=UTC)
JANUARY = datetime(2023, 1, 1, tzinfo=UTC)


def changes(article: str, version: int, published: datetime) -> list[Change]:
    """One version of an article, replacing any earlier one."""
    removed = {"raw": frozenset(), "figures": frozenset({f"f-{article}"})}
    return [
        Change(BY_NAME[name], arrow(name, rows), removed.get(name, frozenset({article})))
        for name, rows in document(article, version, published).items()
    ]


def test_a_new_lake_is_empty_and_by_month(lake: Lake) -> None:
    assert (lake.partition, lake.sequence, lake.size()) == ("month", 0, 0)
    assert lake.counts() == {table.name: 0 for table in TABLES}
    assert lake.read("money").schema.equals(MONEY.schema)


@pytest.mark.parametrize(
    ("partition", "place"),
    [
        ("month", "money/month=2022-10/part-0.parquet"),
        ("day", "money/day=2022-10-15/part-0.parquet"),
        ("hour", "money/hour=2022-10-15T12/part-0.parquet"),
    ],
)
def test_rows_stand_in_the_partition_of_their_date(tmp_path: Path, partition: Partition, place: str) -> None:
    lake = Lake.open(tmp_path / "lake", partition=partition)
    assert lake.publish(lambda _: changes("a", 1, NOON)) == 1
    assert (lake.root / place).exists()
    assert [path.name for path in lake.layout.files("raw")] == ["00000001.parquet"]
    assert lake.layout.files("raw")[0].parent.name == "day=2022-10-02"
    assert verify(lake) == []
    assert Lake.open(tmp_path / "lake").partition == partition


@pytest.mark.parametrize("name", BY_NAME)
def test_pandas_opens_every_table_after_the_first_publish(lake: Lake, name: str) -> None:
    lake.publish(lambda _: changes("a", 1, NOON)[:2])
    frame = pd.read_parquet(lake.root / name)
    assert list(frame.columns[:-1]) == BY_NAME[name].schema.names
    assert len(frame) == (name in ("raw", "articles"))
    assert frame.attrs["table"] == name


def test_tables_hold_nothing_but_parquet(lake: Lake) -> None:
    for number in (1, 2):
        lake.publish(lambda _, number=number: changes("a", number, NOON))  # type: ignore[misc]  # bound at once
    names = {path.suffix for table in TABLES for path in (lake.root / table.name).rglob("*") if path.is_file()}
    assert names == {".parquet"}
    ledger = {path.name for path in (lake.root / "_ledger").iterdir()}
    assert ledger == {"lake.json", "lock", "commit.json", "changes", "work"}


def test_a_new_version_replaces_the_old_wherever_it_stands(lake: Lake) -> None:
    lake.publish(lambda _: changes("a", 1, NOON) + changes("b", 1, NOON))
    lake.publish(lambda _: changes("a", 2, JANUARY))
    found = {row["article_id"]: (row["versions"], row["published_at"]) for row in lake.read("articles").to_pylist()}
    assert found == {"a": (2, JANUARY), "b": (1, NOON)}
    assert lake.counts()["raw"] == 3
    assert verify(lake) == []


def test_a_table_may_change_twice_in_one_publish(lake: Lake) -> None:
    lake.publish(lambda _: [*changes("a", 1, NOON), *changes("b", 1, NOON)])
    assert lake.counts() == {"raw": 2, "articles": 2, "entities": 2, "money": 2, "figures": 2, "rejects": 0, "runs": 0}


@pytest.mark.parametrize(
    "again",
    [
        lambda lake: [],
        lambda lake: [Change(ARTICLES, ARTICLES.schema.empty_table())],
        lambda lake: [Change(ARTICLES, ARTICLES.schema.empty_table(), frozenset({"unknown"}))],
        lambda lake: [change for change in changes("a", 1, NOON) if change.table is not RAW],
    ],
    ids=["no_change", "no_rows", "unknown_owner_removed", "the_same_rows"],
)
def test_a_publish_that_changes_no_row_writes_not_a_byte(
    lake: Lake, tree: Callable[[Path], dict[str, str]], again: Callable[[Lake], list[Change]]
) -> None:
    lake.publish(lambda _: changes("a", 1, NOON))
    before = tree(lake.root)
    with lake.work():
        assert lake.publish(again, wrote={"run_id": "later"}) == 1
    assert lake.recover() == 0
    assert tree(lake.root) == before


def test_only_files_whose_rows_change_are_written(lake: Lake) -> None:
    lake.publish(lambda _: changes("a", 1, NOON) + changes("b", 1, JANUARY), wrote={"run_id": "1"})
    lake.publish(lambda _: changes("c", 1, NOON), wrote={"run_id": "2"})
    wrote = [json.loads(pq.read_schema(path).metadata[b"wrote"])["run_id"] for path in lake.layout.files("articles")]
    assert wrote == ["2", "1"]


def test_rows_are_decided_on_the_state_under_the_lock(lake: Lake) -> None:
    lake.publish(lambda _: changes("a", 1, NOON))

    def next_one(current: Lake) -> list[Change]:
        return changes(f"a{current.counts()['articles']}", 1, NOON)

    for _ in range(2):
        Lake.open(lake.root).publish(next_one)
    assert lake.read("articles")["article_id"].to_pylist() == ["a", "a1", "a2"]


def test_reading_columns_and_rows(lake: Lake) -> None:
    lake.publish(lambda _: changes("a", 1, NOON) + changes("b", 1, NOON))
    found = lake.read("money", ["surface", "article_id"], pc.field("article_id") == "b")
    assert found.to_pylist() == [{"surface": "$1m", "article_id": "b"}]
    with pytest.raises(UnknownName, match="No column in money 'sum'"):
        lake.read("money", ["sum"])
    with pytest.raises(UnknownName, match="No table 'mony'"):
        lake.read("mony")


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda lake: [Change(RAW, RAW.schema.empty_table(), frozenset({"d"}))], "raw only ever grows"),
        (lambda lake: [Change(ARTICLES, changes("a", 1, NOON)[1].rows)], "articles would hold 1 rows .* already"),
    ],
    ids=["removal_from_raw", "repeated_key"],
)
def test_a_change_that_would_lie_is_refused(
    lake: Lake, tree: Callable[[Path], dict[str, str]], make: Callable[[Lake], list[Change]], told: str
) -> None:
    lake.publish(lambda _: changes("a", 1, NOON))
    before = tree(lake.root)
    with pytest.raises(LakeError, match=told):
        lake.publish(make)
    assert tree(lake.root) == before


def test_an_error_while_deciding_leaves_the_lake_and_its_lock_free(lake: Lake) -> None:
    def fail(lake: Lake) -> list[Change]:
        raise FileNotFoundError("a batch is gone")

    with pytest.raises(FileNotFoundError, match="a batch is gone"):
        lake.publish(fail)
    assert lake.publish(lambda _: changes("a", 1, NOON), timeout=0) == 1


def test_schemas_are_never_mixed(lake: Lake) -> None:
    lake.publish(lambda _: changes("a", 1, NOON))
    path = lake.layout.files("figures")[0]
    pq.write_table(pq.ParquetFile(path).read().drop_columns(["purpose"]), path)
    with pytest.raises(LakeError, match=r"figures was declared otherwise; what differs: purpose \(string\)"):
        lake.publish(lambda _: changes("b", 1, NOON))


@pytest.mark.parametrize("name", ["README.md", "datapackage.json", "croissant.json"])
def test_the_lake_tells_strangers_what_it_is(lake: Lake, name: str) -> None:
    lake.publish(lambda _: changes("a", 1, NOON))
    (lake.root / name).write_text("outdated", encoding="utf-8")
    lake.publish(lambda _: changes("b", 1, NOON))
    told = (lake.root / name).read_text(encoding="utf-8")
    assert all(table.grain in told for table in TABLES)


def test_a_world_of_many_changes_is_told_rightly(lake: Lake) -> None:
    world = World(seed=3)
    for _ in range(4):
        lake.publish(world.changes)
    assert held(lake) == world.state(4)
    assert verify(lake) == []
