"""Prefect's database as it is laid down, beside the one that Prefect's migrations make."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from flows.history import SCHEMA, dumped, lay_down

MIGRATE = """
import asyncio
from prefect.server.database.dependencies import provide_database_interface
asyncio.run(provide_database_interface().create_db())
"""


def lines(script: str) -> list[str]:
    """What the script says, in no order: Prefect's migrations write constraints in another one each time."""
    return sorted(line.rstrip(",") for line in script.splitlines())


def migrated(home: Path) -> str:
    """Have Prefect bring the database in that home to its newest form; the script that makes it again."""
    names = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment = names | {"PREFECT_HOME": str(home)}
    subprocess.run([sys.executable, "-c", MIGRATE], check=True, env=environment)
    return dumped(home / "prefect.db")


def test_what_is_laid_down_is_what_the_migrations_make(tmp_path: Path) -> None:
    assert lines(migrated(tmp_path)) == lines(SCHEMA.read_text(encoding="utf-8"))


def test_nothing_is_left_to_migrate_in_what_is_laid_down(tmp_path: Path) -> None:
    made = lay_down({"PREFECT_HOME": str(tmp_path / "home")})
    assert made == tmp_path / "home" / "prefect.db"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert [path.name for path in made.parent.iterdir()] == ["prefect.db"]
    before = dumped(made)
    assert before == SCHEMA.read_text(encoding="utf-8") == migrated(made.parent)


@pytest.mark.parametrize("there", ["prefect.db", "profiles.toml"])
def test_who_has_a_history_or_settings_keeps_them(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine")
    assert lay_down({"PREFECT_HOME": str(tmp_path)}) is None
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(there, "mine")]


def test_who_says_where_the_history_goes_is_heard(tmp_path: Path) -> None:
    said = {"PREFECT_HOME": str(tmp_path / "home"), "PREFECT_SERVER_DATABASE_CONNECTION_URL": "sqlite:///elsewhere"}
    assert lay_down(said) is None
    assert not (tmp_path / "home").exists()


def test_a_home_that_cannot_be_made_is_left_for_prefect_to_tell(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert lay_down({"PREFECT_HOME": str(tmp_path / "file" / "home")}) is None
