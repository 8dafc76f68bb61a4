"""A lake in an object store keeps the promises of a lake in a folder."""

import json
import subprocess
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from invented import World, held, packed
from object_store import BUCKET, SECRET, Store, serving

import newsledger
from flows.export.export import export
from schemas.catalog import TABLES
from schemas.errors import BadInput, LakeError
from tasks.lake import bucket, lease, object_path
from tasks.lake.bucket import Bucket, Conflict
from tasks.lake.lake import Change, Lake
from tasks.lake.migrate import migrate
from tasks.lake.objects import Objects
from tasks.lake.verify import leftovers, verify

WORLD = World(seed=7, articles=6, changing=2)
NUMBERS = count()


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """A store that all tests here use, each at an address of its own."""
    with serving() as running:
        yield running


@pytest.fixture
def address(store: Store) -> str:
    """Where nothing is yet."""
    return f"s3://{BUCKET}/{next(NUMBERS)}/lake"


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leases that soon run out, and no long pauses."""
    monkeypatch.setattr(lease, "EXPIRY", 1.0)
    monkeypatch.setattr(bucket, "PAUSE", 0.01)


def test_it_holds_what_a_lake_in_a_folder_holds(address: str, tmp_path: Path) -> None:
    there, here = Lake.open(address), Lake.open(tmp_path / "lake")
    for _ in range(2):
        assert there.publish(WORLD.changes) == here.publish(WORLD.changes)
    assert held(there) == held(here) == WORLD.state(2)
    assert there.counts() == here.counts()
    assert pa.concat_tables(there.batches("articles")).equals(there.read("articles"))
    assert verify(there) == []
    for name, lake in (("there", there), ("here", here)):
        export(lake, "money", "csv", str(tmp_path / name), since=None, until=None, addable=False)
    assert (tmp_path / "there").read_bytes() == (tmp_path / "here").read_bytes()
    for table in TABLES:
        expected = pd.read_parquet(here.root / table.name)
        pd.testing.assert_frame_equal(pd.read_parquet(f"{address}/{table.name}"), expected)
        pd.testing.assert_frame_equal(
            newsledger.read(table.name, lake=address), newsledger.read(table.name, lake=here.root)
        )
    assert newsledger.tables(address) == newsledger.tables(here.root)
    assert newsledger.describe("money", address).equals(newsledger.describe("money", here.root))


def test_nothing_new_writes_nothing(address: str) -> None:
    lake = Lake.open(address)
    lake.publish(WORLD.changes)
    before = {str(path): path.found for path in lake.root.rglob("*") if path.name != "lock"}
    assert lake.publish(lambda _: []) == 1
    assert {str(path): path.found for path in lake.root.rglob("*") if path.name != "lock"} == before


def test_a_write_replaces_only_what_was_seen(address: str) -> None:
    lake = Lake.open(address)
    news, key = lake.root.bucket, (lake.root / "x").key
    first = news.put(key, b"1", over=None)
    second = news.put(key, b"2", over=first)
    for over in (None, first):
        with pytest.raises(Conflict):
            news.put(key, b"3", over=over)
    news.delete([key])
    with pytest.raises(Conflict):
        news.put(key, b"3", over=second)


def test_a_file_that_is_replaced_while_it_is_read_is_not_read_on(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(object_path, "SMALL", 0)
    lake = Lake.open(address)
    lake.publish(WORLD.changes)
    path = lake.layout.files("money")[0]
    with path.open() as file:
        assert file.read(4) == b"PAR1"
        path.bucket.put(path.key, b"PAR1 another", over=path.found.etag)
        with pytest.raises(FileNotFoundError, match="replaced while it was read"):
            file.read(4)


def test_half_the_requests_failing_is_borne(
    store: Store, address: str, monkeypatch: pytest.MonkeyPatch, brief: None
) -> None:
    """Half of those that fail were done: their answer was lost, and the next try meets its own object."""
    lake = Lake.open(address)
    monkeypatch.setattr(bucket, "TRIES", 20)
    monkeypatch.setattr(store, "failing", 0.5)
    lake.publish(WORLD.changes)
    lake.publish(WORLD.changes)
    assert held(lake) == WORLD.state(2)
    monkeypatch.setattr(store, "failing", 0.0)
    assert store.failed > 20


def test_a_store_that_stalls_is_asked_again(store: Store, monkeypatch: pytest.MonkeyPatch, brief: None) -> None:
    """A write that was given up may still be done later, when its repetition has been done before it."""
    monkeypatch.setattr(bucket, "SILENCE", store.late / 4)
    lake = Lake.open(f"s3://{BUCKET}/{next(NUMBERS)}/lake")
    monkeypatch.setattr(store, "stalling", 0.1)
    lake.publish(WORLD.changes)
    lake.publish(WORLD.changes)
    assert held(lake) == WORLD.state(2)
    monkeypatch.setattr(store, "stalling", 0.0)
    assert store.failed > 5
    assert verify(lake) == []


def test_a_store_that_stalls_for_good_is_told(store: Store, monkeypatch: pytest.MonkeyPatch, brief: None) -> None:
    monkeypatch.setattr(bucket, "SILENCE", 0.1)
    monkeypatch.setattr(bucket, "TRIES", 3)
    monkeypatch.setattr(store, "stalling", 1.0)
    with pytest.raises(LakeError, match=r"bucket news fails: ReadTimeoutError, 3 times\. Run again when it answers"):
        Lake.open(f"s3://{BUCKET}/{next(NUMBERS)}/lake")


def test_a_store_that_overwrites_regardless_is_refused(
    store: Store, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "heedless", True)
    with pytest.raises(LakeError, match="does not honour conditional writes"):
        Lake.open(address)
    monkeypatch.setattr(store, "heedless", False)
    with pytest.raises(LakeError, match="No lake at s3://"):
        Lake.open(address, create=False)


def test_a_lake_of_earlier_declarations_becomes_one_of_now(address: str) -> None:
    lake = Lake.open(address)
    lake.publish(WORLD.changes)
    for path in lake.layout.files("figures"):
        with path.open() as file:
            rows = pq.ParquetFile(file).read().drop_columns(["purpose"])
        path.bucket.put(path.key, packed(rows), over=path.found.etag)
    assert [(step.table, step.column) for step in migrate(lake)] == [("figures", "purpose")]
    assert held(lake) == WORLD.state(1)


def paused(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on no lease of this process is renewed, as if it stood still."""
    monkeypatch.setattr(lease.Lease, "renew", lambda _: (_ for _ in ()).throw(Conflict()))


