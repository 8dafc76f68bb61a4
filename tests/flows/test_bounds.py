"""A run whose volumes are not what they should be is marked, and fails unless that is allowed."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from flows.bounds import outside
from flows.settings import load
from schemas.errors import BadInput

Command = Callable[..., "subprocess.CompletedProcess[str]"]
NEWS = {"raw": 100, "articles": 80, "rejects": 20, "duplicates": 8, "entities": 800, "money": 240}


@pytest.mark.parametrize(
    ("bounds", "told"),
    [
        ({"rejects": (0, 0.2), "money": (3, 3)}, []),
        ({"rejects": (0, 0.1)}, ["rejects: 0.2 a document, allowed 0 to 0.1"]),
        ({"articles": (0.9, 1)}, ["articles: 0.8 a document, allowed 0.9 to 1"]),
        ({"money": (4, 9)}, ["money: 3 an article, allowed 4 to 9"]),
        (
            {"entities": (0, 5), "duplicates": (0.2, 1)},
            ["entities: 10 an article, allowed 0 to 5", "duplicates: 0.1 an article, allowed 0.2 to 1"],
        ),
    ],
    ids=["at_the_bounds", "rejects", "articles", "too_few", "two_at_once"],
)
def test_each_bound_that_is_broken_is_told(bounds: dict[str, tuple[float, float]], told: list[str]) -> None:
    assert outside(NEWS, bounds, 100) == told


def test_small_runs_and_tables_without_a_base_are_left_alone() -> None:
    assert outside(NEWS, {"rejects": (0, 0)}, 101) == []
    assert outside(NEWS | {"articles": 0, "money": 0}, {"money": (1, 2)}, 100) == []


def test_given_bounds_stand_beside_the_defaults() -> None:
    assert load(bounds={"money": (1, 9)}).bounds == load().bounds | {"money": (1, 9)}


@pytest.mark.parametrize("bounds", [{"mony": (0, 1)}, {"money": (2, 1)}, {"money": (-1, 1)}], ids=str)
def test_a_bound_that_cannot_be_is_refused(bounds: dict[str, tuple[float, float]]) -> None:
    with pytest.raises(BadInput, match="give a lower and an upper bound for articles, rejects"):
        load(bounds=bounds)


def test_a_run_out_of_bounds_is_marked_and_exits_1_unless_allowed(tmp_path: Path, newsledger_command: Command) -> None:
    lines = [json.dumps({"text": f"Norvik Foods paid ${n}m to Aldera."}) for n in (5, 6)]
    (tmp_path / "news.jsonl").write_text("\n".join([*lines, "no record"]), encoding="utf-8")
    strict = {"NEWSLEDGER_BOUNDS": '{"rejects": [0, 0.1]}', "NEWSLEDGER_BOUNDS_FROM": "3"}
    told = "rejects: 0.333 a document, allowed 0 to 0.1"
    for name, flags, code in (("strict", [], 1), ("allowed", ["--allow"], 0)):
        given = ["run", tmp_path / "news.jsonl", "--lake", tmp_path / name, "--no-server", *flags]
        done = newsledger_command(*given, **strict)
        assert done.returncode == code
        assert told in done.stderr
        assert pd.read_parquet(tmp_path / name / "runs")["outside"].tolist() == [told]
        assert len(pd.read_parquet(tmp_path / name / "articles")) == 2
