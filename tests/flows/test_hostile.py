"""What arrives is hostile: a folder of it through the real command, and what became of each file."""

import json
import os
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hostile_files import FILES, READ, SECRET, write

Command = Callable[..., "subprocess.CompletedProcess[str]"]
LIMITS = {"NEWSLEDGER_ARTICLE_ENTITIES": "400", "NEWSLEDGER_ARTICLE_FIGURES": "500"}
SHOWN = ("escape.txt", "rtl.txt", "surrogate.jsonl", "names.zip")  # whose articles are looked at in a terminal


@dataclass(frozen=True, slots=True)
class Ran:
    """A run over the folder: the lake, what was said, and for each file what its documents became."""

    lake: Path
    said: str
    told: dict[str, Any]
    became: dict[str, Counter[str]] = field(default_factory=dict)


def rows(lake: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(lake / table).to_pylist() if (lake / table).is_dir() else []
    return found


def became(folder: Path, lake: Path) -> dict[str, Counter[str]]:
    """For each file of the folder, as it is told, how many of its documents ended as what."""
    reason = {row["document_id"]: row["reason"] for row in rows(lake, "rejects")}
    outcome = reason | dict.fromkeys((row["document_id"] for row in rows(lake, "articles")), READ)
    found: dict[str, Counter[str]] = {}
    for row in rows(lake, "raw"):
        name = row["locator"].removeprefix(f"{folder}/").partition("!")[0].rpartition("#")
        found.setdefault(name[0] or name[2], Counter())[outcome[row["document_id"]]] += 1
    return found


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, newsledger_command: Command) -> Ran:
    place = tmp_path_factory.mktemp("hostile")
    folder, lake = place / "in", place / "lake"
    write(folder)
    done = newsledger_command("run", folder, "--lake", lake, "--no-server", "--json", **LIMITS)
    assert done.returncode == 0, done.stderr
    return Ran(lake, done.stdout + done.stderr, json.loads(done.stdout), became(folder, lake))


@pytest.mark.parametrize("name", FILES, ids=lambda name: ascii(name))
def test_each_file_is_read_or_refused_with_its_reason(ran: Ran, name: str) -> None:
    told = os.fsencode(name).decode("utf-8", "replace")
    assert ran.became.get(told, {}) == FILES[name].become


def test_everything_is_accounted_for(ran: Ran, newsledger_command: Command) -> None:
    assert set(ran.became) == {os.fsencode(name).decode("utf-8", "replace") for name in FILES if FILES[name].become}
    assert ran.told["raw"] == ran.told["articles"] + ran.told["rejects"]
    verified = newsledger_command("verify", "--lake", ran.lake)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "Traceback" not in ran.said


def test_nothing_outside_was_reached(ran: Ran) -> None:
    place = ran.lake.parent
    assert sorted(path.name for path in place.iterdir()) == ["in", "lake", "secret.txt"]
    assert len(list((place / "in").iterdir())) == len(FILES)
    for table in ("articles", "rejects", "entities", "money"):
        assert SECRET not in str(rows(ran.lake, table))


def test_no_control_of_a_terminal_reaches_it(ran: Ran, newsledger_command: Command) -> None:
    articles = [row["article_id"] for row in rows(ran.lake, "raw") if any(name in row["locator"] for name in SHOWN)]
    assert len(articles) > len(SHOWN)
    for arguments in (["rejects"], ["status"], ["figures"], *(["show", one] for one in articles)):
        done = newsledger_command(*arguments, "--lake", ran.lake)
        assert done.returncode == 0, done.stderr
        assert not {
            char for char in done.stdout + done.stderr if char != "\n" and (char < " " or "\x7f" <= char < "\xa0")
        }
        assert not set("\u202e\u2066\u200b") & set(done.stdout)
