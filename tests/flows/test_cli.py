"""The command line: help, exit codes, lines in and lines out."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.main import get_command

from flows.cli import app

Command = Callable[..., subprocess.CompletedProcess[str]]
COMMANDS = sorted(get_command(app).commands)  # type: ignore[attr-defined]  # a group has commands


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does(name: str) -> None:
    command = get_command(app).commands[name]  # type: ignore[attr-defined]  # a group has commands
    assert command.help
    for parameter in command.params:
        if parameter.param_type_name == "option":
            assert parameter.help, f"{name} {parameter.opts} has no help"


USAGE = [
    pytest.param(["run", "no/such/folder"], "no/such/folder", id="path that is not there"),
    pytest.param(["describe", "mony"], "Known: raw, articles", id="table that is not there"),
    pytest.param(["run", "--workers", "0"], "workers", id="setting out of bounds"),
    pytest.param(["run", ""], "input is empty", id="an empty input"),
    pytest.param(["run", "--published", "soon"], "--published soon", id="a date that is none"),
    pytest.param(["run", "--published", "2999-01-01"], "2999-01-01 lies in the future", id="a date to come"),
    pytest.param(["serve", "no/such/folder", "--every", "1h"], "no/such/folder", id="nothing to serve"),
    pytest.param(["parse"], "--jsonl", id="nothing to parse"),
    pytest.param(["parse", "--jsonl", "no.jsonl"], "no.jsonl", id="file that is not there"),
    pytest.param(["run", "--engine", "dask"], "--dask-address", id="dask without an address"),
    pytest.param(["serve", "https://ann:word@example.com/feed", "--every", "1h"], "a login", id="a secret to keep"),
    pytest.param(["nonsense"], "nonsense", id="command that is not there"),
]


@pytest.mark.parametrize(("arguments", "told"), USAGE)
def test_wrong_usage_exits_2_and_names_the_offender(
    arguments: list[str], told: str, newsledger_command: Command, tmp_path: Path
) -> None:
    done = newsledger_command(*arguments, NEWSLEDGER_LAKE=str(tmp_path / "lake"))
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_lake_that_is_not_there_exits_1(newsledger_command: Command, tmp_path: Path) -> None:
    done = newsledger_command("tables", "--lake", tmp_path / "none")
    assert done.returncode == 1
    assert str(tmp_path / "none") in done.stderr


def test_parse_reads_a_text(newsledger_command: Command) -> None:
    done = newsledger_command("parse", "a $725m assistance package")
    [mention] = json.loads(done.stdout)["mentions"]
    assert (mention["start"], mention["end"], mention["surface"]) == (2, 7, "$725m")
    assert (mention["amount"], mention["currency"]) == ("725000000", "USD")


def test_parse_answers_every_line_in_its_order(newsledger_command: Command) -> None:
    lines = [
        json.dumps({"id": 7, "text": "Corvane paid a fine of €5m."}),
        "not json",
        json.dumps({"id": "b", "text": "Nothing here."}),
    ]
    done = newsledger_command("parse", "--jsonl", "-", stdin="\n".join(lines) + "\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [7, "2", "b"]
    assert [len(answer["mentions"]) for answer in answers] == [1, 0, 0]
    assert answers[0]["mentions"][0]["figure_type"] == "flow"
    assert answers[1]["error"]


def test_entities_and_clean_read_records(newsledger_command: Command) -> None:
    done = newsledger_command(
        "entities", "--jsonl", "-", stdin=json.dumps({"id": 1, "text": "He flew to Kyiv."}) + "\n"
    )
    [entity] = json.loads(done.stdout)["entities"]
    assert (entity["surface"], entity["country_code"]) == ("Kyiv", "UA")
    page = (
        "<html><head><title>Roof repaired</title></head><body><article><p>"
        + "The roof is dry again. " * 20
        + "</p></article></body></html>"
    )
    done = newsledger_command("clean", "--jsonl", "-", stdin=json.dumps({"id": 1, "html": page}) + "\n")
    answer = json.loads(done.stdout)
    assert answer["id"] == 1
    assert answer["title"] == "Roof repaired"
    assert answer["body"].startswith("The roof is dry again.")


@pytest.mark.parametrize("name", ["tables", "status", "rejects"])
def test_looking_into_a_lake(name: str, sample_lake: Path, newsledger_command: Command) -> None:
    assert newsledger_command(name, "--lake", sample_lake).returncode == 0
    assert json.loads(newsledger_command(name, "--lake", sample_lake, "--json").stdout)


@pytest.mark.parametrize("command", [["figures"], ["export", "money", "--out", "-"]], ids=["figures", "export"])
@pytest.mark.parametrize("date", ["2024-13", "2024-02-30", "2024-1", "May", ""])
def test_a_span_must_be_one_of_the_calendar(
    command: list[str], date: str, sample_lake: Path, newsledger_command: Command
) -> None:
    done = newsledger_command(*command, "--lake", sample_lake, "--since", date)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"--since {date} is no date" in done.stderr


def test_what_no_screen_shows_has_a_line_for_each_row(sample_lake: Path, newsledger_command: Command) -> None:
    head, *lines = newsledger_command("figures", "--lake", sample_lake).stdout.splitlines()
    assert head.split()[:2] == ["amount", "currency"]
    rows = json.loads(newsledger_command("figures", "--lake", sample_lake, "--json").stdout)
    assert len(lines) == len(rows)
    assert any(line.startswith(f"{max(row['amount'] or 0 for row in rows):,.0f} ") for line in lines)


def test_show_marks_an_article(sample_lake: Path, newsledger_command: Command) -> None:
    import pandas as pd

    money = pd.read_parquet(sample_lake / "money").iloc[0]
    done = newsledger_command("show", money["article_id"], "--lake", sample_lake)
    assert money["surface"] in done.stdout
    page = newsledger_command("show", money["article_id"], "--html", "--lake", sample_lake).stdout
    assert f'<mark class="money" tabindex="0">{money["surface"]}<' in page
    missing = newsledger_command("show", "nonesuch", "--lake", sample_lake)
    assert missing.returncode == 2
    assert "nonesuch" in missing.stderr


def test_doctor_tells_settings_and_where_they_came_from(newsledger_command: Command, tmp_path: Path) -> None:
    done = newsledger_command("doctor", NEWSLEDGER_LAKE=str(tmp_path), NEWSLEDGER_WORKERS="3")
    assert "workers" in done.stdout
    assert "3" in done.stdout


def test_a_damaged_lake_is_told_in_one_line(sample_lake: Path, tmp_path: Path, newsledger_command: Command) -> None:
    lake = shutil.copytree(sample_lake, tmp_path / "lake")
    next((lake / "money").rglob("*.parquet")).write_bytes(b"no Parquet")
    for command in ("status", "tables"):
        done = newsledger_command(command, "--lake", lake)
        assert done.returncode == 1
        assert "newsledger verify" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"<html><body></body></html>"], ids=["empty", "PDF", "no text"])
def test_clean_says_what_is_no_page(tmp_path: Path, newsledger_command: Command, content: bytes) -> None:
    (tmp_path / "a.html").write_bytes(content)
    done = newsledger_command("clean", "--html", tmp_path / "a.html")
    assert done.returncode in {1, 2}
    assert "a.html" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_system_without_a_table_of_time_zones_will_do(tmp_path: Path) -> None:
    inside = ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs tmpfs /usr/share/zoneinfo && exec "$@"', "sh"]
    if not shutil.which("unshare") or subprocess.run([*inside, "true"], capture_output=True, check=False).returncode:
        pytest.skip("hiding the table of time zones needs the rights of root")
    lake, out = ["--lake", str(tmp_path / "lake")], tmp_path / "money"
    wire = str(Path(__file__).parents[2] / "data" / "samples" / "records" / "wire.jsonl")
    commands = [["run", wire, "--no-server"]] + [
        ["export", "money", "--since", "2022-09", "--format", form, "--out", f"{out}.{form}"]
        for form in ("csv", "xlsx", "parquet")
    ]
    for command in commands:
        done = subprocess.run(
            [*inside, sys.executable, "-m", "flows", *command, *lake], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    told = (tmp_path / "money.csv").read_text(encoding="utf-8")
    assert "2024-06-12 13:40:00" in told
    assert "2022-08-17 22:10:00" not in told
