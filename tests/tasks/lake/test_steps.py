"""A publish cut off before each single step that it takes on the disk: what every reader sees there, and afterwards."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from invented import BEGIN, arrow, document, held

import newsledger
from schemas.catalog import BY_NAME, TABLES
from schemas.datapackage import REFERENCES
from tasks.lake.lake import Change, Lake
from tasks.lake.verify import verify

CUT = ("replace", "fsync", "mkdir", "unlink", "rmdir")  # the calls by which a publish changes the disk
ARTICLES = 2  # in each publish, in as many months


class Dead(BaseException):
    """The process is no more: nothing it would still do, tidying up neither, happens."""


class Disk:
    """Tells in `calls` each call with its paths, and lets none happen once `last` of them have changed what is seen."""

    def __init__(self, last: int | None = None) -> None:
        self.last = last
        self.calls: list[tuple[str, ...]] = []

    def changing(self) -> int:
        """The calls after which the disk looks otherwise."""
        return sum(call[0] != "fsync" for call in self.calls)

    @contextmanager
    def watched(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name in CUT:
                patch.setattr(os, name, self.counted(name, getattr(os, name)))
            yield

    def counted(self, name: str, real: Any) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            if self.last is not None and name != "fsync" and self.changing() >= self.last:
                raise Dead
            paths = (Path(f"/proc/self/fd/{arguments[0]}").readlink(),) if name == "fsync" else arguments
            self.calls.append((name, *map(str, paths)))
            return real(*arguments, **named)

        return call


def arrival(lake: Lake) -> list[Change]:
    """New articles in all tables, which point to each other: nothing is replaced."""
    brought: dict[str, list[dict[str, Any]]] = {}
    for number in range(ARTICLES):
        told = document(f"p{lake.sequence}-{number}", 1, BEGIN + timedelta(days=40 * number))
        for name, rows in told.items():
            brought.setdefault(name, []).extend(rows)
    return [Change(BY_NAME[name], arrow(name, rows)) for name, rows in brought.items()]


def published(root: Path, times: int) -> Lake:
    lake = Lake.open(root)
    for _ in range(times):
        lake.publish(arrival)
    return lake


def in_pandas(root: Path) -> dict[str, pd.DataFrame]:
    """The tables as an analyst finds them."""
    return {table.name: pd.read_parquet(root / table.name) for table in TABLES}


def dangling(seen: dict[str, pd.DataFrame]) -> list[str]:
    """The columns in which an analyst meets a pointer to nowhere."""
    return [
        f"{table}.{column}"
        for (table, column), there in REFERENCES.items()
        if not set(seen[table][column].dropna()) <= set(seen[there][BY_NAME[there].key[0]])
    ]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with one publish."""
    return Path(published(tmp_path_factory.mktemp("steps") / "lake", 1).root)


@pytest.fixture(scope="module")
def whole(before: Path, tmp_path_factory: pytest.TempPathFactory) -> Disk:
    """A second publish that nothing cuts off."""
    disk = Disk()
    lake = Lake.open(shutil.copytree(before, tmp_path_factory.mktemp("whole") / "lake"))
    with disk.watched():
        lake.publish(arrival)
    return disk


def test_every_prefix_of_a_publish_is_one_state_or_the_other(before: Path, whole: Disk, tmp_path: Path) -> None:
    old = held(Lake.open(before))
    new = held(published(shutil.copytree(before, tmp_path / "new"), 1))
    seen_sequences = set()
    for last in range(whole.changing() + 1):
        lake = Lake.open(shutil.copytree(before, tmp_path / f"{last}"))
        with Disk(last).watched(), suppress(Dead):
            lake.publish(arrival)
        happened = lake.layout.intent.exists() or lake.sequence == 2
        due, plain = new if happened else old, in_pandas(Path(lake.root))
        assert held(lake) == due, last
        for name in due:
            assert len(old[name]) <= len(plain[name]) <= len(due[name]), (last, name)
        assert len(newsledger.read("money", lake=lake.root)) == len(due["money"]), last
        assert dangling(plain) == [], last
        if lake.sequence == 2:  # retired: nothing is left to be moved
            assert {name: len(rows) for name, rows in plain.items()} == {name: len(new[name]) for name in new}, last
        seen_sequences.add((happened, lake.sequence))
        if lake.recover():
            assert held(lake) == due, last
            assert verify(lake) == [], last
        shutil.rmtree(lake.root)
    assert seen_sequences == {(False, 1), (True, 1), (True, 2)}


def test_each_step_rests_on_the_disk_before_the_next_builds_on_it(whole: Disk) -> None:
    """What a power cut may take is what was not synced: so each file and folder is, before something points to it."""
    calls = whole.calls
    ledger = Path(next(call[2] for call in calls if call[0] == "replace" and call[2].endswith("intent.json"))).parent
    staging, root = ledger / "staging", ledger.parent
    commit = calls.index(("replace", str(staging / "intent.json"), str(ledger / "intent.json")))
    retire = calls.index(("replace", str(ledger / "intent.json"), str(ledger / "commit.json")))
    moves = [at for at, call in enumerate(calls) if call[0] == "replace" and at not in (commit, retire)]
    assert moves
    assert commit < min(moves) <= max(moves) < retire
    assert ("fsync", str(staging / "intent.json")) in calls[:commit]
    assert ("fsync", str(ledger)) in calls[commit : min(moves)]
    assert ("fsync", str(ledger)) in calls[retire:]
    for at in moves:
        source, target = map(Path, calls[at][1:])
        assert ("fsync", str(source)) in calls[:commit]
        assert ("fsync", str(source.parent)) in calls[:commit]
        assert ("fsync", str(target.parent)) in calls[at:retire]
        assert target.relative_to(root) == source.relative_to(staging)
    for at, call in enumerate(calls):
        if call[0] == "mkdir" and not call[1].startswith(str(staging)):
            assert ("fsync", str(Path(call[1]).parent)) in calls[at:commit]


def test_tables_come_to_their_place_after_those_that_they_point_to(whole: Disk) -> None:
    ranks = {Path(call[2]).parts[-3]: at for at, call in enumerate(whole.calls) if call[0] == "replace"}
    firsts = {
        Path(call[2]).parts[-3]: at for at, call in reversed(list(enumerate(whole.calls))) if call[0] == "replace"
    }
    for (table, _), there in REFERENCES.items():
        if table != there and table in firsts and there in ranks:
            assert ranks[there] < firsts[table], f"{table} points to {there}"
