"""The report page in a real browser: it loads nothing, complains of nothing, its table can be searched and sorted."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from flows.report.charts import charts
from flows.report.content import Content, content
from flows.report.page import embedded, page, write_report

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def told(sample_lake: Path) -> Content:
    return content(sample_lake)


def opened(browser: Browser, path: Path, complaints: list[str]) -> Page:
    """The page as a browser without a network shows it, with everything it asked for or complained of."""
    shown = browser.new_context(offline=True, viewport={"width": 1280, "height": 900}).new_page()
    shown.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    own = path.as_uri()
    shown.on("request", lambda asked: None if asked.url == own else complaints.append(f"asked for {asked.url}"))
    shown.goto(own)
    shown.wait_for_selector(".chart svg")
    return shown


def test_it_opens_offline_and_its_table_can_be_searched_and_sorted(
    sample_lake: Path, told: Content, browser: Browser, tmp_path: Path
) -> None:
    complaints: list[str] = []
    shown = opened(browser, write_report(sample_lake, tmp_path), complaints)
    assert shown.locator("#found").inner_text() == f"{len(told.figures)} of {len(told.figures)} figures"
    wanted = told.figures["surface"].dropna().iloc[0]
    shown.locator("#search").fill(wanted)
    shown.wait_for_function(
        "all => !document.getElementById('found').textContent.startsWith(all)", arg=f"{len(told.figures)} "
    )
    assert 0 < shown.locator("#body tr").count() < len(told.figures)
    shown.locator("td.amount button").first.click()
    assert wanted in shown.locator("tr.evidence").inner_text()
    shown.locator("#search").fill("")
    head = shown.get_by_role("button", name="Date")
    head.click()
    head.click()
    dates = [cell.inner_text() for cell in shown.locator("td.date").all()]
    assert dates == sorted(dates)
    assert shown.locator("th[aria-sort=ascending]").inner_text().startswith("Date")
    shown.locator("#type").select_option("flow")
    assert set(shown.locator("td[data-name=Type]").all_inner_texts()) == {"flow"}
    assert complaints == []


def test_on_a_phone_nothing_is_wider_than_the_screen(sample_lake: Path, browser: Browser, tmp_path: Path) -> None:
    shown = opened(browser, write_report(sample_lake, tmp_path), [])
    shown.set_viewport_size({"width": 390, "height": 800})
    assert shown.evaluate("document.documentElement.scrollWidth") <= 390


def test_nothing_in_an_article_runs(told: Content, browser: Browser, tmp_path: Path) -> None:
    hostile = "</script><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
    figures = told.figures.assign(
        title=hostile, sentence=hostile, surface=hostile, purpose=hostile, payer_name=hostile, url="javascript:alert(1)"
    )
    path = tmp_path / "hostile.html"
    path.write_text(page(replace(told, figures=figures, lake=hostile), NOW), encoding="utf-8")
    complaints: list[str] = []
    shown = opened(browser, path, complaints)
    shown.locator("td.amount button").first.click()
    assert hostile in shown.locator("blockquote").inner_text()
    assert shown.locator("tr.evidence a").count() == 0
    assert shown.title() == "newsledger report"
    assert complaints == []


def test_a_figure_is_marked_where_it_stands_and_says_per_what(told: Content, browser: Browser, tmp_path: Path) -> None:
    figures = told.figures.assign(sentence="Of the $50m, $5 a barrel came.", surface="$5", per="barrel")
    path = tmp_path / "marked.html"
    path.write_text(page(replace(told, figures=figures), NOW), encoding="utf-8")
    shown = opened(browser, path, [])
    first = shown.locator("td.amount button").first
    assert first.inner_text().endswith("per barrel")
    first.click()
    assert "$50m, <mark>$5</mark> a barrel" in shown.locator("blockquote").inner_html()


def test_charts_are_legible_on_any_ground_and_set_apart_what_has_no_date(told: Content) -> None:
    articles = told.articles.assign(published_basis=["first_seen"] + ["given"] * (len(told.articles) - 1))
    drawn = charts(replace(told, articles=articles))
    assert {spec["background"] for _, spec in drawn.values()} == {"transparent"}
    assert '"no date"' in json.dumps(drawn["Coverage"][1]["data"])
    assert "→" in json.dumps(drawn["From whom to whom"][1]["data"], ensure_ascii=False)


def test_a_lake_without_figures_has_a_page_too(told: Content) -> None:
    nothing = replace(told, figures=told.figures[:0], articles=told.articles[:0], rejects=told.rejects[:0])
    text = page(replace(nothing, confidence=pd.Series([], dtype=float)), NOW)
    assert "No article has a date" in text
    [data] = re.findall(r'id="data">(.*?)</script>', text)
    assert json.loads(data)["charts"] == []


@pytest.mark.parametrize("text", ["</script>", "<!--", "\u2028", "plain", "a\\u003cb"])
def test_embedded_json_is_read_back_and_ends_no_element(text: str) -> None:
    made = embedded({"text": text})
    assert "<" not in made
    assert json.loads(made) == {"text": text}
