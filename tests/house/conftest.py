"""The house's own files, for tests that look at the source rather than run it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = (".ci", "benchmarks", "docs", "flows", "schemas", "tasks", "tests")
LOOSE = ("*.md", "*.py", "*.toml", "*.lock", "Makefile", "data/*.md")
FOUND = ROOT / "tests" / "fuzz" / "cases"  # bytes that broke a reader once, of no encoding
WRITTEN = {"", ".csv", ".lock", ".md", ".py", ".sh", ".toml"}  # suffixes of what people write


def _files() -> Iterator[Path]:
    for pattern in LOOSE:
        yield from sorted(ROOT.glob(pattern))
    for room in ROOMS:
        found = (path for path in sorted((ROOT / room).rglob("*")) if path.is_file())
        yield from (path for path in found if "__pycache__" not in path.parts and FOUND not in path.parents)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One case a file, under the file's path, for tests that ask for a `page` or a `lexicon`."""
    kinds = {
        "page": [path for path in _files() if path.suffix == ".md"],
        "lexicon": [path for path in _files() if path.suffix == ".csv" and "lexicon" in path.parts],
    }
    for name in kinds.keys() & set(metafunc.fixturenames):
        metafunc.parametrize(name, kinds[name], ids=[path.relative_to(ROOT).as_posix() for path in kinds[name]])


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT


@pytest.fixture(scope="session")
def sources() -> dict[str, str]:
    """The text of every file in the house that people write, by its path from the root."""
    written = (path for path in _files() if path.suffix in WRITTEN)
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in written}