def test_a_paused_writer_cannot_commit_after_another_took_over(
    address: str, monkeypatch: pytest.MonkeyPatch, brief: None
) -> None:
    lake, other = Lake.open(address), Lake.open(address)
    lake.publish(WORLD.changes)
    paused(monkeypatch)

    def slow(current: Lake) -> list[Change]:
        changes = WORLD.changes(current)
        assert other.recover() == 0
        with other.store.writer():  # it takes over, and publishes nothing at all
            return changes

    with pytest.raises(LakeError, match="Another run has taken over"):
        lake.publish(slow)
    assert lake.sequence == 1
    other.publish(WORLD.changes)
    assert held(lake) == WORLD.state(2)
    assert list(lake.layout.staging.rglob("*")) == []


def test_a_paused_writer_that_had_committed_overwrites_nothing(
    address: str, monkeypatch: pytest.MonkeyPatch, brief: None
) -> None:
    """It wakes up with old objects in hand, when another has completed its publish and published twice."""
    lake, other = Lake.open(address), Lake.open(address)
    lake.publish(WORLD.changes)
    paused(monkeypatch)
    real = Bucket.put
    slept: list[int] = []

    def put(self: Bucket, key: str, content: Any, **how: Any) -> str:
        if "part-0" in key and "staging" not in key and not slept:
            slept.append(1)
            other.publish(WORLD.changes)
            other.publish(WORLD.changes)
        return real(self, key, content, **how)

    monkeypatch.setattr(Bucket, "put", put)
    lake.publish(WORLD.changes)
    assert slept
    assert held(lake) == WORLD.state(4)


