"""Whole pages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.clean.draft import Draft, Refusal
from tasks.clean.html import LARGEST, draft, is_markup

SENTENCES = [
    "The mill at Strathoban reopened on Monday, nine years after its owner had closed it and sent the weavers home.",
    "Its new owner, a co-operative of two hundred villagers, has spent £4m on the roof and a further £1.2m on looms.",
    "“I kept my apron, and I was right to,” said one of the weavers, who had worked in the mill since she was sixteen.",
]
PAGE = f"""<!doctype html><html lang="en-GB"><head><title>Looms run again | Harbour Post</title>
<meta property="og:title" content="Looms run again"><meta name="author" content="Nia Pryce">
<meta property="article:published_time" content="2021-03-04T10:00:00+01:00">
<meta property="og:description" content="Sixty weavers return."></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/b">Business</a></li></ul></nav>
<article><h1>Looms run again</h1><p class="standfirst">Sixty weavers return.</p>
<figure><img src="x.jpg"><figcaption>A loom [File: Joan Lind]</figcaption></figure>
<p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p><div class="newsletter"><p>Get our letter</p></div>
<h2>What comes next</h2><ul><li>Sixty weavers work.</li><li>They earn £14.80 an hour.</li></ul>
<p>{SENTENCES[2]}</p><p>READ MORE: <a href="/x">Ferries stop</a></p></article>
<footer><p>Copyright Harbour Post</p></footer></body></html>"""


def test_each_part_is_in_its_place() -> None:
    found = draft(PAGE.encode())
    assert isinstance(found, Draft)
    assert (found.title, found.standfirst, found.byline) == ("Looms run again", "Sixty weavers return.", "Nia Pryce")
    assert (list(found.captions), list(found.credits)) == (["A loom"], ["File: Joan Lind"])
    assert found.dates[0].text == "2021-03-04T10:00:00+01:00"
    assert found.dates[0].basis == "meta"
    assert list(found.paragraphs) == [
        *SENTENCES[:2],
        "What comes next",
        "Sixty weavers work.",
        "They earn £14.80 an hour.",
        SENTENCES[2],
    ]


RUNNING = "".join(f"<p>{one}</p>" for one in SENTENCES * 3)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(
            "".join(f'<div class="promo">{RUNNING}</div>' for _ in range(4)), id="every block is named a promotion"
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": "'
            + " ".join(SENTENCES * 3)
            + '"}</script><p>Our site needs scripts to show you this page in full.</p>',
            id="only the metadata has the text",
        ),
        pytest.param(f"<div class={'x' * 1_100_000}>{RUNNING}</div>", id="an attribute as large as pages"),
    ],
)
def test_the_article_is_found_where_it_is(page: str) -> None:
    found = draft(f"<html><body>{page}</body></html>")
    assert isinstance(found, Draft)
    assert all(one in " ".join(found.paragraphs) for one in SENTENCES)


def test_a_first_sentence_that_describes_the_page_stays_in_the_body() -> None:
    head = f'<head><meta name="description" content="{SENTENCES[0]}"></head>'
    found = draft(f"<html>{head}<body><article><h1>Looms run again</h1>{RUNNING}</article></body></html>")
    assert isinstance(found, Draft)
    assert (found.standfirst, found.paragraphs[0]) == (None, SENTENCES[0])


def test_a_page_of_many_megabytes_is_refused_unread() -> None:
    found = draft(b" " * (LARGEST + 1))
    assert isinstance(found, Refusal)
    assert found.reason == "too_much"


@pytest.mark.parametrize("page", [b"", b"<html></html>", b"<html><body><nav>Home</nav></body></html>", b"\x00\x01\x02"])
def test_a_page_without_an_article_is_refused(page: bytes) -> None:
    found = draft(page)
    assert isinstance(found, Refusal)
    assert found.reason == "no_text"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("<p>Mill</p>", True), ("a<br/>b", True), ("Profit < loss > none", False), ("Phillips <P> rose", False)],
)
def test_is_markup(text: str, expected: bool) -> None:
    assert is_markup(text) is expected


PIECES = [
    *["<p>", "</p>", "<div class=image>", "</div>", "<img>", "<a href=x>", "</a>", "<h1>", "<h2>Related", "<ul><li>"],
    *["</ul>", "<article>", "<figcaption>", "<table><tr><td>", "<script>", "<!--", "&#0;", "Image: x", "<figure>"],
    *["<blockquote>", "<br>", "<time datetime=x>", "<meta name=author>", "\x00", "\ud800", *SENTENCES],
]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_no_markup_raises(pieces: list[str]) -> None:
    page = "<html><body>" + "".join(pieces)
    assert isinstance(draft(page), Draft | Refusal)


def test_the_lines_over_the_text_leave_the_body() -> None:
    lines = "<p>By Nia Pryce</p><p>4 March 2021</p>"
    found = draft(PAGE.replace(f"<p>{SENTENCES[0]}", f"{lines}<p>{SENTENCES[0]}"))
    assert isinstance(found, Draft)
    assert found.paragraphs[0] == SENTENCES[0]
