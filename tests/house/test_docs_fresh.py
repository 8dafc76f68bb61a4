"""Generated pages are what their generator makes today."""

from pathlib import Path

from flows import reference
from flows.cli import app
from schemas import dictionary


def test_the_data_dictionary_is_fresh(root: Path) -> None:
    written = (root / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == dictionary.render(), "Run `newsledger dictionary --write`."


def test_the_command_reference_is_fresh(root: Path) -> None:
    written = (root / "docs" / "command-line.md").read_text(encoding="utf-8")
    assert written == reference.render(app), "Run `newsledger reference --write`."
