"""Publishing in a process of its own: the same lake, and what happens when the process dies under it."""

import os
import signal
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from dated import BEGIN, article
from invented import row

from flows.apart import TRIES, WorkerLost
from flows.bounds import DEFAULTS
from flows.publisher import Elsewhere, Here, Part, Publisher, publish_alone
from flows.record import Run
from schemas.articles import ARTICLES
from schemas.raw import RAW
from tasks import batch
from tasks.lake.lake import Lake

RUN = Run("r", datetime(2024, 5, 1, tzinfo=UTC), "in", "here:1:0", "process", 1, {"model": "m"}, None, DEFAULTS, 200)
READ = {"documents": 3, "known": 1}


class Deadly(dict[str, int]):
    """Counts that kill the process that asks for them, which is just before its commit, as often as told."""

    def __init__(self, counts: Mapping[str, int], marks: Path, times: int) -> None:
        super().__init__(counts)
        self.marks, self.times = marks, times

    def get(self, key: str, default: Any = None) -> Any:
        died = len(list(self.marks.iterdir()))
        if died < self.times:
            (self.marks / str(died)).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().get(key, default)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self), self.marks, self.times)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.open(tmp_path / "lake")


@pytest.fixture
def folder(lake: Lake) -> Iterator[Path]:
    with lake.work() as place:
        yield place


def part(folder: Path, *numbers: int) -> Part:
    """Articles of these numbers, and the documents that they came of."""
    made = folder / "-".join(map(str, numbers))
    made.mkdir()
    rows = [article(number, BEGIN) for number in numbers]
    named = ("document_id", "article_id", "first_seen_at")
    batch.write(made, ARTICLES, rows)
    batch.write(made, RAW, [row(RAW, **{name: one[name] for name in named}) for one in rows])
    return Part(RUN, [made], None, READ)


def told(lake: Lake) -> list[Any]:
    """What the run's own row tells."""
    columns = ["documents", "known", "raw", "articles", "state"]
    return [tuple(one.values()) for one in lake.read("runs", columns).to_pylist()]


@pytest.mark.parametrize("elsewhere", [False, True], ids=["here", "elsewhere"])
def test_each_part_knows_those_before(lake: Lake, folder: Path, elsewhere: bool) -> None:
    publisher: Publisher = Elsewhere(lake, folder) if elsewhere else Here()
    first, second = (publisher.publish(lake, part(folder, *some)) for some in ((1, 2), (2, 3)))
    assert (first.sequence, first.changed, first.rows["articles"]) == (1, True, 2)
    assert (second.sequence, second.changed, second.rows["articles"]) == (2, True, 3)
    assert (len(first.documents), len(second.documents), len(second.articles)) == (2, 1, 1)
    assert told(lake) == [(3, 1, 3, 3, "running")]
    assert {one.name for one in folder.glob("published-*")} == ({"published-2"} if elsewhere else set())


def test_what_is_there_already_changes_nothing(lake: Lake, folder: Path) -> None:
    publisher = Elsewhere(lake, folder)
    publisher.publish(lake, part(folder, 1, 2))
    again = publisher.publish(lake, part(folder, 2, 1))
    assert (again.sequence, again.changed, again.rows["articles"]) == (1, False, 2)
    last = publisher.publish(lake, part(folder, 3))
    assert (last.sequence, last.changed, last.rows["articles"]) == (2, True, 3)


def test_a_process_that_dies_costs_a_second_try(lake: Lake, folder: Path, tmp_path: Path) -> None:
    publisher = Elsewhere(lake, folder)
    publisher.publish(lake, part(folder, 1))
    (tmp_path / "marks").mkdir()
    deadly = replace(part(folder, 2, 3), read=Deadly(READ, tmp_path / "marks", 1))
    assert publisher.publish(lake, deadly).rows["articles"] == 3
    assert len(list((tmp_path / "marks").iterdir())) == 1
    assert told(lake) == [(3, 1, 3, 3, "running")]
    assert lake.sequence == 2


def test_a_process_that_dies_each_time_is_told_of(lake: Lake, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "marks").mkdir()
    deadly = replace(part(folder, 1), read=Deadly(READ, tmp_path / "marks", TRIES))
    with pytest.raises(WorkerLost, match="NEWSLEDGER_PORTION_ARTICLES"):
        Elsewhere(lake, folder).publish(lake, deadly)
    assert lake.counts()["articles"] == 0


def test_what_a_process_published_before_it_died_is_counted_once(lake: Lake, folder: Path) -> None:
    first, second = part(folder, 1), part(folder, 2, 3)
    publish_alone(str(lake.root), first, folder, 1)
    lost = publish_alone(str(lake.root), second, folder, 2)  # which nobody hears of
    assert publish_alone(str(lake.root), second, folder, 2) == lost
    assert lost.rows["articles"] == 3
    assert (lake.sequence, told(lake)) == (2, [(3, 1, 3, 3, "running")])


def test_what_another_writer_published_meanwhile_is_known(lake: Lake, folder: Path) -> None:
    publisher = Elsewhere(lake, folder)
    publisher.publish(lake, part(folder, 1))
    other = replace(part(folder, 2, 3), run=replace(RUN, run_id="other"))
    Here().publish(lake, other)
    assert publisher.publish(lake, part(folder, 3, 4)).rows["articles"] == 2
    assert lake.counts()["articles"] == 4
