"""Secrets are planted wherever a user can give one; then all that is said and written is searched for them."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

Command = Callable[..., "subprocess.CompletedProcess[str]"]

HUSH = "hush-word"
NOWHERE = f"http://ann:{HUSH}@127.0.0.1:9/rss?api_key={HUSH}"
SOURCES = f'[outlets."harbourpost.example"]\nname = "Harbour Post"\nfeed = "{NOWHERE}"\n'
KEYS = {"AWS_ACCESS_KEY_ID": f"A{HUSH}", "AWS_SECRET_ACCESS_KEY": HUSH, "AWS_SESSION_TOKEN": HUSH}
STORE = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1", "AWS_EC2_METADATA_DISABLED": "true"}
PREFECT = {"PREFECT_API_URL": f"http://ann:{HUSH}@127.0.0.1:9/api?token={HUSH}", "PREFECT_API_KEY": HUSH}
ALERT = {"NEWSLEDGER_ALERT": f"curl -H 'X-Key: {HUSH}' https://harbourpost.example"}

QUICK = {"NEWSLEDGER_FETCH_TRIES": "1", "NEWSLEDGER_FETCH_DELAY": "0"}
COMMANDS: dict[str, tuple[list[str], dict[str, str], int]] = {
    "fetch": (["run", NOWHERE, "--no-server", "--allow-private", "--lake", "{lake}"], {}, 0),
    "outlets": (["run", "--sources", "{sources}", "--no-server", "--allow-private", "--lake", "{lake}"], {}, 0),
    "rejects": (["rejects", "--lake", "{lake}"], {}, 0),
    "doctor": (["doctor", "--lake", "{lake}"], PREFECT | ALERT, 1),
    "doctor of a store": (["doctor", "--json", "--lake", "s3://mill/lake"], KEYS | STORE, 1),
    "no Prefect": (["run", "--lake", "{lake}"], PREFECT, 1),
    "no store": (["run", "--no-server", "--lake", "s3://mill/lake"], KEYS | STORE, 1),
    "keys in a lake's address": (["run", "--no-server", "--lake", f"s3://ann:{HUSH}@mill/lake"], KEYS | STORE, 2),
    "no scheduler": (
        [
            "run",
            "--no-server",
            "--engine",
            "dask",
            "--dask-address",
            f"tls://ann:{HUSH}@127.0.0.1:9",
            "--lake",
            "{lake}",
        ],
        {},
        2,
    ),
    "a wrong setting": (["doctor"], {"NEWSLEDGER_WORKERS": NOWHERE}, 2),
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, newsledger_command: Command) -> Path:
    """A sources file, and a lake with the reject of an address that holds a secret."""
    made = tmp_path_factory.mktemp("secrets")
    (made / "outlets.toml").write_text(SOURCES)
    arguments, environment, code = COMMANDS["fetch"]
    done = newsledger_command(*(one.format(lake=made / "lake") for one in arguments), **QUICK, **environment)
    assert done.returncode == code, done.stdout + done.stderr
    return made


@pytest.mark.parametrize("name", COMMANDS)
def test_no_secret_is_told_or_written(name: str, place: Path, newsledger_command: Command) -> None:
    arguments, environment, code = COMMANDS[name]
    given = [one.format(lake=place / "lake", sources=place / "outlets.toml") for one in arguments]
    done = newsledger_command(*given, **QUICK, **environment)
    assert done.returncode == code, done.stdout + done.stderr
    assert done.stdout + done.stderr
    assert HUSH not in done.stdout + done.stderr
    written = [path for path in (place / "lake").rglob("*") if path.is_file()]
    assert written
    assert [path for path in written if HUSH in held(path)] == []


def held(path: Path) -> str:
    """What the file holds, unpacked where it is Parquet."""
    return str(pq.read_table(path, partitioning=None).to_pylist()) if path.suffix == ".parquet" else path.read_text()
