"""What a page says of itself."""

import pytest
from trafilatura import load_html

from tasks.clean.metadata import Metadata, url_date
from tasks.clean.words import rows


def metadata(head: str) -> Metadata:
    tree = load_html(f"<html><head>{head}</head><body><p>Text</p></body></html>")
    assert tree is not None
    return Metadata(tree)


def linked(json: str) -> Metadata:
    return metadata(f'<script type="application/ld+json">{json}</script>')


@pytest.mark.parametrize("row", rows("page_names"), ids=lambda row: f"{row['kind']} {row['name']}")
def test_each_name_is_known_by_its_example(row: dict[str, str]) -> None:
    if row["kind"] == "meta":
        assert metadata(row["example"]).values(row["field"])
    else:
        assert linked(f'{{"@type": "NewsArticle", {row["example"]}}}').values(row["field"])


@pytest.mark.parametrize(
    "json",
    [
        pytest.param('{"@type": "NewsArticle", "headline": "Mill &amp; loom"}', id="plain"),
        pytest.param(
            '[{"@type": "Person"}, {"@type": ["Thing", "NewsArticle"], "headline": "Mill & loom"}]', id="list"
        ),
        pytest.param('{"@graph": [{"@type": "WebPage"}, {"@type": "Article", "headline": "Mill & loom"}]}', id="graph"),
        pytest.param('{"@type": "WebPage", "mainEntity": {"@type": "Article", "headline": "Mill & loom"}}', id="page"),
        pytest.param('<!-- {"@type": "NewsArticle", "headline": "Mill & loom"} -->', id="comment"),
        pytest.param('{"@type": "NewsArticle", "x": "a\nb", "headline": "Mill & loom"}', id="line break in a string"),
    ],
)
def test_linked_data(json: str) -> None:
    assert linked(json).value("title") == "Mill & loom"


@pytest.mark.parametrize(
    "json", ["", "{", "[[", "7", "null", '{"@type": 7}', '{"@type": "Organization", "headline": "x"}']
)
def test_other_linked_data_says_nothing(json: str) -> None:
    assert linked(json).value("title") is None


def test_the_article_goes_before_the_page() -> None:
    both = '[{"@type": "WebPage", "datePublished": "2020"}, {"@type": "NewsArticle", "datePublished": "2021"}]'
    assert linked(both).values("published") == ["2021", "2020"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.com/2021/03/04/mill", "2021 03 04"),
        ("https://example.com/news/2021-03-04-mill", "2021 03 04"),
        ("https://example.com/20210304/mill", "2021 03 04"),
        ("https://example.com/2021/mar/04/mill", "2021 mar 04"),
        ("https://example.com/20219999/mill", None),
        ("https://example.com/mill-2021", None),
        (None, None),
    ],
)
def test_url_date(url: str | None, expected: str | None) -> None:
    assert url_date(url) == expected
