"""Exploring a lake in a real browser: filters, evidence, and nothing that an article or another site could do."""

import csv
import io
import json
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from invented import arrow, row
from object_store import BUCKET, serving
from playwright.sync_api import Browser, Page, expect

from flows.explore.app import app
from flows.explore.asked import Asked
from flows.explore.held import Held, chosen, hold
from flows.explore.shown import PAGE
from flows.server import HOST
from schemas.catalog import BY_NAME
from tasks.lake.lake import Change, Lake

ROOT = Path(__file__).parents[2]
BEGIN = datetime(2022, 10, 1, tzinfo=UTC)
RUN = "document.title='run'"
HOSTILE = f'"\'></mark></script><script>{RUN}</script><img src=x onerror="{RUN}">\u202e\x00{{{{7*7}}}}'
LONG = "w" * 400
Told = dict[str, Any]


def told(number: int, **figure: Any) -> dict[str, Told]:
    """One figure with one mention in one article, in all tables."""
    when = BEGIN + timedelta(days=number)
    article: Told = {"article_id": f"a{number}", "published_at": when}
    surface, mention = figure.pop("surface", "$5m"), f"a{number}-7"
    sentence = figure.pop("sentence", f"In all {surface} came.")
    about = {name: figure.pop(name) for name in ("title", "url", "source") if name in figure}
    body = {"body": sentence, "title": "On aid", "url": f"https://outlet.example/{number}", "source": "outlet.example"}
    place = max(sentence.find(surface), 0)
    span = {"start": place, "end": place + len(surface), "surface": surface, "sentence": sentence}
    known = {"figure_id": f"f{number}", "amount": 5e6, "currency": "USD", "amount_usd": 5e6, "figure_type": "flow"}
    known |= {"qualifier": "exact", "addable": True} | figure
    both = {column.name for column in BY_NAME["money"].columns} - {"part_of"}
    of_money = {name: value for name, value in known.items() if name in both}
    return {
        "articles": row(BY_NAME["articles"], **article, document_id=f"d{number}", **(body | about)),
        "money": row(BY_NAME["money"], **(of_money | article | span | {"mention_id": mention})),
        "figures": row(BY_NAME["figures"], **({"first_seen": when, "last_seen": when} | known)),
    }


STEPS = [{"date": "2022-10-01", "progress": "pledged", "article_id": "a0"}]
SOME = [
    told(0, payer="Washington", payer_id="US", recipient="Kyiv", recipient_id="UA", history=json.dumps(STEPS)),
    told(1, payer="the White House", payer_id="US", recipient="Esmar", amount=7e8, amount_usd=7e8, part_of="f2"),
    told(2, payer="US Steel", payer_id="org:us-steel", figure_type="total", amount=9e9, amount_usd=9e9, addable=False),
    told(3, amount=None, amount_min=2e6, amount_max=3e6, amount_usd=None, currency="CAD", purpose="Flood relief"),
    told(4, sentence="Of the $50m, $5 came late for the harbour.", surface="$5", amount=5.0, amount_usd=5.0),
    told(5, title="=1+1", status="planned", superseded_by="f0", payer="Russia", payer_id="RU", per="week"),
    told(6, sentence=f"{HOSTILE} $5m", title=HOSTILE, source=HOSTILE, url=f"javascript:{RUN}"),
    told(7, sentence=f"{LONG} $5m", title=LONG, payer=LONG, purpose=HOSTILE, recipient=HOSTILE, holder=LONG),
]
MANY = [told(number, payer="Norvik", payer_id="org:norvik", status="actual") for number in range(100, 160)]


def published(lake: Lake, figures: list[dict[str, Told]]) -> Lake:
    """The lake with these figures published."""
    names = ("articles", "money", "figures")
    changes = [Change(BY_NAME[name], arrow(name, [one[name] for one in figures])) for name in names]
    lake.publish(lambda _: changes)
    return lake


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    return published(Lake.open(tmp_path_factory.mktemp("explore") / "lake"), SOME + MANY)


@pytest.fixture(scope="module")
def held(lake: Lake) -> Held:
    return hold(str(lake.root))


