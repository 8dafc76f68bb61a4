"""The one place where the meaning of money asks for a language pipeline."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from tasks.language.legible import legible
from tasks.language.model import PARSE, load, zone

if TYPE_CHECKING:
    from spacy.tokens import Doc


def parse(texts: Iterable[str]) -> Iterator["Doc"]:
    """One parsed Doc for each text, in order, by the default model with no entities."""
    return load(parts=PARSE).pipe(map(legible, texts), batch_size=64)


def parsing() -> AbstractContextManager[object]:
    """A block for what is parsed, at whose end all Docs are let go and the words that they brought may be forgotten."""
    return zone(load(parts=PARSE))
