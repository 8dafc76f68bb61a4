"""Who may import whom, as pyproject.toml tells import-linter."""

import re
import tomllib
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

# A folder under tasks/ that all stages may use, and so is no stage.
COMMON_GROUND = {"language"}


def test_imports_keep_to_their_layers(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    failed = lint_imports(config_filename=str(root / "pyproject.toml"), no_cache=True)
    assert not failed, capsys.readouterr().out


def test_every_stage_stands_under_the_contract_of_independence(root: Path) -> None:
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (independence,) = (contract for contract in contracts if contract["type"] == "independence")
    rooms = {path.parent.name for path in (root / "tasks").glob("*/__init__.py")}
    assert {name.removeprefix("tasks.") for name in independence["modules"]} == rooms - COMMON_GROUND


@pytest.mark.parametrize("room", ["schemas", "tasks", "flows"])
def test_every_package_opens_with_one_line_on_what_it_is(root: Path, room: str) -> None:
    folders = {path.parent for path in (root / room).rglob("*.py")}
    assert folders
    for folder in folders:
        first = (folder / "__init__.py").read_text(encoding="utf-8").splitlines()[0]
        assert re.fullmatch(r'""".+\."""', first), folder


def test_test_folders_are_no_packages(root: Path) -> None:
    """A tests/tasks/__init__.py would hide the package `tasks`."""
    assert list((root / "tests").rglob("__init__.py")) == []


def test_no_flow_hides_a_package_that_it_imports(root: Path) -> None:
    taken = {"tasks", "schemas", "flows", "prefect", "spacy", "pandas", "pyarrow", "typer", "rich", "distributed"}
    assert not taken & {path.stem for path in (root / "flows").rglob("*.py")}
