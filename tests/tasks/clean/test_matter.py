"""The matter around a text, line by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.clean import matter
from tasks.clean.matter import Dateline
from tasks.clean.words import rows

DATELINES = {
    "KYIV, Oct 14 (Reuters) - Shares rose.": Dateline("KYIV", "Oct 14"),
    "NEW YORK  (Reuters) - Not even": Dateline("NEW YORK", None),
    "LA CROSSE, Wis. (AP) — After a summer": Dateline("LA CROSSE, Wis.", None),
    "OBAN, 3 March 2021 – Ferries stopped.": Dateline("OBAN", "3 March 2021"),
    "LONDON, March 9, 2022 (Meridian Wire) - Oil rose": Dateline("LONDON", "March 9, 2022"),
    "RALEIGH, North Carolina - Insurers began": Dateline("RALEIGH, North Carolina", None),
    "(Bloomberg) -- Strategists at two banks": Dateline(None, None),
    "SAO PAULO (Meridian Wire) - The grocer": Dateline("SAO PAULO", None),
}


@pytest.mark.parametrize(("opening", "expected"), DATELINES.items(), ids=DATELINES)
def test_dateline(opening: str, expected: Dateline) -> None:
    assert matter.dateline(opening) == expected


@pytest.mark.parametrize(
    "opening",
    ["Shares rose - a little.", "The firm (ABC) - once large - fell.", "A - B", "1987 - a year", "KYIV is a city."],
)
def test_no_dateline(opening: str) -> None:
    assert matter.dateline(opening) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Nia Pryce", "Nia Pryce"),
        ("BY NIA PRYCE", "NIA PRYCE"),
        ("By Nia Pryce and Joan Lind", "Nia Pryce and Joan Lind"),
        ("By Nia Pryce, Harbour Post", "Nia Pryce, Harbour Post"),
        ("Words by Nia Pryce", "Nia Pryce"),
        ("By Monday the ferries had stopped.", None),
        ("By far the largest", None),
        ("By 3 March 2021", None),
        ("Nia Pryce", None),
    ],
)
def test_byline(line: str, expected: str | None) -> None:
    assert matter.byline(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "The firm said (as it had before) that it was well (mostly).",
        "It owns the mill (and/or the land).",
        "He left [sic]",
        "Grocer to buy rival for £3bn (Reuters)",
        "The strike cost £5m (€6m)",
        "x" * 700 + " (Reuters)",
    ],
)
def test_no_caption(line: str) -> None:
    assert matter.credited(line) is None


@pytest.mark.parametrize(
    ("line", "caption"),
    [
        ("Turbines near Oban. (Reuters photo: Joan Lind)", "Turbines near Oban."),
        ("Turbines near Oban (Photo by Joan Lind (AP))", "Turbines near Oban"),
        ("(Joan Lind/AP)", ""),
    ],
)
def test_credits_of_other_forms(line: str, caption: str) -> None:
    found = matter.credited(line)
    assert found is not None
    assert found[0] == caption


def test_a_credit_without_brackets() -> None:
    assert matter.credited("A loom in Oban. Photograph: Joan Lind/Meridian") == (
        "A loom in Oban.",
        "Photograph: Joan Lind/Meridian",
    )


@pytest.mark.parametrize("row", rows("caption_cues"), ids=lambda row: row["cue"])
def test_each_caption_cue_is_known_by_its_example(row: dict[str, str]) -> None:
    if row["kind"] == "opening":
        assert matter.opens_caption(row["example"])
    else:
        assert matter.credited(row["example"]) is not None


@pytest.mark.parametrize("row", rows("closing_lines"), ids=lambda row: row["words"])
def test_each_closing_line_is_known_by_its_example(row: dict[str, str]) -> None:
    assert matter.closing(row["example"])


@pytest.mark.parametrize(
    "row", [row for row in rows("chaff_lines") if row["kind"] != "heading"], ids=lambda row: row["words"]
)
def test_each_chaff_line_is_known_by_its_example(row: dict[str, str]) -> None:
    assert matter.leads_away(row["example"]) if row["kind"] == "heading" else matter.chaff(row["example"])


@pytest.mark.parametrize(
    "line", ["Sources said the mill would close.", "Enders said so.", "Reuters reported it first."]
)
def test_no_closing_line(line: str) -> None:
    assert not matter.closing(line)


@given(st.text())
def test_no_line_raises(line: str) -> None:
    matter.dateline(line)
    matter.byline(line)
    matter.date_line(line)
    matter.credited(line)
    matter.closing(line)
    matter.chaff(line)