def test_readers_see_all_of_a_committed_publish_that_is_not_in_place(
    address: str, monkeypatch: pytest.MonkeyPatch, brief: None
) -> None:
    lake = Lake.open(address)
    lake.publish(WORLD.changes)
    with monkeypatch.context() as patched:
        patched.setattr(Objects, "settle", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            lake.publish(WORLD.changes)
    assert held(lake) == WORLD.state(2)
    assert set(newsledger.read("money", lake=address)["mention_id"]) == set(WORLD.state(2)["money"])
    assert list(leftovers(lake)) == ["publish 2 is committed but not in place: run `newsledger status --recover`"]
    assert lake.recover() == 1
    assert held(lake) == WORLD.state(2)


def test_a_commit_whose_outcome_is_unknown_is_left_to_the_next_writer(
    address: str, monkeypatch: pytest.MonkeyPatch, brief: None
) -> None:
    """The write of the intent arrives, but no answer ever does: what is staged must stay until that is certain."""
    lake = Lake.open(address)
    lake.publish(WORLD.changes)
    real = Bucket.put

    def put(self: Bucket, key: str, content: Any, **how: Any) -> str:
        done = real(self, key, content, **how)
        if key.endswith("intent.json"):
            raise LakeError("no answer")
        return done

    with monkeypatch.context() as patched:
        patched.setattr(Bucket, "put", put)
        with pytest.raises(LakeError, match="no answer"):
            lake.publish(WORLD.changes)
    assert lake.recover() == 1
    assert held(lake) == WORLD.state(2)


@pytest.mark.parametrize(
    ("given", "fault", "told"),
    [
        (f"s3://key:{SECRET}@bucket/lake", BadInput, "credentials and endpoints belong in the environment"),
        ("s3://bucket/lake?access_key=planted", BadInput, "credentials and endpoints belong in the environment"),
        ("s3://", BadInput, "names no bucket"),
        ("gs://bucket/lake", BadInput, "A lake stands in a folder or at s3://bucket/prefix, not at gs://"),
        ("s3://no-such-bucket/lake", LakeError, "There is no bucket no-such-bucket"),
    ],
)
def test_an_address_that_cannot_be_used_is_told(store: Store, given: str, fault: type[Exception], told: str) -> None:
    with pytest.raises(fault, match=told) as raised:
        Lake.open(given)
    assert "planted" not in str(raised.value)


def test_no_answer_is_told_without_secrets(store: Store, monkeypatch: pytest.MonkeyPatch, brief: None) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(LakeError, match=r"bucket news fails: EndpointConnectionError, 10 times\. Run again") as raised:
        Lake.open(f"s3://{BUCKET}/lake")
    assert "planted" not in str(raised.value)


def test_the_command_line_takes_it_and_tells_no_secrets(
    address: str, tmp_path: Path, newsledger_command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    story = {"id": "1", "title": "Norvik Foods", "text": "Norvik Foods paid $12 million for a mill in Oslo."}
    (tmp_path / "news.jsonl").write_text(json.dumps(story | {"published": "2024-05-01"}) + "\n", encoding="utf-8")
    calls = [["run", tmp_path / "news.jsonl", "--no-server", "--json"], ["status", "--recover"]]
    done = [newsledger_command(*call, "--lake", address) for call in calls]
    assert [one.returncode for one in done] == [0, 0], [one.stderr for one in done]
    assert len(newsledger.read("money", lake=address)) == 1
    told = "".join(one.stdout + one.stderr for one in done)
    assert SECRET not in told
    assert "planted" not in told
