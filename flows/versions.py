"""What made a row: the versions of program, model and words."""

from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from flows.settings import Settings

TASKS = Path(__file__).parent.parent / "tasks"


def versions(settings: Settings) -> dict[str, str]:
    """The versions of newsledger, model, spaCy and lexicons that a run works with."""
    return {
        "newsledger": version("newsledger"),
        "model": settings.model,
        "spacy": version("spacy"),
        "lexicons": lexicons(TASKS),
    }


@cache
def lexicons(root: Path) -> str:
    """One hash of all lexicons below a folder, their names and their bytes: a word more or less changes it."""
    total = blake2b(digest_size=8)
    for path in sorted(root.rglob("lexicon/**/*.csv")):
        total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()
