"""The language of a body."""

import pytest

from tasks.clean.language import language


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("The mill reopened on Monday after nine years, and the whole valley came to see it.", "en"),
        ("Die Weberei hat am Montag nach neun Jahren wieder geöffnet, und das ganze Tal kam.", "de"),
        ("La fábrica volvió a abrir el lunes después de nueve años y todo el valle vino a verla.", "es"),
    ],
)
def test_language_is_told_by_the_text(body: str, expected: str) -> None:
    assert language(body, "fr") == expected


@pytest.mark.parametrize(("given", "expected"), [("en-GB", "en"), ("EN", "en"), ("english", None), (None, None)])
def test_a_short_text_is_believed_what_it_says(given: str | None, expected: str | None) -> None:
    assert language("Mill reopens", given) == expected
