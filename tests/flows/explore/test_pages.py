"""Exploring in a real browser: filters, evidence, and nothing that an article could do."""

import csv
import io
import re

import httpx
import pytest
from explored import HOSTILE
from playwright.sync_api import Page, expect

from flows.explore.shown import PAGE
from schemas.catalog import BY_NAME


def test_one_asks_and_opens_the_evidence(shown: Page, url: str) -> None:
    shown.get_by_label("From").fill("US")
    shown.get_by_label("To", exact=True).fill("Ukraine")
    shown.keyboard.press("Enter")
    expect(shown.locator("[role=status]")).to_contain_text("1 of 68 figures")
    assert shown.url == f"{url}/?payer=US&recipient=Ukraine"
    assert shown.get_by_label("To", exact=True).input_value() == "Ukraine"
    shown.get_by_role("link", name="5M USD").click()
    assert shown.locator("blockquote mark").all_inner_texts() == ["$5m"]
    assert shown.locator("blockquote").inner_text() == "In all $5m came."
    caption = shown.locator("figcaption")
    expect(caption).to_contain_text("On aid, outlet.example, 2022-10-01")
    link = caption.get_by_role("link", name="On aid")
    assert link.get_attribute("href") == "https://outlet.example/0"
    assert "noopener" in str(link.get_attribute("rel"))
    assert shown.locator(".steps").inner_text() == "2022-10-01: pledged"
    expect(shown.locator("section", has_text="Replaces")).to_contain_text("5M USD per week")
    caption.get_by_role("link", name="the text with its marks").click()
    assert shown.locator("mark.money").first.inner_text().startswith("$5m")


def test_one_walks_from_a_part_to_its_total_and_back(shown: Page, url: str) -> None:
    shown.goto(f"{url}/figure/f1")
    shown.locator("section", has_text="Part of").get_by_role("link").click()
    assert shown.url == f"{url}/figure/f2"
    expect(shown.locator("header")).to_contain_text("It must not be summed.")
    shown.locator("section", has_text="Contains").get_by_role("link").click()
    assert shown.url == f"{url}/figure/f1"


def test_filters_behind_the_fold_narrow_and_clear(shown: Page, url: str) -> None:
    shown.get_by_text("More filters").click()
    shown.get_by_label("Type").select_option("flow")
    shown.get_by_label("Since").fill("2022-10")
    shown.get_by_label("Until").fill("2022-10-06")
    shown.get_by_label("At most").fill("1bn")
    shown.get_by_role("button", name="Show").click()
    expect(shown.locator("[role=status]")).to_contain_text("4 of 68 figures; the 4 that may be summed come to 710M")
    assert shown.get_by_label("At most").is_visible()
    shown.get_by_role("link", name="Clear all").click()
    assert shown.url == f"{url}/"


def test_figures_are_paged_sorted_narrowed_and_looked_at_in_time(shown: Page, url: str) -> None:
    assert shown.locator("td.amount").count() == PAGE
    shown.get_by_role("link", name="Next").click()
    expect(shown.locator(".pages")).to_contain_text("page 2 of 3")
    shown.get_by_role("link", name="Date").click()
    dates = shown.locator("td.date").all_inner_texts()
    assert dates == sorted(dates, reverse=True)
    assert shown.locator("th[aria-sort=descending]").inner_text() == "Date ↓"
    shown.get_by_role("navigation", name="Narrow down").get_by_role("link", name="Norvik").click()
    expect(shown.locator("[role=status]")).to_contain_text("60 of 68 figures")
    shown.locator(".bars a").last.click()
    assert "since=2023-03" in shown.url
    assert shown.goto(f"{url}/?page=99") is not None
    expect(shown.locator("main")).to_contain_text("There is no such page")


def test_the_keyboard_is_enough(shown: Page, url: str) -> None:
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.textContent") == "Skip to the figures"
    shown.keyboard.press("Enter")
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.textContent") == "Download as CSV"
    shown.locator(".bars a").first.focus()
    assert "2022-10: 720M" in shown.evaluate("getComputedStyle(document.activeElement, '::after').content")


def test_nothing_in_an_article_acts_and_nothing_is_wider_than_the_screen(shown: Page, url: str) -> None:
    for width in (1280, 390):
        shown.set_viewport_size({"width": width, "height": 800})
        for path in ("/", "/?sort=date", "/?text=%3Cscript%3Ealert(1)%3C/script%3E%22%27", "/figure/f6", "/figure/f7"):
            shown.goto(url + path)
            assert shown.evaluate("document.scripts.length + document.images.length") == 0
            assert "run" not in shown.title()
            assert shown.locator("a[href^='javascript']").count() == 0
            assert shown.evaluate("document.documentElement.scrollWidth") <= width, path


def test_hostile_text_is_shown_as_it_stands(shown: Page, url: str) -> None:
    shown.goto(f"{url}/figure/f6")
    assert HOSTILE[:60] in shown.locator("blockquote").inner_text()
    assert "{{7*7}}" in shown.locator("blockquote").inner_text()
    assert shown.locator("figcaption a").all_inner_texts() == ["the text with its marks"]
    shown.goto(f"{url}/article/a6")
    assert HOSTILE[:60] in shown.locator(".body").inner_text()
    assert shown.evaluate("document.scripts.length + document.images.length") == 0


@pytest.mark.parametrize("path", ["/figure/none", "/article/none", "/figure/<script>", "/none", "/figure/a/b"])
def test_what_is_not_there_is_told(url: str, path: str) -> None:
    answer = httpx.get(url + path)
    assert answer.status_code == 404
    assert "<script" not in answer.text
    assert re.search(r"<h1>(The lake has no|There is no such page)", answer.text)


def test_what_is_asked_for_can_be_taken_along(shown: Page, url: str) -> None:
    shown.goto(f"{url}/?least=5m&sort=date")
    with shown.expect_download() as begun:
        shown.get_by_role("link", name="Download as CSV").click()
    assert begun.value.suggested_filename == "figures.csv"
    text = begun.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == [column.name for column in BY_NAME["figures"].columns]
    assert [one["figure_id"] for one in rows][:4] == ["f0", "f1", "f2", "f5"]
    assert len(rows) == 66
    assert httpx.get(f"{url}/figures.csv?least=lots").status_code == 400
    assert len(httpx.get(f"{url}/figures.csv?text=moon").text.splitlines()) == 1
