"""Which files paths, folders and globs stand for."""

import re
from pathlib import Path

import pytest

from schemas.errors import BadInput
from tasks.ingest.places import places


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.txt", "deep/c.txt", ".hidden.txt", ".git/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    return tmp_path


def names(found: list[str], folder: Path) -> list[str]:
    return [str(Path(one).relative_to(folder)) for one in found]


def test_a_folder_is_read_in_order_without_hidden_files(folder: Path) -> None:
    assert names(list(places([str(folder)])), folder) == ["a.txt", "b.txt", "deep/c.txt"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("*.txt", ["a.txt", "b.txt"]), ("**/*.txt", ["a.txt", "b.txt", "deep/c.txt"]), ("dee?", ["deep/c.txt"])],
)
def test_globs(folder: Path, pattern: str, expected: list[str]) -> None:
    assert names(list(places([str(folder / pattern)])), folder) == expected


def test_a_file_given_twice_is_read_once(folder: Path) -> None:
    assert names(list(places([str(folder / "b.txt"), str(folder)])), folder) == ["b.txt", "a.txt", "deep/c.txt"]


def test_a_link_back_to_a_folder_above_ends(folder: Path) -> None:
    (folder / "deep" / "up").symlink_to(folder, target_is_directory=True)
    assert names(list(places([str(folder)])), folder) == ["a.txt", "b.txt", "deep/c.txt"]


@pytest.mark.parametrize("given", ["missing.txt", "*.nothing", "https://example.com/a", "a\0b"])
def test_what_is_not_there_is_told_at_once(folder: Path, given: str) -> None:
    with pytest.raises(BadInput, match=re.escape(given)):
        places([given if given.startswith("http") else str(folder / given)])


def test_standard_input_stands_for_itself() -> None:
    assert list(places(["-", "-"])) == ["-"]
