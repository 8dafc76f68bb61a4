"""Every Python snippet of docs/analysts.md runs as it stands, in a folder that holds a lake, and shows something."""

import re
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "analysts.md"
TEXT = PAGE.read_text(encoding="utf-8")
SNIPPETS = [
    pytest.param(found[1], TEXT[: found.start()].count("\n") + 1, id=f"line_{TEXT[: found.start()].count(chr(10)) + 2}")
    for found in re.finditer(r"^```python\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
]


@pytest.fixture
def desk(sample_lake: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An analyst's folder in which the sample lake is found as `lake`."""
    (tmp_path / "lake").symlink_to(sample_lake, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_has_snippets() -> None:
    assert len(SNIPPETS) >= 5


@pytest.mark.parametrize(("code", "line"), SNIPPETS)
def test_a_snippet_runs_and_shows_something(
    code: str, line: int, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names: dict[str, Any] = {}
    # Empty lines put the code where it stands in the page, so that a traceback names the page's own line.
    exec(compile("\n" * line + code, str(PAGE), "exec"), names)
    shown = capsys.readouterr().out
    assert shown.strip()
    assert "Empty DataFrame" not in shown
    assert "Series([]" not in shown
