"""An analyst imports newsledger from a folder of their own, whatever modules lie there."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """An analyst's folder with modules named like our packages, which must never be imported."""
    for name in ("schemas", "tasks", "flows"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('a decoy was imported')\n", encoding="utf-8")
    return tmp_path


def run(code: str, desk: Path, root: Path) -> str:
    """What the code prints when run at the desk."""
    environment = os.environ | {"PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=desk, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_no_function_of_it_imports_a_package_of_ours_later(root: Path) -> None:
    tree = ast.parse((root / "newsledger.py").read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    modules = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module or "." for node in imports if isinstance(node, ast.ImportFrom)}
    assert not {module.split(".")[0] for module in modules} & {"schemas", "tasks", "flows", "prefect", "spacy", ""}


def test_the_decoys_would_be_found(desk: Path, root: Path) -> None:
    """Without this the tests below would pass for the wrong reason."""
    with pytest.raises(AssertionError, match="a decoy was imported"):
        run("import schemas", desk, root)


def test_it_opens_beside_decoys(desk: Path, root: Path) -> None:
    names = run("import newsledger; print(*newsledger.__all__)", desk, root).split()
    assert {"describe", "read", "tables"} <= set(names)


def test_it_brings_neither_prefect_nor_a_language_model(desk: Path, root: Path) -> None:
    code = "import sys, newsledger; print({'prefect', 'spacy', 'typer'} & set(sys.modules))"
    assert run(code, desk, root) == "set()\n"
