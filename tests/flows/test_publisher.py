"""Publishing in a process of its own: the same lake, and what happens when the process dies under it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest
from dated import BEGIN, article
from invented import arrow, row

from flows import publisher
from flows.apart import TRIES, WorkerLost
from flows.bounds import DEFAULTS
from flows.portions import Portion
from flows.publisher import Elsewhere, Here, Part, publish_alone
from flows.record import Run
from schemas.articles import ARTICLES
from schemas.raw import RAW
from schemas.rejects import REJECTS
from schemas.visits import VISITS
from tasks import batch
from tasks.lake.lake import Change, Lake
from tasks.lake.verify import verify

RUN = Run("r", datetime(2024, 5, 1, tzinfo=UTC), "in", "here:1:0", "process", 1, {"model": "m"}, None, DEFAULTS, 200)
ROOT = Path(__file__).parents[2]
READ = {"documents": 3, "known": 1}
Parts = Callable[..., Part]


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


class Seen(dict[str, int]):
    """Counts that leave a mark for each process that asks for them."""

    def __init__(self, counts: Mapping[str, int], marks: Path) -> None:
        super().__init__(counts)
        self.marks = marks

    def get(self, key: str, default: Any = None) -> Any:
        (self.marks / str(os.getpid())).touch()
        return super().get(key, default)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self), self.marks)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.open(tmp_path / "lake")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What is left there for the next part."""
    made = tmp_path / "left"
    made.mkdir()
    return made


@pytest.fixture
def elsewhere(folder: Path) -> Iterator[Elsewhere]:
    with closing(Elsewhere(folder)) as publisher:
        yield publisher


@pytest.fixture
def part(tmp_path: Path) -> Parts:
    """Articles of these numbers, and the documents that they came of."""

    def made(*numbers: int) -> Part:
        folder = tmp_path / f"batch-{'-'.join(map(str, numbers))}"
        folder.mkdir(exist_ok=True)
        rows = [article(number, BEGIN) for number in numbers]
        named = ("document_id", "article_id", "first_seen_at")
        batch.write(folder, ARTICLES, rows)
        batch.write(folder, RAW, [row(RAW, **{name: one[name] for name in named}) for one in rows])
        return Part(RUN, [folder.name], Portion((folder,)), READ)

    return made


def told(lake: Lake) -> list[Any]:
    """What the run's own row tells."""
    columns = ["documents", "known", "raw", "articles", "state"]
    return [tuple(one.values()) for one in lake.read("runs", columns).to_pylist()]


def raw(lake: Lake) -> list[str]:
    return sorted(lake.read("raw", ["document_id"])["document_id"].to_pylist())


def test_each_part_knows_those_before(lake: Lake, elsewhere: Elsewhere, folder: Path, part: Parts) -> None:
    for who, other in ((Here(), Lake.open(lake.root.parent / "other")), (elsewhere, lake)):
        first, second, _ = (who.publish(other, part(*some)) for some in ((1, 2), (2, 3), (4,)))
        assert (first.sequence, first.changed, first.rows["articles"]) == (1, True, 2)
        assert (second.sequence, second.changed, second.rows["articles"]) == (2, True, 3)
        assert (len(first.documents), len(second.documents), len(second.articles)) == (2, 1, 1)
        assert told(other) == [(3, 1, 4, 4, "running")]
    assert {one.name for one in folder.iterdir()} == {"2", "3"}


@pytest.mark.parametrize(("room", "processes"), [(1, 2), (1 << 40, 1)])
def test_who_holds_much_publishes_nothing_more(
    lake: Lake,
    elsewhere: Elsewhere,
    part: Parts,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    room: int,
    processes: int,
) -> None:
    monkeypatch.setattr(publisher, "ROOM", room)
    (tmp_path / "seen").mkdir()
    for number in (1, 2):
        some = replace(part(number), read=Seen(READ, tmp_path / "seen"))
        elsewhere.publish(lake, replace(some, portion=replace(some.portion, last=False)))
    assert len(list((tmp_path / "seen").iterdir())) == processes
    assert lake.counts()["articles"] == 2


def test_a_process_that_was_prepared_publishes(lake: Lake, elsewhere: Elsewhere, part: Parts, tmp_path: Path) -> None:
    before = set(psutil.Process().children())
    elsewhere.prepare()
    begun = {str(child.pid) for child in set(psutil.Process().children()) - before}
    (tmp_path / "seen").mkdir()
    elsewhere.publish(lake, replace(part(1), read=Seen(READ, tmp_path / "seen")))
    (seen,) = (tmp_path / "seen").iterdir()
    assert seen.name in begun
    elsewhere.close()
    elsewhere.prepare()  # too late, which harms nobody


def test_a_prepared_process_that_dies_costs_a_second_try(lake: Lake, elsewhere: Elsewhere, part: Parts) -> None:
    before = set(psutil.Process().children())
    elsewhere.prepare()
    came = set(psutil.Process().children()) - before
    (begun,) = (one for one in came if "resource_tracker" not in " ".join(one.cmdline()))
    begun.kill()
    begun.wait()
    assert elsewhere.publish(lake, part(1)).rows["articles"] == 1


