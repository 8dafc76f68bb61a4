"""What line breaks mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.clean.paragraphs import blocks, joined, paragraphs

WIRE = """\
The state grain board of Upper Vardia said it
would sell 40,000 tonnes of barley in a tender that closes
on Friday, its first sale abroad since the floods of last
autumn.
    Traders in Port Callum said the price, thought to be
near 112 dlrs a tonne, was well below what Vardian millers
pay at home.
    The board gave no reason for the sale.
"""
TABLE = "\n".join(["Shr 15 cts vs 20 cts", "Net 1.2 mln vs 1.4 mln", "Revs 30.1 mln vs 28.8 mln", "Avg shrs 8.0 mln"])

CASES = {
    "empty lines": ("One two.\n\nThree four.", ["One two.", "Three four."]),
    "single line breaks": ("One two.\nThree four.", ["One two.", "Three four."]),
    "empty lines with blanks": ("One two. \n\n  Three four.\n \n\nFive.", ["One two.", "Three four.", "Five."]),
    "Windows line breaks": ("One two.\r\n\r\nThree four.", ["One two.", "Three four."]),
    "a table of results stays in lines": (TABLE, TABLE.split("\n")),
    "nothing": (" \n\n ", []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_paragraphs(text: str, expected: list[str]) -> None:
    assert paragraphs(text) == expected


def test_hard_wrapped_text_is_unwrapped() -> None:
    first, second, third = paragraphs(WIRE)
    assert first.startswith("The state grain board of Upper Vardia said it would sell 40,000 tonnes")
    assert second.endswith("well below what Vardian millers pay at home.")
    assert third == "The board gave no reason for the sale."


def test_blocks_keep_their_lines() -> None:
    assert blocks("Title\n\nOne.\nTwo.\n\nThree.") == [["Title"], ["One.", "Two."], ["Three."]]


@given(st.text())
def test_joined_paragraphs_are_the_same_paragraphs(text: str) -> None:
    once = paragraphs(text)
    assert paragraphs(joined(once)) == [one for part in once for one in paragraphs(part)]
    assert all("\n" not in one and one == one.strip() and one for one in once)
