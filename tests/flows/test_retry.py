"""What was refused, tried again: once it works, the reject gives way to the article; nothing is lost or doubled."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from flows.retry import retry as do
from flows.run import run
from flows.selection import Selection
from flows.settings import load
from schemas.errors import BadInput, UnknownName
from tasks.ingest import formats
from tasks.lake.lake import Lake
from tasks.lake.verify import verify

Retry = Callable[..., dict[str, Any]]
STORY = "Corvane will pay $5m to the town of Aldera for its harbour. " * 3


def settings(lake: Path) -> Any:
    """For runs in this process, from servers on this machine."""
    return load(lake=str(lake), allow_private=True, server=False, fetch_delay=0.0, fetch_tries=1)


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    return tmp_path / "lake"


@pytest.fixture
def retry(lake: Path, capsys: pytest.CaptureFixture[str]) -> Retry:
    """Tries rejects again; what is told of it. The lake must be whole afterwards."""

    def call(**which: str) -> dict[str, Any]:
        capsys.readouterr()
        do(settings(lake), Selection(**which), as_json=True)
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert verify(Lake.open(str(lake), create=False)) == []
        return told

    return call


def files(lake: Path) -> dict[Path, bytes]:
    """Every file of the lake."""
    return {path: path.read_bytes() for path in lake.rglob("*") if path.is_file()}


def page(title: str) -> str:
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{STORY}</p></article></body>"


def test_pages_that_are_back(site: Any, lake: Path, retry: Retry) -> None:
    first, second = (site.put(path, (503, {}, "")) for path in ("/a", "/b"))
    run([first, second], settings(lake), as_json=True)
    site.put("/a", page("Harbour"))
    told = retry()
    assert (told["tried"], told["gone"], told["articles"], told["raw"]) == (2, 1, 1, 1)
    assert pd.read_parquet(lake / "rejects")["document"].tolist() == [second]
    assert pd.read_parquet(lake / "articles")["url"].tolist() == [first]
    before = files(lake)
    again = retry()
    assert (again["tried"], again["gone"], again["articles"]) == (1, 0, 0)
    assert files(lake) == before


def test_another_reason_takes_the_place_of_the_first(site: Any, lake: Path, retry: Retry) -> None:
    address = site.put("/a", (503, {}, ""))
    run([address], settings(lake), as_json=True)
    site.put("/a", (302, {"Location": "/a"}, ""))
    assert retry(reason="http_status")["gone"] == 0
    assert pd.read_parquet(lake / "rejects")["reason"].tolist() == ["bad_redirect"]
    assert len(pd.read_parquet(lake / "raw")) == 1


def test_a_list_in_a_file_is_fetched_when_asked_for(site: Any, lake: Path, tmp_path: Path, retry: Retry) -> None:
    listed = tmp_path / "urls.txt"
    listed.write_text("\n".join(site.put(f"/{n}", page(f"Harbour {n}")) for n in range(3)) + "\n", encoding="utf-8")
    run([str(listed)], settings(lake), as_json=True)
    assert pd.read_parquet(lake / "rejects")["reason"].tolist() == ["not_fetched"] * 3
    told = retry(reason="not_fetched")
    assert (told["gone"], told["articles"]) == (3, 3)
    assert retry()["tried"] == 0


def test_bytes_that_can_be_read_by_now(
    lake: Path, tmp_path: Path, retry: Retry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A format that is not known at first: the table of formats is the version that cannot read it."""
    file = tmp_path / "story.html"
    file.write_text(page("Harbour"), encoding="utf-8")
    known = formats.FORMATS
    with monkeypatch.context() as older:
        older.setattr(formats, "FORMATS", tuple(one for one in known if one.name in ("empty", "other")))
        run([str(file)], settings(lake), as_json=True)
    assert pd.read_parquet(lake / "rejects")["reason"].tolist() == ["unknown_format"]
    file.unlink()
    told = retry()
    assert (told["gone"], told["articles"], told["raw"]) == (1, 1, 1)
    assert len(pd.read_parquet(lake / "rejects")) == 0
    assert retry()["tried"] == 0


def test_a_file_that_is_mended(lake: Path, tmp_path: Path, retry: Retry) -> None:
    file = tmp_path / "news.jsonl.gz"
    file.write_bytes(b"\x1f\x8b broken")
    run([str(file)], settings(lake), as_json=True)
    file.write_text(json.dumps({"id": "1", "title": "Harbour", "text": STORY}) + "\n", encoding="utf-8")
    told = retry(reason="unreadable")
    assert (told["gone"], told["articles"]) == (1, 1)
    file.unlink()
    assert retry()["tried"] == 0


def test_what_is_hopeless_stays_as_it_is(lake: Path, tmp_path: Path, retry: Retry) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_text('{"id": 1, "text": "' + STORY + '"}\n{"id": 2, "text"\n', encoding="utf-8")
    (tmp_path / "in" / "b.html").write_text("<html><body><p></p></body></html>", encoding="utf-8")
    (tmp_path / "in" / "c.pdf").write_bytes(b"%PDF-1.7 scan")
    run([str(tmp_path / "in")], settings(lake), as_json=True)
    before = files(lake)
    told = retry()
    assert (told["tried"], told["gone"], told["articles"]) == (3, 0, 0)
    assert files(lake) == before


@pytest.mark.parametrize(
    ("which", "found"),
    [
        pytest.param({}, 2, id="all"),
        pytest.param({"reason": "bad_json"}, 1, id="reason"),
        pytest.param({"stage": "ingest"}, 2, id="stage"),
        pytest.param({"source": "nobody"}, 0, id="source"),
        pytest.param({"since": "1h"}, 2, id="an hour back"),
        pytest.param({"since": "2999-01-01"}, 0, id="a day to come"),
        pytest.param({"run": "none"}, 0, id="run"),
    ],
)
def test_rejects_are_chosen(which: dict[str, str], found: int, tmp_path: Path, retry: Retry, lake: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": 1, "text": "' + STORY + '"}\n{"id": 2, "text"\n', encoding="utf-8")
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7 scan")
    run([str(tmp_path / "a.jsonl"), str(tmp_path / "c.pdf")], settings(lake), as_json=True)
    assert retry(**which)["tried"] == found


def test_what_cannot_be_meant_is_told(lake: Path, tmp_path: Path) -> None:
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7 scan")
    run([str(tmp_path / "c.pdf")], settings(lake), as_json=True)
    with pytest.raises(UnknownName, match="No reason"):
        do(settings(lake), Selection(reason="bored"), as_json=True)
    with pytest.raises(BadInput, match="--since soon"):
        do(settings(lake), Selection(since="soon"), as_json=True)