def test_what_changes_nothing_is_told_so(lake: Lake, elsewhere: Elsewhere, part: Parts) -> None:
    elsewhere.publish(lake, part(1, 2))
    again = elsewhere.publish(lake, part(2, 1))
    assert (again.sequence, again.changed, again.rows["articles"]) == (1, False, 2)
    last = elsewhere.publish(lake, part(3))
    assert (last.sequence, last.changed, last.rows["articles"]) == (2, True, 3)


@pytest.mark.parametrize("idle", [False, True], ids=["at_once", "after_a_part_that_changed_nothing"])
def test_what_another_writer_published_meanwhile_is_known(
    lake: Lake, elsewhere: Elsewhere, part: Parts, idle: bool
) -> None:
    elsewhere.publish(lake, part(1))
    if idle:
        elsewhere.publish(lake, part(1))
    Here().publish(lake, replace(part(2, 3), run=replace(RUN, run_id="other")))
    assert elsewhere.publish(lake, part(3, 4)).rows["articles"] == 2
    assert raw(lake) == ["1", "2", "3", "4"]


def deadly(part: Part, folder: Path, times: int) -> Part:
    """The part, whose process dies just before its commit so often."""
    folder.mkdir()
    return replace(part, read=Deadly(READ, folder, times))


def test_a_process_that_dies_costs_a_second_try(
    lake: Lake, elsewhere: Elsewhere, part: Parts, folder: Path, tmp_path: Path
) -> None:
    elsewhere.publish(lake, part(1))
    (folder / "2.part").write_bytes(b"half of what a process wrote that died over it")
    assert elsewhere.publish(lake, deadly(part(2, 3), tmp_path / "died", 1)).rows["articles"] == 3
    assert len(list((tmp_path / "died").iterdir())) == 1
    assert (lake.sequence, told(lake)) == (2, [(3, 1, 3, 3, "running")])


def test_a_process_that_dies_each_time_is_told_of(
    lake: Lake, elsewhere: Elsewhere, part: Parts, tmp_path: Path
) -> None:
    with pytest.raises(WorkerLost, match="NEWSLEDGER_PORTION_ARTICLES"):
        elsewhere.publish(lake, deadly(part(1), tmp_path / "died", TRIES))
    assert lake.counts()["articles"] == 0


def test_what_counts_nothing_is_not_taken_for_published(
    lake: Lake, elsewhere: Elsewhere, part: Parts, tmp_path: Path
) -> None:
    found = row(REJECTS, document_id="link", document="https://news.example/1", reason="http_status")
    lake.publish(lambda _: [Change(REJECTS, arrow("rejects", [found]))])
    elsewhere.publish(lake, part(1))
    visited = part(1)
    visits = [row(VISITS, key="k", place="https://news.example/1", link="link")]
    batch.write(visited.portion.batches[0], VISITS, visits)
    assert elsewhere.publish(lake, deadly(visited, tmp_path / "died", 1)).changed
    assert lake.counts()["rejects"] == 0


def test_what_a_process_published_before_it_died_is_counted_once(lake: Lake, folder: Path, part: Parts) -> None:
    root = str(lake.root)
    publish_alone(root, part(1), folder, 1, -1)
    lost, _ = publish_alone(root, part(2, 3), folder, 2, 1)  # which nobody hears of
    assert publish_alone(root, part(2, 3), folder, 2, 1)[0] == lost
    assert (lost.changed, lost.rows["articles"], lake.sequence) == (True, 3, 2)
    Here().publish(lake, replace(part(4), run=replace(RUN, run_id="other")))
    late, _ = publish_alone(root, part(2, 3), folder, 2, 1)
    assert (late.changed, late.rows["articles"], lake.sequence) == (True, 3, 3)
    idle = [publish_alone(root, part(1, 2), folder, 3, 3)[0] for _ in range(2)]  # changes nothing, and is done again
    assert [(one.changed, one.rows["articles"]) for one in idle] == [(False, 3), (False, 3)]
    assert {one[:4] for one in told(lake)} == {(3, 1, 3, 3), (3, 1, 1, 1)}


def test_ctrl_c_while_another_process_publishes_is_told_in_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flows", "run", "data/samples/records", "--lake", str(tmp_path / "lake")]
    small = {"NEWSLEDGER_BATCH_DOCUMENTS": "2", "NEWSLEDGER_PUBLISH_DOCUMENTS": "2", "COLUMNS": "300"}
    run = subprocess.Popen(
        [*command, "--workers", "1", "--no-server"],
        cwd=ROOT,
        env=os.environ | small,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while run.poll() is None and not (tmp_path / "lake" / "_ledger" / "staging").exists():
        time.sleep(0.002)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: all processes of the run hear it
    said = run.communicate(timeout=60)[1]
    assert (run.returncode, len(said.strip().splitlines())) == (130, 1), said
    assert not list(verify(Lake.open(tmp_path / "lake", create=False)))
