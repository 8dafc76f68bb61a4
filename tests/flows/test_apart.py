"""Documents that hang, break or kill their worker: refused alone, on every engine, and their batch goes on."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.apart import FEW, WorkerLost
from flows.engine import Dask, Engine, InPlace, Processes
from schemas.articles import ARTICLES
from schemas.raw import RAW
from schemas.rejects import REJECTS
from tasks import batch

SECONDS = 0.4
SEEN = datetime(2024, 5, 1, tzinfo=UTC)
CATASTROPHE = re.compile("(?:a|a)*b")


def read(folder: Path, own: str = "") -> dict[str, int]:
    """A stage: each document does what its bytes say, and becomes an article where it can."""
    documents = batch.read(folder, RAW).to_pylist()
    for one in documents:
        _obey(one["content"].decode())
    rows = [article(one) for one in documents]
    return {"articles": batch.write(folder, ARTICLES, rows)}


def _obey(order: str) -> None:
    if order == "spin":
        while True:
            pass
    if order == "stubborn":
        while True:
            try:
                sum(range(1000))
            # As a library may, it takes every exception for a fault of its own and goes on.
            except Exception:
                continue
    if order == "regex":
        CATASTROPHE.match("a" * 40)
    if order == "deaf":  # as code in C that looks at no signal
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGVTALRM])
        while True:
            pass
    if order == "break":
        raise ZeroDivisionError("by this document")
    if order == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)


def article(document: dict[str, object]) -> dict[str, object]:
    told = {name: document[name] for name in ("document_id", "article_id", "source", "url", "first_seen_at")}
    more = {"body": "It did.", "published_at": SEEN, "published_basis": "given", "text_hash": "h", "text_keys": b""}
    return told | more | {"versions": 1}


def batch_of(folder: Path, *orders: str) -> Path:
    made = folder / "000000"
    made.mkdir()
    rows = [
        {"document_id": f"d{n}", "article_id": f"a{n}", "locator": f"{n}.txt", "format": "text", "run_id": "r"}
        | {"media_type": "text/plain", "content": order.encode(), "first_seen_at": SEEN}
        for n, order in enumerate(orders)
    ]
    batch.write(made, RAW, rows)
    return made


def outcome(folder: Path) -> dict[str, str]:
    """What became of each document."""
    rejects = {row["document_id"]: row["reason"] for row in batch.read(folder, REJECTS).to_pylist()}
    found = rejects | dict.fromkeys(batch.values(batch.read(folder, ARTICLES), "document_id"), "article")
    return dict(sorted(found.items()))


@contextmanager
def started(name: str) -> Iterator[Engine]:
    if name == "dask":
        from distributed import LocalCluster

        with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
            yield Dask(cluster.scheduler_address, SECONDS)
        return
    engine = InPlace(SECONDS) if name == "inline" else Processes(1, SECONDS)
    yield engine
    engine.close()


# What each engine can bear: in place and on Dask nothing stops code that looks at no signal or ends its process.
PYTHON = {"spin": "too_slow", "stubborn": "too_slow", "break": "failed"}
TRIALS = {
    "dask": PYTHON,
    "inline": PYTHON | {"regex": "too_slow"},
    "process": PYTHON | {"regex": "too_slow", "deaf": "too_slow", "crash": "failed"},
}


@pytest.mark.parametrize("name", TRIALS)
def test_only_the_guilty_are_refused(name: str, tmp_path: Path) -> None:
    trial = TRIALS[name]
    folder = batch_of(tmp_path, "fine", *trial, "good")
    with started(name) as engine:
        done = engine.run(read, folder)
    assert list(outcome(folder).values()) == ["article", *trial.values(), "article"]
    assert done.counts == {"articles": 2, "rejects": len(trial)}
    assert any("one document at a time" in line for _, line in done.logged)
    assert [path.name for path in tmp_path.iterdir()] == ["000000"]


def test_where_many_break_it_is_not_the_documents(tmp_path: Path) -> None:
    folder = batch_of(tmp_path, *["break"] * (FEW + 1))
    with pytest.raises(ZeroDivisionError):
        InPlace(SECONDS).run(read, folder)


def crash(folder: Path) -> dict[str, int]:
    """A step that ends its worker whatever it is given."""
    os.kill(os.getpid(), signal.SIGSEGV)
    return {}


def test_workers_that_end_on_nothing_at_all_are_told_in_one_line(tmp_path: Path) -> None:
    with started("process") as engine, pytest.raises(WorkerLost, match="in step 'crash' on no documents at all"):
        engine.run(crash, batch_of(tmp_path, "fine"))
