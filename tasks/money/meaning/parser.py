"""The one place where the meaning of money asks for a language pipeline."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tasks.language.legible import legible
from tasks.language.model import PARSE, load

if TYPE_CHECKING:
    from spacy.tokens import Doc


def parse(texts: Iterable[str]) -> Iterator["Doc"]:
    """One parsed Doc for each text, in order, by the default model with no entities."""
    return load(parts=PARSE).pipe(map(legible, texts), batch_size=64)
