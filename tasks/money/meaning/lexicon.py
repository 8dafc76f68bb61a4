"""The cue tables beside this module, read once: nouns, verbs, frames, status cues, phrases and party nouns."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Cue:
    """What a noun or a verb with its relation says of an amount. `figure_type` may be `flow/price`: by its size."""

    figure_type: str
    frame: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern on the text left or right of an amount, within its sentence, and what it says."""

    side: str
    pattern: re.Pattern[str]
    figure_type: str


def rows(table: str) -> Iterator[dict[str, str]]:
    """The rows of `lexicon/<table>.csv`. A row that lacks a cell raises ValueError with file and line.

    >>> next(rows("parties"))["noun"]
    'company'
    """
    name = f"{table}.csv"
    text = (files("tasks.money.meaning") / "lexicon" / name).read_text(encoding="utf-8")
    reader = csv.DictReader(text.splitlines(), strict=True)
    for row in reader:
        if None in row or None in row.values():
            cells = list(row.values())
            raise ValueError(f"{name}, line {reader.line_num}: want the cells {reader.fieldnames}, got {cells}")
        yield row


@cache
def nouns() -> Mapping[str, Cue]:
    """Cue by noun: a lemma, a word form, or up to three words; a hyphen is a word, as the tokenizer has it."""
    return {row["noun"].replace("-", " - "): Cue(row["figure_type"], row["frame"]) for row in rows("nouns")}


@cache
def verbs() -> Mapping[tuple[str, str], Cue]:
    """Cue by verb lemma (with its particle) and the relation in which the amount stands to it."""
    return {(row["verb"], row["relation"]): Cue(row["figure_type"], row["frame"]) for row in rows("verbs")}


@cache
def frames() -> Mapping[str, Mapping[str, str]]:
    """Role (payer, recipient) by frame and slot, e.g. `frames()["buy"]["subject"] == "payer"`; order is preference."""
    return {
        row["frame"]: {slot: role for role in ("payer", "recipient") for slot in row[role].split()}
        for row in rows("frames")
    }


@cache
def status_cues() -> Mapping[tuple[str, str], str]:
    """What a word says of status, by word and kind (modal, verb, adjective, noun)."""
    return {(row["cue"], row["kind"]): row["status"] for row in rows("status")}


@cache
def phrases() -> tuple[Phrase, ...]:
    """The phrase patterns, in their order in the table: the first that matches speaks."""
    return tuple(
        Phrase(row["side"], re.compile(row["pattern"], re.IGNORECASE), row["figure_type"]) for row in rows("phrases")
    )


@cache
def party_nouns() -> Mapping[str, str]:
    """Nouns of people and bodies, with how they act.

    `one` may stand for a name ("the company"), `many` stands for itself, `none` acts for others and is no party.
    """
    return {row["noun"]: row["number"] for row in rows("parties")}


@cache
def words(kind: str) -> frozenset[str]:
    """The words of one kind in `lexicon/words.csv`, e.g. those that look through to another noun (`a total of`)."""
    return frozenset(row["word"] for row in rows("words") if row["kind"] == kind)
