"""What surrounds an article on a page."""

import pytest
from lxml.html import HtmlElement
from trafilatura import load_html

from tasks.clean.prune import join_pieces, named, only_link, prune, text_of
from tasks.clean.words import rows

LONG = "The mill at Strathoban reopened on Monday, nine years after its owner had closed it and sent the weavers home."
BODY = f"<h1>Looms run again</h1><p>{LONG}</p><p>{LONG}</p>"


def tree(inside: str) -> HtmlElement:
    found = load_html(f"<html><body><article>{inside}</article></body></html>")
    assert found is not None
    return found


REMOVED = {
    "script": f"{BODY}<script>Elsewhere</script>",
    "named section": f'{BODY}<div class="related-stories"><p>Elsewhere</p></div>',
    "linked heading": f"{BODY}<h3><a href=/x>Elsewhere the mills are closing</a></h3>",
    "labelled link": f"{BODY}<p>READ ON | <a href=/x>Elsewhere mills are closing</a></p>",
    "menu": f"{BODY}<ul><li><a href=/a>Home</a><li><a href=/b>Business pages</a><li>Elsewhere</ul>",
    "headed section": f"{BODY}<div><h2>More from Harbour Post</h2><div><p>Elsewhere</p></div></div>",
    "embedded post": f'{BODY}<blockquote class="twitter-tweet"><p>Elsewhere</p></blockquote>',
    "teaser card": f"{BODY}<div class=img-card><img src=x><a href=/x>Elsewhere</a></div>",
}


@pytest.mark.parametrize("inside", REMOVED.values(), ids=REMOVED)
def test_surroundings_are_removed(inside: str) -> None:
    page = tree(inside)
    prune(page, [])
    assert "Elsewhere" not in text_of(page)
    assert text_of(page).count(LONG) == 2


KEPT = {
    "slide of a picture story": f"{BODY}<div class=slide-photo><h2>Here it began</h2><img src=x><p>{LONG}</p></div>",
    "article in a section with such a name": f'<div class="share-page promo">{BODY}</div>',
    "sentence that is a link": f"{BODY}<p><a href=/x>Here the mills are closing, a survey found.</a></p>",
    "sentence with a link at its end": f"{BODY}<p>Here all mills are closing, as the <a href=/x>survey found</a></p>",
    "list of facts": f"{BODY}<ul><li>Here 60 weavers work.<li>They earn £14.80 an hour.</ul>",
    "paragraph with a picture": f"{BODY}<p><img src=x>Here the weavers came back.</p>",
    "heading": f"{BODY}<h2>Here to stay</h2>",
}


@pytest.mark.parametrize("inside", KEPT.values(), ids=KEPT)
def test_the_article_stays(inside: str) -> None:
    page = tree(inside)
    prune(page, [])
    assert text_of(page).count(LONG) >= 2
    assert "Here" not in inside or "Here" in text_of(page)


CAPTIONS = {
    "figure": "<figure><img src=x><figcaption>A loom [File: Joan Lind]</figcaption></figure>",
    "named caption": '<div><img src=x></div><p class="wp-caption-text">A loom (Photo: Joan Lind)</p>',
    "picture block": '<div class="image-widget"><picture></picture><p>A loom</p><p>Image: Joan Lind</p></div>',
    "line under a picture": "<p><img src=x><br><em>A loom (Photo: Joan Lind)</em></p>",
}


@pytest.mark.parametrize("picture", CAPTIONS.values(), ids=CAPTIONS)
def test_captions_are_set_apart(picture: str) -> None:
    page = tree(BODY + picture)
    kept = prune(page, [])
    assert kept.captions == ["A loom"]
    assert "Joan Lind" in kept.credits[0]
    assert "A loom" not in text_of(page)


@pytest.mark.parametrize(
    ("standfirst", "description"),
    [
        ('<p class="standfirst">Sixty weavers return.</p>', []),
        ("<p>Sixty weavers return.</p>", ["Sixty weavers return."]),
    ],
    ids=["named", "the page's description"],
)
def test_the_standfirst_is_set_apart(standfirst: str, description: list[str]) -> None:
    page = tree(BODY.replace("</h1>", f"</h1>{standfirst}"))
    assert prune(page, description).standfirst == "Sixty weavers return."
    assert "Sixty" not in text_of(page)


def test_a_newsletter_is_no_standfirst() -> None:
    page = tree(BODY.replace("</h1>", '</h1><p class="subtitle">Sign up for our free newsletter today.</p>'))
    assert prune(page, []).standfirst is None


def test_an_article_in_pieces_is_joined() -> None:
    piece = f'<div class="part"><p>{LONG}</p><p>{LONG}</p></div>'
    page = tree(f"<div>{piece}</div><div>{piece}</div>")
    join_pieces(page)
    assert text_of(page.xpath('//div[@class="part"]')[0]).count(LONG) == 4


def test_only_link_needs_a_link() -> None:
    assert not only_link(tree("<p></p>"))


@pytest.mark.parametrize("row", rows("page_sections"), ids=lambda row: row["word"])
def test_each_section_is_known_by_its_example(row: dict[str, str]) -> None:
    element = next(one for one in tree(row["example"]).iter() if one.get("class") or one.get("id"))
    assert named(f"{element.get('class') or ''} {element.get('id') or ''}".strip()) == row["kind"]
