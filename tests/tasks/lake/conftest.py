"""Lakes to test on."""

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tasks.lake.lake import Lake

sys.path.append(str(Path(__file__).parent))  # for `invented`, which the fault scripts share


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """A new lake, by month."""
    return Lake.open(tmp_path / "lake")


@pytest.fixture
def tree() -> Callable[[Path], dict[str, str]]:
    """Tells each file and folder below a path with a hash of its bytes."""

    def hashed(root: Path) -> dict[str, str]:
        content = {path: path.read_bytes() if path.is_file() else b"" for path in root.rglob("*")}
        return {str(path.relative_to(root)): hashlib.sha256(held).hexdigest() for path, held in content.items()}

    return hashed
