"""What is fuzzed: for each target a function of bytes that raises where a promise does not hold, and its seeds."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import seeds

from schemas.articles import ARTICLES
from schemas.conform import conform
from schemas.raw import RAW
from schemas.rejects import REASONS
from tasks.clean.article import clean
from tasks.clean.draft import Refusal
from tasks.entities import extent, labels, naming
from tasks.entities.entity import LABELS
from tasks.entities.mentions import find
from tasks.ingest.arrival import Arrival
from tasks.ingest.file import File
from tasks.ingest.formats import FORMATS, Format
from tasks.ingest.read import of_format
from tasks.limits import Limits
from tasks.money.parse import parse_record

SEEN = datetime(2024, 5, 1, tzinfo=UTC)
KNOWN = REASONS.keys() - {"failed"}  # which names a fault of the program's own
CASES = Path(__file__).with_name("cases")
LIMITS = Limits(document=2**16, unpacked=2**18)  # small, so that an input reaches them soon


@dataclass(frozen=True, slots=True)
class Target:
    """What is called with bytes, and what it is first called with."""

    call: Callable[[bytes], None]
    seeds: tuple[bytes, ...]


def parse(data: bytes) -> None:
    """Amounts: every mention stands where it says, and the answer is JSON."""
    _parsed(data, "money")


def meaning(data: bytes) -> None:
    """Amounts and what they mean."""
    _parsed(data, "all")


def _parsed(data: bytes, fields: Any) -> None:
    text = data.decode("utf-8", "surrogatepass") if _is_utf8(data) else data.decode("latin-1")
    answer = parse_record({"id": 1, "text": text, "title": text[:40]}, fields)
    for mention in answer["mentions"]:
        assert text[mention["start"] : mention["end"]] == mention["surface"]
    json.dumps(answer, allow_nan=False)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def entities(data: bytes) -> None:
    """Entities: each stands where it says, and none overlaps another."""
    text = data.decode("utf-8", "surrogateescape")
    last = 0
    for one in find([text])[0]:
        assert last <= one.start < one.end
        assert text[one.start : one.end] == one.surface
        last = one.end


def repairs(data: bytes) -> None:
    """The repairs of entities, on spans that no model would give."""
    marks, _, rest = data.partition(b"\n")
    text = rest.decode("utf-8", "surrogateescape")
    kinds = sorted(LABELS)
    places = sorted({mark % (len(text) + 1) for mark in marks})
    spans = [(a, b, kinds[b % len(kinds)]) for a, b in zip(places[::2], places[1::2], strict=False)]
    named = naming.named(text, labels.repaired(text, extent.spans(text, spans)))
    assert all(text[one.start : one.end] == one.surface for one in named)


def cleaning(media_type: str) -> Callable[[bytes], None]:
    """Cleaning of that kind: an article that fits its table, or a refusal with a known reason."""

    def call(data: bytes) -> None:
        row = dict.fromkeys(RAW.schema.names) | {"content": data, "media_type": media_type, "first_seen_at": SEEN}
        outcome = clean(row | {"article_id": "a", "document_id": "d"})
        if isinstance(outcome, Refusal):
            assert outcome.reason in KNOWN
            return
        conform([outcome], ARTICLES)
        assert outcome["body"].strip()

    return call


def reading(format: Format) -> Callable[[bytes], None]:
    """Reading of that format: documents that fit their table, each refused for a known reason or with its bytes."""

    def call(data: bytes) -> None:
        file = File.of("a", Arrival(SEEN, limits=LIMITS), io.BytesIO(data), origin=io.BytesIO(data))
        rows = []
        for document in of_format(file, format):
            assert document.refusal is None or document.refusal.reason in KNOWN
            assert len(document.content) <= LIMITS.document
            rows.append({name: getattr(document, name, None) for name in RAW.schema.names} | {"run_id": "r"})
        conform(rows, RAW)

    return call


TEXTS = tuple(text.encode() for text in seeds.TEXTS)
TARGETS: dict[str, Target] = {
    "parse": Target(parse, TEXTS),
    "meaning": Target(meaning, TEXTS),
    "entities": Target(entities, TEXTS),
    "repairs": Target(repairs, tuple(b"\x00\x07\x0d\x12\x20\x28\n" + text for text in TEXTS)),
    "clean-page": Target(cleaning("text/html"), (seeds.PAGE,)),
    "clean-text": Target(cleaning("text/plain"), TEXTS),
    "clean-record": Target(cleaning("application/json"), (seeds.RECORD,)),
    **{f"read-{one.name}": Target(reading(one), seeds.FILES[one.name]) for one in FORMATS},
}


def cases(name: str) -> Iterator[bytes]:
    """The seeds of a target, and what broke it before."""
    yield from TARGETS[name].seeds
    yield from (path.read_bytes() for path in sorted((CASES / name).glob("*")))
