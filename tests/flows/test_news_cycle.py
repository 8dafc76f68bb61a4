"""An invented news cycle of sixty articles, through the whole pipeline: figures, sums and courses come out exactly.

tests/cases/cycle/articles.jsonl: relief proposed, pledged and paid; a pledge raised; a loan in three equal instalments
with running totals; two takeovers of one size on one day, one of them dropped; a loan cancelled; a fine that some
round and some convert; a price that was a range; two gifts of one size to two towns; an order. Copies among them.
"""

import csv
import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]
CYCLE = Path(__file__).parents[1] / "cases" / "cycle"
COUNTS = ("n_mentions", "n_articles", "n_outlets")


def described(lake: Path) -> dict[str, dict[str, str]]:
    """The figures of a lake as the table of expectations writes them, by their earliest article and amount."""
    figures = pd.read_parquet(lake / "figures")
    articles = pd.read_parquet(lake / "articles").set_index("article_id")["url"].str[-2:]
    money = pd.read_parquet(lake / "money").sort_values(["published_at", "mention_id"])
    first = money.assign(article=money["article_id"].map(articles)).groupby("figure_id")["article"].min()
    names = {
        row.figure_id: f"{first[row.figure_id]} {row.amount / 1e6:g}m {row.currency}" for row in figures.itertuples()
    }
    return {names[row["figure_id"]]: told(row, names, articles) for row in figures.to_dict("records")}


def told(row: dict[str, Any], names: dict[str, str], articles: "pd.Series[str]") -> dict[str, str]:
    """One figure in words."""
    steps = json.loads(row["history"]) if isinstance(row["history"], str) else []
    return {
        "figure": names[row["figure_id"]],
        **{name: "" if pd.isna(row[name]) else row[name] for name in ("figure_type", "payer", "recipient")},
        "course": "; ".join(f"{step['date']} {step['progress']} ({articles[step['article_id']]})" for step in steps),
        **{name: str(row[name]) for name in COUNTS},
        "said": f"{row['said_min'] / 1e6:.4g} to {row['said_max'] / 1e6:.4g}",
        "part_of": names.get(row["part_of"], ""),
        "superseded_by": names.get(row["superseded_by"], ""),
        "addable": "yes" if row["addable"] else "no",
    }


@pytest.fixture(scope="module")
def cycle(tmp_path_factory: pytest.TempPathFactory, newsledger_command: Command) -> Path:
    """A lake of the cycle, fed in one run."""
    lake = tmp_path_factory.mktemp("cycle") / "lake"
    done = newsledger_command("run", CYCLE / "articles.jsonl", "--lake", lake, "--no-server")
    assert done.returncode == 0, done.stderr
    return lake


def test_the_figures_are_those_expected(cycle: Path) -> None:
    with (CYCLE / "figures.csv").open(encoding="utf-8", newline="") as lines:
        expected = {row["figure"]: row for row in csv.DictReader(lines, strict=True)}
    assert described(cycle) == expected


def test_the_sums_are_those_expected(cycle: Path) -> None:
    figures = pd.read_parquet(cycle / "figures")
    sums = figures[figures["addable"]].groupby(["currency", "status"])["amount"].sum()
    assert sums.to_dict() == {
        ("CAD", "actual"): 60e6,
        ("EUR", "planned"): 120e6,
        ("GBP", "actual"): 35.4e6,
        ("NOK", "planned"): 450e6,
        ("SEK", "planned"): 75e6,
        ("USD", "actual"): 244e6,
        ("USD", "planned"): 91e6,
    }


def test_portions_in_any_order_give_the_same_lake(cycle: Path, tmp_path: Path, newsledger_command: Command) -> None:
    lines = (CYCLE / "articles.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    random.Random(9).shuffle(lines)
    for number, portion in enumerate((lines[:25], lines[25:])):
        part = tmp_path / f"{number}.jsonl"
        part.write_text("".join(portion), encoding="utf-8")
        done = newsledger_command("run", part, "--lake", tmp_path / "lake", "--no-server")
        assert done.returncode == 0, done.stderr
    by = ["first_seen", "figure_id"]
    whole, parts = (pd.read_parquet(lake / "figures").sort_values(by) for lake in (cycle, tmp_path / "lake"))
    pd.testing.assert_frame_equal(parts.reset_index(drop=True), whole.reset_index(drop=True))


def test_the_command_shows_who_gave_whom(cycle: Path, newsledger_command: Command) -> None:
    asked = ["figures", "--payer", "CA", "--recipient", "Mozambique", "--since", "2024-01", "--lake", cycle]
    [figure] = json.loads(newsledger_command(*asked, "--json").stdout)
    assert (figure["amount"], figure["currency"], figure["progress"]) == (60e6, "CAD", "paid")
    assert [step["progress"] for step in figure["history"]] == ["proposed", "pledged", "paid"]
    assert "60,000,000" in newsledger_command(*asked).stdout
    assert newsledger_command(*asked, "--until", "2023").stdout.strip() == "no such figure"
    wrong = newsledger_command("figures", "--since", "soon", "--lake", cycle)
    assert wrong.returncode == 2
    assert "--since soon" in wrong.stderr
