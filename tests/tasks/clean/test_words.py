"""The lexicons' reader."""

from pathlib import Path

import pytest

from schemas.errors import NonConforming
from tasks.clean import words

LEXICONS = ["zones", "field_names", "page_names", "page_sections", "caption_cues", "closing_lines", "chaff_lines"]


@pytest.mark.parametrize("name", LEXICONS)
def test_no_row_repeats_another_and_each_has_an_example(name: str) -> None:
    found = words.rows(name)
    keys = [tuple(row[column] for column in row if column not in {"example", "note"}) for row in found]
    assert len(set(keys)) == len(keys)
    assert all(row["example"] for row in found)


def test_a_broken_row_is_told_with_file_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "broken.csv").write_text("a,b\n1,2\n3\n")
    monkeypatch.setattr(words, "files", lambda _: tmp_path)
    with pytest.raises(NonConforming, match=r"broken\.csv line 3"):
        words.rows("broken")
