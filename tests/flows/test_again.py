"""Making the lake's rows again: what does not change leaves no trace, what does replaces its rows and nothing else."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from flows.again import Again, Stage, asked
from flows.engine import InPlace
from flows.order import Order, Summary
from flows.pipeline import pipeline
from flows.runner import Runner
from flows.settings import load
from schemas.errors import BadInput, LakeError, UnknownName
from tasks.clean import article
from tasks.clean.draft import Refusal
from tasks.lake.diff import diff
from tasks.lake.lake import Lake
from tasks.lake.verify import verify

Command = Callable[..., "subprocess.CompletedProcess[str]"]
Clean = Callable[..., Any]
TEXT = "Norvik Foods will pay ${n}m to the town of Aldera for school repairs, the company said on Monday evening."


def tree(lake: Path) -> dict[str, str]:
    """Every file under the lake with the hash of its bytes."""
    files = (path for path in lake.rglob("*") if path.is_file())
    return {str(path.relative_to(lake)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def write(path: Path, *records: dict[str, str]) -> Path:
    path.write_text("\n".join(map(json.dumps, records)) + "\n", encoding="utf-8")
    return path


def record(name: str, text: str, published: str = "2024-05-01") -> dict[str, str]:
    url = f"https://news.example.com/{name}"
    return {"id": name, "url": url, "title": f"Story {name}", "text": text, "published": published}


def run(lake: Path, *inputs: Path, again: Again | None = None) -> Summary:
    """A run in place."""
    order = Order.now([str(given) for given in inputs], load(lake=lake, server=False), again=again)
    return pipeline(order, Runner(InPlace()), lambda summary: None)


def rows(lake: Path, table: str) -> pd.DataFrame:
    return pd.read_parquet(lake / table)


@pytest.mark.parametrize("stage", ["clean", "entities", "money", "figures"])
def test_what_does_not_change_leaves_no_byte_changed(stage: Stage, sample_lake: Path, tmp_path: Path) -> None:
    lake = shutil.copytree(sample_lake, tmp_path / "lake")
    before = tree(lake)
    done = run(lake, again=Again(stage))
    assert done.counts["documents"] == len(rows(lake, "articles"))
    assert not done.changed
    assert tree(lake) == before


def test_rows_made_again_are_those_of_a_lake_made_so_at_once(
    sample_lake: Path, tmp_path: Path, newsledger_command: Command
) -> None:
    lake = tmp_path / "lake"
    for given in (["--no-repair"], ["--again", "--stage", "entities"]):
        done = newsledger_command("run", *given, "--lake", lake, "--no-server", "--json")
        assert done.returncode == 0, done.stderr
    for table in ("articles", "entities", "money", "figures", "rejects"):
        unequal = ["first_seen_at", "run_id"]
        made, once = (rows(root, table).drop(columns=unequal, errors="ignore") for root in (lake, sample_lake))
        undated = made.columns.intersection(["month", "published_at", "first_seen", "last_seen"])
        pd.testing.assert_frame_equal(made.drop(columns=undated), once.drop(columns=undated))
    first, second = rows(lake, "runs").sort_values("started_at")["run_id"]
    assert rows(lake, "runs").set_index("run_id").loc[second, "again"] == "entities"
    told = newsledger_command("diff", first, second, "--lake", lake, "--json")
    changed = {(one["table"], one["column"]) for one in json.loads(told.stdout)}
    assert ("entities", "label") in changed
    assert "raw" not in {table for table, _ in changed}
    assert verify(Lake.open(lake)) == []


def better(monkeypatch: pytest.MonkeyPatch, change: Callable[[dict[str, Any]], Any]) -> None:
    """From now on, cleaning gives what `change` makes of its articles."""
    real: Clean = article.clean
    monkeypatch.setattr(article, "clean", lambda document, *limits: change(real(document, *limits)))


def refusing(word: str) -> Callable[[Any], Any]:
    return lambda found: Refusal("no_text", word) if not isinstance(found, Refusal) and word in found["body"] else found


def test_a_row_that_moves_leaves_its_old_partition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = tmp_path / "lake"
    run(lake, write(tmp_path / "news.jsonl", *(record(str(n), TEXT.replace("{n}", f"{n}")) for n in (2, 3))))
    before = rows(lake, "money").set_index("amount")
    june = datetime(2024, 6, 3, tzinfo=UTC)
    better(monkeypatch, lambda found: found | ({"published_at": june} if "$2m" in found["body"] else {}))
    run(lake, again=Again("clean"))
    after = rows(lake, "money").set_index("amount")
    assert after["month"].to_dict() == {3e6: "2024-05", 2e6: "2024-06"}
    assert after["mention_id"].to_dict() == before["mention_id"].to_dict()
    assert after["figure_id"].to_dict() == before["figure_id"].to_dict()
    assert verify(Lake.open(lake)) == []
    first, second = rows(lake, "runs").sort_values("started_at")["run_id"]
    moved = {(one.table, one.column): one for one in diff(Lake.open(lake), first, second)}
    assert moved["money", "published_at"].rows == 1
    assert moved["articles", "published_at"].examples[0][1:] == ("2024-05-01 00:00:00+00:00", f"{june}")


def test_refused_documents_are_tried_again_and_articles_may_become_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = tmp_path / "lake"
    news = [record(name, TEXT.replace("{n}", name)) for name in ("2", "3", "4")]
    with monkeypatch.context() as worse:
        better(worse, refusing("$2m"))
        run(lake, write(tmp_path / "news.jsonl", *news))
    assert len(rows(lake, "rejects")) == 1
    with monkeypatch.context() as other:
        better(other, refusing("$3m"))
        run(lake, again=Again("clean"))
    assert rows(lake, "rejects")["detail"].tolist() == ["$3m"]
    assert sorted(rows(lake, "money")["amount"]) == [2e6, 4e6]
    assert rows(lake, "rejects")["run_id"].tolist() == rows(lake, "raw")["run_id"].unique().tolist()
    assert verify(Lake.open(lake)) == []


def test_an_article_falls_back_to_the_version_that_is_none_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = tmp_path / "lake"
    for n in (2, 3):
        run(lake, write(tmp_path / f"{n}.jsonl", record("a", TEXT.replace("{n}", f"{n}"))))
    assert rows(lake, "articles")["versions"].tolist() == [2]
    with monkeypatch.context() as other:
        better(other, refusing("$3m"))
        run(lake, again=Again("clean"))
        assert rows(lake, "articles")["versions"].tolist() == [1]
        assert rows(lake, "money")["amount"].tolist() == [2e6]
        assert verify(Lake.open(lake)) == []
    run(lake, again=Again("clean"))
    assert rows(lake, "articles")["versions"].tolist() == [2]
    assert rows(lake, "money")["amount"].tolist() == [3e6]
    assert len(rows(lake, "rejects")) == 0
    assert verify(Lake.open(lake)) == []


def test_an_original_that_goes_leaves_no_repeat_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = tmp_path / "lake"
    text = TEXT.replace("{n}", "7")
    run(lake, write(tmp_path / "a.jsonl", *(record(name, text) | {"title": "One"} for name in ("a", "b"))))
    original = rows(lake, "articles").query("duplicate_of.isna()")["url"].item()
    assert rows(lake, "money")["addable"].sum() == 1
    better(monkeypatch, lambda found: Refusal("no_text", "gone") if found["url"] == original else found)
    run(lake, again=Again("clean"))
    assert rows(lake, "articles")["duplicate_of"].isna().all()
    assert rows(lake, "money")["addable"].tolist() == [True]
    assert verify(Lake.open(lake)) == []


def test_since_leaves_what_came_before_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = tmp_path / "lake"
    run(lake, write(tmp_path / "2.jsonl", record("a", TEXT.replace("{n}", "2"))))
    moment = datetime.now(UTC)
    run(lake, write(tmp_path / "3.jsonl", record("b", TEXT.replace("{n}", "3"))))
    better(monkeypatch, lambda found: found | {"byline": "Ann Halvorsen"})
    assert run(lake, again=Again("clean", moment)).counts["documents"] == 1
    assert rows(lake, "articles").set_index("title")["byline"].notna().to_dict() == {"Story a": False, "Story b": True}
    assert run(lake, again=Again("money", moment)).counts["documents"] == 1


def test_diff_folds_runs_and_names_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = tmp_path / "lake"
    run(lake, write(tmp_path / "2.jsonl", record("a", TEXT.replace("{n}", "2"))))
    for name in ("Ann Halvorsen", "Bo Lindqvist"):
        with monkeypatch.context() as changed:
            better(changed, lambda found, name=name: found | {"byline": name})
            run(lake, again=Again("clean"))
    run(lake, again=Again("clean"))
    first, second, third, last = rows(lake, "runs").sort_values("started_at")["run_id"]
    opened = Lake.open(lake)
    (byline,) = diff(opened, first, third)
    assert (byline.table, byline.column, byline.rows) == ("articles", "byline", 1)
    assert byline.examples[0][1:] == (None, "Bo Lindqvist")
    assert diff(opened, second, third)[0].examples[0][1:] == ("Ann Halvorsen", "Bo Lindqvist")
    assert diff(opened, first, last) == []
    with pytest.raises(UnknownName, match="No run 'soon'"):
        diff(opened, first, "soon")
    with pytest.raises(LakeError, match="name the earlier run first"):
        diff(opened, last, first)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"inputs": ["news"], "again": True}, "reads no inputs"),
        ({"since": "2024-05-01"}, "give --again with them"),
        ({"stage": "money"}, "give --again with them"),
        ({"again": True, "since": "soon"}, "--since soon is no date"),
    ],
    ids=["inputs", "since_alone", "stage_alone", "no_date"],
)
def test_options_that_do_not_go_together_are_refused(given: dict[str, Any], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        asked(**{"inputs": None, "again": False, "since": None, "stage": None} | given)
