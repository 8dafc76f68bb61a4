"""Encoding accidents undone, typography left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.clean.unicode import line, repair

CASES = {
    "pound": ("It cost Â£5m.", "It cost £5m."),
    "euro": ("It cost â‚¬5m.", "It cost €5m."),
    "curly quotes as mojibake": ("â€œYes,â€\x9d she said.", "“Yes,” she said."),
    "apostrophe as mojibake": ("the millâ€™s owner", "the mill’s owner"),
    "accent as mojibake": ("JosÃ© Farrant", "José Farrant"),
    "curly quotes stay": ("“Yes,” she said: ‘no’…", "“Yes,” she said: ‘no’…"),
    "dashes stay": ("5–7 – and — so", "5–7 – and — so"),
    "entities stay": ("AT&amp;T", "AT&amp;T"),
    "ligatures": ("ﬁnance", "finance"),
    "full width": ("￥５００", "¥500"),
    "soft hyphen and zero width": ("mill\u00adion\u200b \ufeffeuros", "million euros"),
    "joiner among letters": ("mil\u200dlion", "million"),
    "joiner in Devanagari stays": ("क्\u200dष", "क्\u200dष"),
    "control characters": ("a\x00b\x1fc\x7f", "abc"),
    "composed": ("Jose\u0301", "José"),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_repair(text: str, expected: str) -> None:
    assert repair(text) == expected


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c"])
def test_every_line_break_is_one(end: str) -> None:
    assert repair(f"a{end}b") == "a\nb"


@pytest.mark.parametrize("space", ["\u00a0", "\u2009", "\u202f", "\t", "  ", "\n", "\u3000"])
def test_a_line_has_single_blanks(space: str) -> None:
    assert line(f" €10{space}000 ") == "€10 000"


@given(st.text())
def test_repair_leaves_text_that_can_be_stored(text: str) -> None:
    mended = line(text)
    mended.encode("utf-8")
    assert "\x00" not in mended
    assert line(mended) == mended or line(line(mended)) == line(mended)


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "Zs"])))
def test_ascii_is_never_changed(text: str) -> None:
    assert repair(text) == text
