"""An article with its marks: nothing of it can act in the page, and every figure's reading is there."""

import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from flows.marked import page

BODY = 'Kelby <Mills> gave the "$5m & More" fund C$60m.\n\n<script>alert(1)</script>'


def figure(surface: str, **told: Any) -> dict[str, Any]:
    start = BODY.index(surface)
    plain = dict.fromkeys(["amount_min", "amount_max", "per", "payer", "recipient", "holder", "purpose"])
    kind = {"amount": 6e7, "currency": "CAD", "qualifier": "exact", "figure_type": "flow", "status": "actual"}
    return {"start": start, "end": start + len(surface), "surface": surface} | plain | kind | told


def entity(surface: str) -> dict[str, Any]:
    start = BODY.index(surface)
    return {"start": start, "end": start + len(surface), "label": "ORG", "name": surface, "entity_id": f"org:{surface}"}


def article(**told: Any) -> dict[str, Any]:
    marks = {"entities": [entity("Kelby <Mills>"), entity('"$5m & More"')], "money": [figure("$5m"), figure("C$60m")]}
    return (
        {
            "article_id": "a1",
            "title": "<img src=x onerror=alert(1)>",
            "source": "outlet.example",
            "url": "https://outlet.example/1",
            "language": "en",
            "published_at": datetime(2022, 10, 15, tzinfo=UTC),
            "body": BODY,
        }
        | marks
        | told
    )


def test_nothing_of_the_article_acts() -> None:
    made = page(article(money=[figure("C$60m", payer="<b onclick=x>", purpose='"><script>')]))
    assert not re.search(r"<(script|img|b)\b", made)
    assert "default-src 'none'" in made


def test_a_browser_runs_and_loads_nothing_of_it(browser: Browser, tmp_path: Path) -> None:
    hostile = "</title></script><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
    told = dict.fromkeys(("title", "source", "language", "article_id", "body"), hostile)
    mark = figure("C$60m", start=0, end=9, payer=hostile, purpose=hostile, currency=hostile) | {"surface": hostile}
    named = entity("Kelby <Mills>") | {"start": 20, "end": 30, "name": hostile, "entity_id": f"'{hostile}"}
    path = tmp_path / "page.html"
    path.write_text(page(article(**told, money=[mark], entities=[named])), encoding="utf-8")
    shown = browser.new_context(offline=True).new_page()
    acted: list[str] = []
    for event in ("console", "pageerror", "dialog"):
        shown.on(event, lambda what: acted.append(str(what)))
    shown.on("request", lambda asked: None if asked.url == path.as_uri() else acted.append(asked.url))
    shown.goto(path.as_uri())
    assert (shown.title(), shown.locator("h1").inner_text()) == (hostile, hostile)
    assert shown.locator("script, img, iframe, link").count() == 0
    assert acted == []


@pytest.mark.parametrize("url", ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", None, "file.txt"])
def test_only_addresses_of_the_web_are_links(url: str | None) -> None:
    assert "href" not in page(article(url=url))
    assert 'href="https://outlet.example/1?a=1&amp;b=%22"' in page(article(url="https://outlet.example/1?a=1&b=%22"))


def test_the_body_is_whole_and_figures_come_first() -> None:
    made = page(article())
    body = re.search(r'<div class="body">(.*)</div>', made, re.DOTALL)
    assert body is not None
    plain = re.sub(r'<span class="reading".*?</span>', "", body[1])
    assert unescape(re.sub(r"<[^>]+>", "", plain)) == BODY
    assert re.findall(r'<mark class="money" tabindex="0">(.*?)<', made) == ["$5m", "C$60m"]
    assert made.count('class="entity"') == 1  # the one that holds a figure gives way to it


def test_the_reading_is_under_the_figure_and_in_the_table() -> None:
    made = page(article(money=[figure("C$60m", recipient="Ødegård", per="week", qualifier="at_least")]))
    assert "60,000,000 CAD per week (at least)<br>flow, actual<br>to Ødegård</span>" in made
    assert "<td>60,000,000 CAD per week (at least); flow, actual; to Ødegård</td>" in made


def test_a_range_shows_its_bounds() -> None:
    made = page(article(money=[figure("$5m", amount=None, amount_min=5e6, amount_max=7e6, qualifier="range")]))
    assert "5,000,000 to 7,000,000 CAD<br>" in made
