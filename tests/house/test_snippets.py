"""The Python of docs/analysts.md runs and shows what the page says, alone and as a notebook; so does the README's."""

import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import pytest

from docs.refresh import NOTEBOOK, PAGE, QUESTIONS, SNIPPET, notebook, refreshed, run, sections

TEXT = PAGE.read_text(encoding="utf-8")
README = (PAGE.parents[1] / "README.md").read_text(encoding="utf-8")
SECTIONS = [
    pytest.param(before, text, id=re.sub(r"\W+", "_", text.splitlines()[0]).strip("_").lower())
    for before, text in sections(TEXT)
    if SNIPPET.search(text)
]

# The pledges that data/samples/records/aid.jsonl tells of, less the one that was cancelled: month, millions of dollars.
PLEDGES = {
    "October 2022": 640.0,
    "November 2022": 385.0,
    "December 2022": 0.0,
    "January 2023": 1250.0,
    "February 2023": 0.0,
    "March 2023": 275.0,
}

DRAW = "import json, sys, vl_convert; print(vl_convert.vegalite_to_svg(json.load(sys.stdin)))"


@pytest.fixture
def desk(sample_lake: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An analyst's folder in which the sample lake is found as `data/lake`."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "lake").symlink_to(sample_lake, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEWSLEDGER_LAKE", raising=False)
    with pd.option_context("display.float_format", None):  # which the notebook sets
        yield tmp_path


@pytest.fixture
def asked(desk: Path) -> tuple[list[Any], dict[str, Any]]:
    """What the notebook's cells show, and the names that they define."""
    spec = importlib.util.spec_from_file_location("ten_questions", NOTEBOOK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    shown, names = module.app.run()
    return list(shown), dict(names)


@pytest.mark.parametrize(("before", "section"), SECTIONS)
def test_the_snippets_of_a_section_show_what_stands_under_them(before: int, section: str, desk: Path) -> None:
    assert section == refreshed(section, before), "If that is right now, run `make docs`."


def test_ten_questions_are_answered() -> None:
    (section,) = (text for _, text in sections(TEXT) if text.startswith(QUESTIONS))
    answers = [re.search(r"```text\n(.+?)\n```", one, re.DOTALL) for one in re.split(r"(?m)^### \d+\. ", section)[1:]]
    assert len(answers) == 10
    assert all(one is not None and "Empty DataFrame" not in one[1] for one in answers)


def test_a_stale_answer_is_found() -> None:
    page = "```python\nprint(1)\n1 + 1\n```\n\n```text\n3\n```\n"
    assert refreshed(page, 0) == "```python\nprint(1)\n1 + 1\n```\n\n```text\n1\n2\n```\n"


def test_the_notebook_is_that_of_the_page() -> None:
    assert NOTEBOOK.read_text(encoding="utf-8") == notebook(TEXT), "Run `make docs`."


def test_the_notebook_answers_on_the_sample_lake(asked: tuple[list[Any], dict[str, Any]]) -> None:
    _, names = asked
    months = names["by_month"]
    assert dict(zip(months.index.strftime("%B %Y"), months["sum"] / 1e6, strict=True)) == PLEDGES
    assert months["running_total"].iloc[-1] == sum(PLEDGES.values()) * 1e6
    assert names["oil"]["amount"].tolist() == [112.4, 104.75, 88.3, 79.15, 71.6]


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Auckland"])
def test_the_chart_shows_each_pledge_under_its_month(asked: tuple[list[Any], dict[str, Any]], zone: str) -> None:
    """By what the picture tells a screen reader: the months on its axis, and the height of each bar."""
    chart, _ = (json.dumps(one.to_dict()) for one in asked[0] if isinstance(one, alt.TopLevelMixin))
    command = [sys.executable, "-c", DRAW]
    svg = subprocess.run(command, input=chart, env={"TZ": zone}, capture_output=True, text=True, check=True).stdout
    (axis,) = re.findall(r'aria-label="X-axis for a discrete scale with \d+ values: ([^"]+)"', svg)
    bars = re.findall(r'aria-label="first_seen \(year-month\): \d+; US dollars: (\d+)"', svg)
    assert dict(zip(axis.split(", "), (int(bar) / 1e6 for bar in bars), strict=True)) == PLEDGES


def test_the_snippets_of_the_readme_run_and_show_something(desk: Path) -> None:
    snippets = list(SNIPPET.finditer(README))
    assert snippets
    assert all(run(one["code"], {}, README[: one.start()].count("\n")) for one in snippets)


def test_the_row_in_the_readme_is_that_of_the_lake(desk: Path) -> None:
    (row,) = re.findall(r"<!-- row -->.*?```\n(.*?)\n```\n<!-- /row -->", README, re.DOTALL)
    columns = row.splitlines()[0].split()
    money = pd.read_parquet("data/lake/money", columns=columns)
    assert row == money[money["surface"] == "C$60m"].to_string(index=False)
