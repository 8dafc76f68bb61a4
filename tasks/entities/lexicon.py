"""Reads the word lists beside this file. Every table is read once a process; an error names file and line."""

import csv
import re
from functools import cache
from importlib.resources import files

from schemas.errors import LedgerError
from tasks.entities.spelling import fold


def rows(table: str) -> list[dict[str, str]]:
    """The rows of lexicon/<table>.csv by column. Raises LedgerError at a row that is too short or too long."""
    text = (files("tasks.entities") / "lexicon" / f"{table}.csv").read_text(encoding="utf-8")
    reader = csv.DictReader(text.splitlines())
    found = []
    for row in reader:
        if None in row or None in row.values():
            raise LedgerError(f"lexicon/{table}.csv, line {reader.line_num}: it needs {reader.fieldnames}, has {row}.")
        found.append(row)
    return found


@cache
def nationalities() -> dict[str, str]:
    """Folded adjectives and names of peoples to the country's ISO code, "" for a group of no one country."""
    return {fold(row["word"]): row["country"] for row in rows("nationalities")}


@cache
def organisations() -> dict[str, str]:
    """Folded ways to write a well-known organisation to its name."""
    return {fold(row["written"]): row["name"] for row in rows("organisations")}


@cache
def long_names() -> frozenset[str]:
    """Folded names of several words: organisations, landmarks, countries and their other names."""
    named = (("organisations", "written"), ("landmarks", "name"), ("countries", "name"), ("aliases", "alias"))
    return frozenset(fold(row[column]) for table, column in named for row in rows(table) if " " in row[column])


@cache
def acronyms() -> frozenset[str]:
    """The well-known organisations that are written in capitals, as written."""
    return frozenset(row["written"] for row in rows("organisations") if row["written"].isupper())


@cache
def long_organisations() -> frozenset[str]:
    """The well-known organisations with names of several words, as written."""
    return frozenset(row["written"] for row in rows("organisations") if " " in row["written"])


@cache
def actions(of: str) -> str:
    """A pattern of what a team does in a "contest", who is in its "squad", what a "person" or a "work" does."""
    found = sorted((row["action"] for row in rows("actions") if row["of"] == of), key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, found))})"


@cache
def table_words() -> frozenset[str]:
    """Words that stand before numbers as names do, but name nothing."""
    return frozenset(row["word"] for row in rows("table_words"))


@cache
def common_words() -> frozenset[str]:
    """Words that news writes small, nearly always."""
    return frozenset(row["word"] for row in rows("words"))


@cache
def class_nouns() -> dict[str, str]:
    """Nouns that say what a name is ("a town"), to the label of such a name."""
    return {row["noun"]: row["label"] for row in rows("class_nouns")}


@cache
def class_nouns_before() -> dict[str, str]:
    """Those that stand right before a name too ("drummer Dave Velmont")."""
    return {row["noun"]: row["label"] for row in rows("class_nouns") if row["before"]}


@cache
def titles() -> frozenset[str]:
    """Folded titles before a person's name."""
    return frozenset(fold(row["title"]) for row in rows("titles"))


@cache
def name_words(place: str) -> dict[str, str]:
    """Folded words that tell what a name is, to its label: at the name's "head", its "tail", or a "legal" form."""
    return {fold(row["word"]): row["label"] for row in rows("name_words") if row["place"] == place}


@cache
def place_cues() -> frozenset[str]:
    """Folded words before a name that make it a place."""
    return frozenset(fold(row["before"]) for row in rows("place_cues"))


@cache
def given_names() -> frozenset[str]:
    """Folded first names."""
    return frozenset(fold(row["name"]) for row in rows("names") if row["kind"] == "given")


@cache
def person_names() -> frozenset[str]:
    """Folded names that a person may bear, first or last."""
    return given_names() | surnames()


@cache
def surnames() -> frozenset[str]:
    """Folded family names."""
    return frozenset(fold(row["name"]) for row in rows("names") if row["kind"] == "surname")