@contextmanager
def served(lake: Lake) -> Iterator[str]:
    """The address of the app on the lake, answered for real."""
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        server = uvicorn.Server(uvicorn.Config(app(lake), log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield f"http://{HOST}:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def url(lake: Lake) -> Iterator[str]:
    with served(lake) as address:
        yield address


@pytest.fixture
def shown(browser: Browser, url: str) -> Iterator[Page]:
    """A page that must complain of nothing and ask nobody but the app."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.on("request", lambda asked: None if asked.url.startswith((url, "data:")) else complaints.append(asked.url))
    page.goto(url)
    yield page
    assert complaints == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"payer": "US"}, {"f1", "f0"}),
        ({"payer": "us"}, {"f2"}),
        ({"payer": "united states"}, {"f1", "f0"}),
        ({"payer": "white house"}, {"f1"}),
        ({"payer": "org:us-steel"}, {"f2"}),
        ({"payer": "US", "recipient": "Ukraine"}, {"f0"}),
        ({"party": "UA"}, {"f0"}),
        ({"payer": "UA"}, set()),
        ({"type": "total"}, {"f2"}),
        ({"status": "planned"}, {"f5"}),
        ({"currency": "CAD"}, {"f3"}),
        ({"currency": "CAD", "least": "2.5m", "most": "2.5m"}, {"f3"}),
        ({"currency": "CAD", "least": "4m"}, set()),
        ({"least": "600m"}, {"f2", "f1"}),
        ({"least": "600 million", "most": "$1bn"}, {"f1"}),
        ({"most": "5"}, {"f4"}),
        ({"until": "2022-10-01"}, {"f0"}),
        ({"since": "2022-10-02", "until": "2022-10-03"}, {"f1", "f2"}),
        ({"text": "HARBOUR late"}, {"f4"}),
        ({"text": "harbour aid"}, {"f4"}),
        ({"text": "harbour moon"}, set()),
        ({"text": "flood"}, {"f3"}),
        ({"text": "(["}, set()),
        ({"party": "(["}, set()),
        ({"text": "late", "addable": "yes", "least": "6"}, set()),
        ({"party": "russia"}, {"f5"}),
    ],
)
def test_a_question_finds(held: Held, query: dict[str, str], expected: set[str]) -> None:
    asked = Asked.of(query)
    assert asked.faults() == []
    assert set(held.figures.index[chosen(held, asked)]) == expected


@pytest.mark.parametrize("sort", ["-usd", "usd", "-date", "date", "amount", "payer", "-articles"])
def test_any_order_holds_all_figures_once(held: Held, sort: str) -> None:
    rows = chosen(held, Asked(sort=sort))
    assert sorted(rows) == list(range(len(SOME) + len(MANY)))
    names = {"usd": "amount_usd", "date": "first_seen", "amount": "amount", "payer": "payer_name"}
    column = held.figures[names.get(sort.strip("-"), "n_articles")].iloc[rows].dropna()
    assert column.tolist() == sorted(column, reverse=sort.startswith("-"))
    assert not held.figures["amount_usd"].iloc[chosen(held, Asked())].isna().iloc[0]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"since": "October"}, "'October' is no date"),
        ({"until": "2022-13"}, "'2022-13' is no date"),
        ({"least": "lots"}, "'lots' is no amount"),
        ({"most": "5m 6m"}, "'5m 6m' is no amount"),
        ({"sort": "body"}, "No order 'body'. Known: date"),
        ({"page": "0"}, "'0' is no page"),
    ],
)
def test_what_cannot_be_understood_is_told_and_nothing_is_shown(url: str, query: dict[str, str], said: str) -> None:
    answer = httpx.get(url, params=query)
    assert answer.status_code == 400
    assert said in answer.text.replace("&#39;", "'")
    assert "<table>" not in answer.text


def test_a_filter_has_one_address_that_can_be_kept(url: str) -> None:
    answer = httpx.get(f"{url}/?text=&recipient=&payer=US&page=1&utm_source=mail", follow_redirects=True)
    assert str(answer.url) == f"{url}/?payer=US"


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


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "localhost:8642"}, 200),
        ({"host": "attacker.example:8642"}, 400),
        ({"host": "127.0.0.1.attacker.example"}, 400),
        ({"host": ""}, 400),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}, 403),
        ({"sec-fetch-site": "same-site", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}, 200),
        ({"sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}, 200),
    ],
)
def test_other_sites_are_refused(url: str, headers: dict[str, str], status: int) -> None:
    for path in ("/", "/figures.csv", "/figure/f0"):
        assert httpx.get(url + path, headers=headers).status_code == status


def test_an_answer_says_what_a_page_may_do_and_only_reading_is_answered(url: str) -> None:
    told = httpx.get(url, headers={"origin": "https://attacker.example"}).headers
    assert "default-src 'none'" in told["content-security-policy"]
    assert "frame-ancestors 'none'" in told["content-security-policy"]
    assert told["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in told
    assert httpx.post(url, data={"payer": "US"}).status_code == 405


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


def test_a_spreadsheet_runs_nothing_of_it_and_a_publish_is_seen_at_once(tmp_path: Path) -> None:
    lake = published(Lake.open(tmp_path / "lake"), [told(0, purpose="=HYPERLINK(1)", payer="@SUM(1)")])
    with served(lake) as url:
        [only] = csv.DictReader(io.StringIO(httpx.get(f"{url}/figures.csv").text))
        assert (only["purpose"], only["payer"]) == ("'=HYPERLINK(1)", "'@SUM(1)")
        assert httpx.get(f"{url}/figure/f1").status_code == 404
        published(lake, [told(1)])
        assert httpx.get(f"{url}/figure/f1").status_code == 200


def test_a_lake_in_an_object_store_is_explored_too() -> None:
    with serving(), served(published(Lake.open(f"s3://{BUCKET}/explore/lake"), SOME)) as url:
        assert "8</strong> of 8 figures" in httpx.get(url).text
        for path in ("/figure/f0", "/article/a0", "/figures.csv?payer=US"):
            assert httpx.get(url + path).status_code == 200


def test_a_lake_without_figures_has_its_page(tmp_path: Path) -> None:
    with served(Lake.open(tmp_path / "lake")) as url:
        assert "The lake holds no figures yet." in httpx.get(url).text
        assert httpx.get(f"{url}/figures.csv").status_code == 200
        assert httpx.get(f"{url}/?text=aid&payer=US&least=5m").status_code == 200


def test_it_says_where_it_is_and_stops_when_asked(lake: Lake) -> None:
    command = [sys.executable, "-m", "flows", "explore", "--lake", str(lake.root), "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        address = re.search(r"http://127\.0\.0\.1:\d+/", process.stderr.readline())
        assert address is not None
        transport = httpx.HTTPTransport(retries=5)  # it is told a moment before it listens
        assert httpx.Client(transport=transport).get(address[0]).status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr.read().strip() == "Stopped."


def test_a_port_that_is_taken_and_a_lake_that_is_none_are_told(
    lake: Lake, tmp_path: Path, newsledger_command: Callable[..., "subprocess.CompletedProcess[str]"]
) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = newsledger_command("explore", "--lake", lake.root, "--port", port)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False)
        assert f"Port {port} is taken: give another with --port" in done.stderr
    done = newsledger_command("explore", "--lake", tmp_path / "none")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "no lake" in done.stderr.lower()
