"""The sources file: outlets named by domain, and mistakes told with their line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.errors import BadInput
from tasks.ingest.document import Document
from tasks.ingest.outlets import Outlet, load

GOOD = """lake = "data/lake"

[outlets."harbourpost.example"]
name = "Harbour Post"
feed = "https://www.harbourpost.example/rss"
country = "AU"
language = "en"
currency = "AUD"
"""


def test_outlets_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD)
    assert load(tmp_path / "a.toml") == {
        "harbourpost.example": Outlet("Harbour Post", "https://www.harbourpost.example/rss", "AU", "en", "AUD")
    }


WRONG = {
    "no TOML": ("lake = [\n1 2]", "line 2"),
    "no domain": ('\n[outlets."Harbour Post"]\nname = "x"', ":2: no outlet"),
    "unknown key": (GOOD + 'curency = "GBP"', ":9: no key 'curency'"),
    "no currency": (GOOD.replace('"AUD"', '"dollars"'), ":8: currency = 'dollars'"),
    "no country": (GOOD.replace('"AU"', "61"), ":6: country = 61"),
}


@pytest.mark.parametrize(("text", "told"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(BadInput, match=r"a\.toml") as raised:
        load(tmp_path / "a.toml")
    assert told in str(raised.value)


def test_a_page_has_the_name_of_its_outlet(found: Callable[..., list[Document]]) -> None:
    outlets = {"harbourpost.example": Outlet("Harbour Post")}
    page = b'<html><link rel="canonical" href="https://www.harbourpost.example/mill"><p>Mill.'
    (document,) = found(page, outlets=outlets)
    assert document.source == "Harbour Post"
