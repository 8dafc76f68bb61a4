"""Texts in, mentions of named things out: the model's spans, cut and trimmed, their labels repaired, named for good."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tasks.entities import capitals, extent, labels, naming
from tasks.entities.entity import LABELS, Entity
from tasks.language import model as language
from tasks.language.legible import legible


def find(texts: Sequence[str], *, model: str = language.DEFAULT, repair: bool = True) -> list[list[Entity]]:
    """The entities of each text in order of their place, none overlapping another.

    With `repair` off every label is the model's and nothing is added to what the model saw. Raises MissingModel.
    """
    return list(stream(texts, model=model, repair=repair))


def stream(
    texts: Iterable[str], *, model: str = language.DEFAULT, repair: bool = True, values: bool = False
) -> Iterator[list[Entity]]:
    """As `find`, for texts that do not all fit into memory; with `values` also dates, times, numbers and amounts.

    Those are the model's own and name nothing: their id is the slug of their wording.
    """
    nlp = language.load(model)
    waiting: deque[tuple[str, str]] = deque()

    def handed(given: Iterable[str]) -> Iterator[str]:
        for text in given:
            clear = legible(text)
            waiting.append((text, clear))
            yield capitals.levelled(clear) if repair else clear

    for found in language.entities_of(nlp, handed(texts)):
        text, clear = waiting.popleft()
        mentions = _entities(clear, found, repair=repair)
        if clear is not text:
            mentions = [replace(one, surface=text[one.start : one.end]) for one in mentions]
        yield mentions if values else [one for one in mentions if one.label in LABELS]


def _entities(text: str, found: Iterable[tuple[int, int, str]], *, repair: bool) -> list[Entity]:
    spans = extent.spans(text, found)
    if repair:
        spans = labels.repaired(text, spans)
    return naming.named(text, spans)
