"""A lake of earlier declarations becomes one of now, wholly or not at all."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from invented import World, held

from schemas.errors import LakeError
from tasks.lake import folder
from tasks.lake.lake import Lake
from tasks.lake.migrate import migrate
from tasks.lake.verify import verify

Tree = Callable[[Path], dict[str, str]]
Change = Callable[[pa.Table], pa.Table]


def retyped(name: str, to: pa.DataType) -> Change:
    def change(rows: pa.Table) -> pa.Table:
        at = rows.schema.get_field_index(name)
        return rows.set_column(at, pa.field(name, to, rows.schema.field(at).nullable), rows[name].cast(to))

    return change


def earlier(lake: Lake, name: str, change: Change) -> int:
    """Write the table's files as an earlier newsledger would have; how many there are."""
    files = lake.layout.files(name)
    for path in files:
        with pq.ParquetFile(path) as file:
            rows = file.read()
        pq.write_table(change(rows), path)
    return len(files)


@pytest.fixture
def filled(lake: Lake) -> Lake:
    for _ in range(2):
        lake.publish(World(seed=5).changes)
    return lake


@pytest.mark.parametrize(
    ("table", "change", "column", "told"),
    [
        ("figures", lambda rows: rows.drop_columns(["purpose"]), "purpose", "added (string)"),
        ("money", retyped("start", pa.int64()), "start", "retyped (int64 to int32)"),
        ("articles", retyped("published_at", pa.timestamp("ms", "UTC")), "published_at", "retyped (timestamp[ms, tz"),
        ("entities", lambda rows: rows.select(rows.column_names[::-1]), "(all)", "in another order"),
        ("raw", lambda rows: rows.drop_columns(["source"]), "source", "added (string)"),
    ],
    ids=["added", "retyped", "retyped_date", "order", "raw"],
)
def test_rows_stay_and_columns_become_as_declared(
    filled: Lake, tree: Tree, table: str, change: Change, column: str, told: str
) -> None:
    files, before = earlier(filled, table, change), tree(filled.root)
    with pytest.raises(LakeError, match="newsledger migrate"):
        filled.check()
    (step,) = migrate(filled, dry_run=True)
    assert (step.table, step.column, step.files) == (table, column, files)
    assert step.change.startswith(told)
    assert tree(filled.root) == before
    assert migrate(filled) == [step]
    assert held(filled) == World(seed=5).state(2)
    assert verify(filled) == []
    assert len(pd.read_parquet(filled.root / table)) == filled.counts()[table]
    assert migrate(filled) == []


def test_a_value_that_is_needed_is_plain_until_made_again(filled: Lake) -> None:
    earlier(filled, "articles", lambda rows: rows.drop_columns(["versions"]))
    (step,) = migrate(filled)
    assert "empty or 0 until `newsledger run --again`" in step.change
    assert set(filled.read("articles")["versions"].to_pylist()) == {0}


def test_a_column_is_dropped_only_if_that_is_meant(filled: Lake, tree: Tree) -> None:
    earlier(filled, "figures", lambda rows: rows.append_column("mood", pa.array(["good"] * len(rows))))
    before = tree(filled.root)
    with pytest.raises(LakeError, match=r"figures\.mood would be lost: give --drop"):
        migrate(filled)
    assert tree(filled.root) == before
    assert migrate(filled, drop=True)[0].change == "dropped"
    assert held(filled) == World(seed=5).state(2)


def test_a_value_that_cannot_be_converted_changes_nothing(filled: Lake, tree: Tree) -> None:
    def wordy(rows: pa.Table) -> pa.Table:
        words = pa.array(["x"] * len(rows), pa.string())
        return rows.set_column(rows.schema.get_field_index("start"), pa.field("start", pa.string(), False), words)

    earlier(filled, "money", wordy)
    before = tree(filled.root)
    with pytest.raises(LakeError, match=r"money/.*start cannot become int32"):
        migrate(filled)
    assert tree(filled.root) == before


def test_a_migration_that_is_cut_short_is_completed(filled: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    earlier(filled, "articles", lambda rows: rows.drop_columns(["byline"]))
    moved: list[object] = []
    real = folder.os.replace

    def cut(source: object, target: object) -> None:
        moved.append(target)
        if len(moved) == 3:
            raise KeyboardInterrupt
        real(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(folder.os, "replace", cut)
        with pytest.raises(KeyboardInterrupt):
            migrate(filled)
    assert filled.recover() == 1
    assert migrate(filled, dry_run=True) == []
    assert held(filled) == World(seed=5).state(2)


def test_an_older_newsledger_refuses_a_newer_lake(filled: Lake) -> None:
    settings = json.loads(filled.layout.settings.read_text())
    filled.layout.settings.write_text(json.dumps(settings | {"newsledger": "99.1.0"}))
    with pytest.raises(LakeError, match=r"those of newsledger 99\.1\.0; this one is .*: update newsledger"):
        Lake.open(filled.root)
