"""Prefect's own database, laid down at once where this user has none: its migrations take five seconds the first time.

`prefect.sql` is what the migrations of the pinned Prefect leave behind, line by line (tests/flows/test_history.py holds
it to that; `python -m flows.history DATABASE` writes it again). Later migrations of a newer Prefect go on from there.
"""

import os
import sqlite3
import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

SCHEMA = files("flows") / "prefect.sql"
# Who sets one of these says where the history goes, and how it is made.
SAID = ("PREFECT_API_DATABASE_CONNECTION_URL", "PREFECT_SERVER_DATABASE_CONNECTION_URL", "PREFECT_PROFILE")


def lay_down(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Make Prefect's database with its tables, and nothing in them; its path, or None where that is not for us to do.

    Not where there is one or any setting of Prefect's own, nor for another Prefect than the pinned one.
    """
    home = Path(environment.get("PREFECT_HOME") or "~/.prefect").expanduser()
    made, script = home / "prefect.db", SCHEMA.read_text(encoding="utf-8")
    said = (home / "profiles.toml").exists() or any(name in environment for name in SAID)
    if said or made.exists() or not script.startswith(marked()):
        return None
    try:
        _make(made, script)
    except OSError:  # somebody was first, and keeps his; or the place cannot be written, as Prefect's server will tell
        return None
    return made


def _make(made: Path, script: str) -> None:
    made.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=made.parent) as folder:
        whole = Path(folder) / made.name
        with closing(sqlite3.connect(whole)) as database:
            database.executescript(script)
        whole.chmod(0o600)
        os.link(whole, made)


def marked() -> str:
    """The script's first line, which names the Prefect that it is of."""
    return f"-- The empty database of Prefect {version('prefect')}.\n"


def dumped(database: Path) -> str:
    """The script that makes that database again."""
    with closing(sqlite3.connect(database)) as connection:
        lines = "\n".join(connection.iterdump()).splitlines()
    return marked() + "".join(f"{line.rstrip()}\n" for line in lines)


if __name__ == "__main__":
    Path(str(SCHEMA)).write_text(dumped(Path(sys.argv[1])), encoding="utf-8")
