"""The written pages do not lie about commands, files and headings."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from flows.cli import app

OUTSIDE = ("http://", "https://", "mailto:")


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_commands_are_in_the_makefile(root: Path, name: str) -> None:
    targets = set(re.findall(r"^([a-z][\w-]*):", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    told = set(re.findall(r"\bmake ([a-z][\w-]*)", _code((root / name).read_text(encoding="utf-8"))))
    assert told
    assert told <= targets


def test_commands_of_the_program_exist(page: Path) -> None:
    known = set(get_command(app).commands)  # type: ignore[attr-defined]  # with several commands it is a group
    told = set(re.findall(r"\bnewsledger ([a-z]+)\b", _code(page.read_text(encoding="utf-8"))))
    assert told <= known


def test_the_readme_names_every_room(root: Path) -> None:
    rooms = {path.name for path in root.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))}
    rooms -= {"build", "dist", "newsledger.egg-info", "lake"}
    text = (root / "README.md").read_text(encoding="utf-8")
    assert [room for room in sorted(rooms) if f"{room}/" not in text] == []


def test_links_resolve(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if not link.startswith(OUTSIDE)]
    assert [link for link in links if not _resolves(link, page)] == []


def _code(text: str) -> str:
    """The code blocks and code spans of a page."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))


def _resolves(link: str, page: Path) -> bool:
    name, _, anchor = link.partition("#")
    target = (page.parent / name) if name else page
    if not target.exists():
        return False
    return not anchor or anchor in _anchors(target)


def _anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives a page's headings: lower case, punctuation gone, spaces as hyphens."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
