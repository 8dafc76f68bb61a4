"""Words that must not stand in any file of the house."""

import re

import pytest

FORBIDDEN = {
    "a path of one machine": r"(?<![\w.~])/(?:work|root|home|Users|tmp)/\w",
    "an unfinished place": r"\b(?:TODO|FIXME|XXX|NotImplementedError)\b",
    "any exception caught without reason": r"^(?! *#).*\n *except(?: \(?(?:Base)?Exception\)?(?: as \w+)?)?:(?!  # \w)",
    "an ignored type without code and reason": r"# type: ignore(?!\[[\w-]+(?:, ?[\w-]+)*\]  # \w)",
    "an ignored lint without code and reason": r"# noqa(?!: [A-Z]+\d+(?:, ?[A-Z]+\d+)*(?:  #| -) \w)",
    "a registry's address": r"\bpypi\.org|pythonhosted\.org|--(?:extra-)?index-url",
}


@pytest.mark.parametrize("pattern", FORBIDDEN.values(), ids=[name.replace(" ", "_") for name in FORBIDDEN])
def test_no_file_holds(sources: dict[str, str], pattern: str) -> None:
    guilty = [
        f"{name}: {found[0].strip()}"
        for name, text in sources.items()
        for found in re.finditer(pattern, text, re.MULTILINE)
        if name != "tests/house/test_words.py"
    ]
    assert guilty == []


@pytest.mark.parametrize(
    ("pattern", "guilty", "innocent"),
    [
        ("a path of one machine", "open('/home/ann/x')", "see https://example.org/home/page and data/home/x"),
        ("an unfinished place", "# TODO: later", "a to-do list"),
        ("any exception caught without reason", "try: x()\nexcept Exception as error:", "try: x()\nexcept ValueError:"),
        ("any exception caught without reason", "try: x()\nexcept:", "# why no fault may end it\nexcept:"),
        ("an ignored type without code and reason", "x  # type: ignore", "x  # type: ignore[misc]  # Arrow's stubs"),
        ("an ignored lint without code and reason", "x  # noqa: E501", "x  # noqa: E501  # one long address"),
        ("a registry's address", "pip install --index-url x", "pip install -r requirements.lock"),
    ],
)
def test_a_pattern_finds_the_guilty_only(pattern: str, guilty: str, innocent: str) -> None:
    assert re.search(FORBIDDEN[pattern], guilty, re.MULTILINE)
    assert not re.search(FORBIDDEN[pattern], innocent, re.MULTILINE)
