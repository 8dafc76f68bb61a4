"""Lexicons are data that can be read and traced: a head, no repeats, an example in each row, a source for each file."""

import csv
from collections import Counter
from pathlib import Path

# Lists of facts copied from a reference, where a row is its own example.
REFERENCE_LISTS = {"cities.csv", "countries.csv", "names.csv", "regions.csv", "weights.csv", "words.csv"}


def rows_of(lexicon: Path) -> list[list[str]]:
    """All lines of the CSV, the head first."""
    with lexicon.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, strict=True))


def test_a_lexicon_names_its_columns(lexicon: Path) -> None:
    head = rows_of(lexicon)[0]
    assert all(head)
    assert len(head) == len(set(head))


def test_every_row_has_as_many_cells_as_the_head(lexicon: Path) -> None:
    head, *rows = rows_of(lexicon)
    assert rows
    assert [number for number, row in enumerate(rows, start=2) if len(row) != len(head)] == []


def test_no_row_is_repeated(lexicon: Path) -> None:
    counted = Counter(map(tuple, rows_of(lexicon)))
    assert [row for row, times in counted.items() if times > 1] == []


def test_every_row_shows_an_example(lexicon: Path) -> None:
    head, *rows = rows_of(lexicon)
    if lexicon.name not in REFERENCE_LISTS:
        place = head.index("example")
        assert [number for number, row in enumerate(rows, start=2) if not row[place].strip()] == []


def test_the_file_is_named_among_the_sources(lexicon: Path) -> None:
    """SOURCES.md stands beside the file or, for a language's folder, one above."""
    beside = [folder / "SOURCES.md" for folder in (lexicon.parent, lexicon.parent.parent)]
    told = "".join(path.read_text(encoding="utf-8") for path in beside if path.exists())
    assert lexicon.name in told, f"Tell in {beside[0]} where {lexicon.name} is from."
