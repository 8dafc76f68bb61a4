"""Articles in plain text."""

from hypothesis import given
from hypothesis import strategies as st

from tasks.clean.text import draft

ARTICLE = """\
Looms run again at Strathoban mill

After nine years of silence, sixty weavers return.

A weaver threads a loom at the mill, which was built in 1874 and closed in the year of the great flood.
Sheep above the village, whose wool the mill will buy [File: Joan Lind/Meridian Pictures]

The mill at Strathoban reopened on Monday, nine years after it closed.

“I kept my apron,” said one weaver.

A loom in the main hall (Photo: Joan Lind)

Its owner has spent £4m on the roof.

Source: Harbour Post and agencies
"""


def test_each_part_is_in_its_place() -> None:
    found = draft(ARTICLE)
    assert found.title == "Looms run again at Strathoban mill"
    assert found.standfirst == "After nine years of silence, sixty weavers return."
    assert len(found.captions) == 3
    assert list(found.credits) == [
        "File: Joan Lind/Meridian Pictures",
        "Photo: Joan Lind",
        "Source: Harbour Post and agencies",
    ]
    assert list(found.paragraphs) == [
        "The mill at Strathoban reopened on Monday, nine years after it closed.",
        "“I kept my apron,” said one weaver.",
        "Its owner has spent £4m on the roof.",
    ]


def test_byline_and_date_line_stand_apart() -> None:
    found = draft("Looms run again\n\nBy Nia Pryce\n\n3 March 2021\n\nThe mill reopened.\n\nIt had been closed.")
    assert (found.byline, [one.text for one in found.dates]) == ("Nia Pryce", ["3 March 2021"])
    assert list(found.paragraphs) == ["The mill reopened.", "It had been closed."]


def test_a_dateline_opens_the_body_and_dates_it() -> None:
    found = draft("Looms run again\n\nSixty weavers return.\n\nOBAN, 3 March 2021 – The mill reopened.\n\nAll came.")
    assert found.standfirst == "Sixty weavers return."
    assert found.paragraphs[0].startswith("OBAN, 3 March 2021")
    assert [(one.text, one.basis) for one in found.dates] == [("3 March 2021", "dateline")]


def test_a_first_paragraph_is_no_standfirst() -> None:
    found = draft("Looms run again\n\nThe mill reopened.\n\nIt had been closed.")
    assert (found.standfirst, list(found.paragraphs)) == (None, ["The mill reopened.", "It had been closed."])


def test_text_alone_has_no_title() -> None:
    found = draft("The mill reopened. It had been closed.")
    assert (found.title, list(found.paragraphs)) == (None, ["The mill reopened. It had been closed."])


def test_a_wire_signs_off_in_the_credit() -> None:
    found = draft("Looms run again\n\nThe mill reopened. (Reporting by Nia Pryce; Editing by Joan Lind)\n\nReuter")
    assert list(found.paragraphs) == ["The mill reopened."]
    assert "Reuter" in found.credits
    assert "Reporting by Nia Pryce; Editing by Joan Lind" in found.credits


@given(st.text("Aacdt 1.:\n()[/]-"))
def test_no_letter_is_lost(text: str) -> None:
    found = draft(text)
    parts = [found.title, found.standfirst, found.byline, *found.paragraphs, *found.captions, *found.credits]
    kept = "".join(part or "" for part in parts)
    assert sorted(filter(str.isalpha, kept)) == sorted(filter(str.isalpha, text))


@given(st.lists(st.from_regex(r"[A-Z][a-z]{3,9}( [a-z]{2,9}){5,12}\.", fullmatch=True), min_size=2, max_size=6))
def test_plain_sentences_all_stay_in_the_body(sentences: list[str]) -> None:
    assert list(draft("\n\n".join(sentences)).paragraphs) == sentences
