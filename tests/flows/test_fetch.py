"""Fetching all the way: from an address to the lake, again when nothing changed, again after failures."""

import gzip
import json
import os
import random
import re
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from flows.run import run as do
from flows.settings import load
from tasks.lake.lake import Lake
from tasks.lake.verify import verify

Run = Callable[..., dict[str, Any]]
PAGES = 12
FEED = "<rss version='2.0'><channel>{}</channel></rss>"
ITEM = (
    "<item><title>{1}</title><link>{0}</link><pubDate>Wed, 01 May 2024 08:00:00 GMT</pubDate>"
    "<description>{1}, in short: Corvane lends $1m.</description></item>"
)


def page(title: str, amount: str = "$5m") -> str:
    """A page with an article on it."""
    told = f"Corvane will pay {amount} to the town of Aldera for the repair of its harbour, the mayor said. "
    more = "The work begins in spring and ends before the autumn storms, as the council had asked. " * 4
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{told}</p><p>{more}</p></article>"
    )


def asked(addresses: int, *, fetched: int = 0, unchanged: int = 0, failed: int = 0) -> dict[str, int]:
    """How asking for addresses ended."""
    return +Counter(asked=addresses, fetched=fetched, unchanged=unchanged, failed=failed)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs newsledger in this process, on a lake of the test's own; what the run tells of itself."""

    def call(*inputs: Any, **more: Any) -> dict[str, Any]:
        given = {
            "lake": tmp_path / "lake",
            "allow_private": True,
            "server": False,
            "fetch_delay": 0.0,
            "fetch_tries": 1,
        }
        do([str(one) for one in inputs], load(**(given | more)), as_json=True)
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        return told

    return call


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Where `run` keeps its lake."""
    return tmp_path / "lake"


def tagged(body: str, tag: str) -> tuple[int, dict[str, str], str]:
    """An answer that names its version."""
    return 200, {"Content-Type": "text/html", "ETag": tag}, body


def whole(lake: Path) -> None:
    """The lake keeps its promises."""
    assert verify(Lake.open(lake, create=False)) == []


def test_a_feed_is_followed_to_its_pages_and_asked_for_no_more_than_changes(
    site: Any, lake: Path, tmp_path: Path, run: Run
) -> None:
    items = [ITEM.format(site.put(f"/{n}", tagged(page(f"Harbour {n}"), f'"{n}"')), f"Harbour {n}") for n in range(3)]
    feed = site.put("/feed", tagged(FEED.format("".join(items)), '"one"'))
    told = run(feed)
    assert (told["articles"], told["rejects"], told["asked"]) == (3, 0, asked(4, fetched=4))
    articles = pd.read_parquet(lake / "articles").sort_values("url")
    assert articles["url"].tolist() == [f"{site.address}/{n}" for n in range(3)]
    assert articles["published_at"].dt.date.astype(str).tolist() == ["2024-05-01"] * 3
    assert all("in short" not in body for body in articles["body"])
    before = {path: path.read_bytes() for path in lake.rglob("*") if path.is_file()}

    again = run(feed)
    assert again["asked"] == asked(1, unchanged=1)
    assert (again["documents"], again["articles"]) == (0, 0)
    assert {path: path.read_bytes() for path in lake.rglob("*") if path.is_file()} == before

    site.put("/1", tagged(page("Harbour 1", "$6m"), '"new"'))
    items[1] = items[1].replace("08:00", "09:00")
    site.put("/feed", tagged(FEED.format("".join(items)), '"two"'))
    site.requests.clear()
    third = run(feed)
    assert third["articles"] == 1
    assert [path for path, _ in site.requests] == ["/robots.txt", "/feed", "/1"]
    assert site.asked("/feed")[0]["If-None-Match"] == '"one"'
    assert pd.read_parquet(lake / "articles").set_index("url")["versions"].to_dict() == {
        f"{site.address}/{n}": 2 if n == 1 else 1 for n in range(3)
    }
    whole(lake)


def test_what_cannot_be_fetched_is_a_reject_and_the_feed_speaks_for_it(
    site: Any, lake: Path, tmp_path: Path, run: Run
) -> None:
    items = ITEM.format(site.put("/open", page("Open")), "Open") + ITEM.format(site.address + "/gone", "Gone")
    feed = site.put("/feed", FEED.format(items))
    told = run(feed)
    assert (told["documents"], told["raw"], told["articles"], told["rejects"]) == (3, 3, 2, 1)
    rejects = pd.read_parquet(lake / "rejects")
    assert rejects[["stage", "reason", "document"]].values.tolist() == [
        ["ingest", "http_status", site.address + "/gone"]
    ]
    assert rejects["detail"].tolist() == ["404 Not Found"]
    assert any("in short" in body for body in pd.read_parquet(lake / "articles")["body"])
    whole(lake)
    again = run(feed)
    assert (again["raw"], again["rejects"]) == (0, 0)


def test_a_page_that_comes_back_takes_its_reject_away(site: Any, lake: Path, tmp_path: Path, run: Run) -> None:
    address = site.put("/a", (503, {}, ""), page("Back"))
    assert run(address)["rejects"] == 1
    assert run(address)["articles"] == 1
    assert len(pd.read_parquet(lake / "rejects")) == 0
    whole(lake)


def test_a_news_sitemap_by_its_index_and_a_list_of_addresses(site: Any, lake: Path, tmp_path: Path, run: Run) -> None:
    listed = "\n".join(site.put(f"/list/{n}", page(f"Listed {n}")) for n in range(2))
    told = run(site.put("/list.txt", (200, {"Content-Type": "text/plain"}, listed)))
    assert told["articles"] == 2
    file = tmp_path / "urls.txt"
    file.write_text(site.put("/list/2", page("Listed 2")) + "\n" + site.address + "/list/0\n", encoding="utf-8")
    assert run(file, lake=tmp_path / "other")["asked"] == asked(0)
    followed = run(file, follow=True)
    assert (followed["asked"]["asked"], followed["articles"], followed["known"]) == (2, 1, 1)
    whole(lake)


SITEMAP = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</urlset>"
INDEX = "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</sitemapindex>"


def test_an_index_of_sitemaps_leads_to_pages(site: Any, run: Run, lake: Path) -> None:
    def entries(kind: str, addresses: list[str]) -> str:
        return "".join(f"<{kind}><loc>{one}</loc><lastmod>2024-05-01</lastmod></{kind}>" for one in addresses)

    maps = []
    for name in ("news", "money"):
        pages = [site.put(f"/{name}/{n}", page(f"{name} {n}")) for n in range(2)]
        packed = gzip.compress(SITEMAP.format(entries("url", pages)).encode())
        maps.append(site.put(f"/{name}.xml.gz", (200, {}, packed)))
    index = site.put("/index.xml", INDEX.format(entries("sitemap", maps)))
    told = run(index)
    assert (told["articles"], told["rejects"], told["asked"]["fetched"]) == (4, 0, 7)
    again = run(index)
    assert (again["articles"], again["asked"]) == (0, asked(7, fetched=7))
    whole(lake)


def test_entries_beyond_the_bound_stay_links(site: Any, run: Run, lake: Path) -> None:
    listed = "\n".join(site.put(f"/{n}", page(f"Harbour {n}")) for n in range(5))
    told = run(site.put("/list", (200, {"Content-Type": "text/plain"}, listed)), fetch_entries=2)
    assert (told["articles"], told["rejects"]) == (2, 3)
    assert set(pd.read_parquet(lake / "rejects")["reason"]) == {"not_fetched"}
    whole(lake)


def test_a_page_of_another_site_takes_no_address(site: Any, run: Run, lake: Path) -> None:
    claim = "<head><link rel='canonical' href='https://harbourpost.example/lead'>"
    address = site.put("/a", page("Claim").replace("<head>", claim))
    run(address)
    assert pd.read_parquet(lake / "articles")["url"].tolist() == [address]


def test_a_page_whose_server_lies_about_its_encoding(site: Any, run: Run, lake: Path) -> None:
    body = page("Umbau", "£5m").replace("<head>", "<head><meta charset='windows-1252'>").encode("cp1252")
    run(site.put("/a", (200, {"Content-Type": "text/html; charset=utf-8"}, body)))
    assert "£5m" in pd.read_parquet(lake / "articles")["body"][0]


def test_a_run_that_is_killed_while_it_fetches(site: Any, lake: Path, run: Run) -> None:
    """The feed is not taken for read, as long as a page of it is not in the lake."""
    reached = threading.Event()
    hold = threading.Event()

    def slow(handler: Any) -> None:
        reached.set()
        hold.wait(20)

    items = [ITEM.format(site.put(f"/{n}", page(f"Harbour {n}")), f"Harbour {n}") for n in range(3)]
    site.put("/2", slow, page("Harbour 2"))
    feed = site.put("/feed", tagged(FEED.format("".join(items)), '"one"'))
    settings = {
        "LAKE": str(lake),
        "ALLOW_PRIVATE": "1",
        "SERVER": "0",
        "BATCH_DOCUMENTS": "1",
        "PUBLISH_DOCUMENTS": "1",
    }
    environment = {f"NEWSLEDGER_{name}": value for name, value in settings.items()} | {"NEWSLEDGER_FETCH_DELAY": "0"}
    command = [sys.executable, "-m", "flows", "run", feed]
    with subprocess.Popen(command, env=os.environ | environment, stderr=subprocess.DEVNULL) as process:
        assert reached.wait(60)
        process.kill()
    hold.set()
    told = run(feed)
    assert told["asked"]["fetched"] >= 2
    articles = pd.read_parquet(lake / "articles")
    assert sorted(articles["title"]) == ["Harbour 0", "Harbour 1", "Harbour 2"]
    assert articles["versions"].tolist() == [1, 1, 1]
    assert run(feed)["asked"] == asked(1, unchanged=1)
    whole(lake)


def unsteady(body: str, chance: random.Random, failing: list[float]) -> Callable[[Any], None]:
    """Sends the page, but of the share that is `failing` half are cut off and half refused."""

    def answer(handler: Any) -> None:
        draw = chance.random()
        if draw < failing[0] / 2:
            handler.close_connection = True
        else:
            handler.send_response(500 if draw < failing[0] else 200)
            handler.send_header("Content-Type", "text/html")
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body.encode())

    return answer


def test_half_the_network_failing_loses_nothing_and_brings_nothing_twice(
    site: Any, run: Run, lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of the look-ups of the name fail, half of the requests that get through are refused or cut off."""
    real, chance, failing = socket.getaddrinfo, random.Random(11), [0.5]

    def looked_up(host: str, *more: Any, **named: Any) -> Any:
        if host == "news.test" and chance.random() < failing[0]:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return real("127.0.0.1" if host == "news.test" else host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    pages = [site.put(f"/{n}", unsteady(page(f"Harbour {n}", f"${n + 1}m"), chance, failing)) for n in range(PAGES)]
    given = [one.replace("127.0.0.1", "news.test") for one in pages]
    failed = [run(*given)["asked"]["failed"] for _ in range(4)]
    assert sum(failed) > PAGES
    whole(lake)
    failing[0] = 0.0
    assert run(*given)["asked"] == asked(PAGES, fetched=PAGES)
    articles = pd.read_parquet(lake / "articles")
    assert sorted(articles["url"]) == sorted(given)
    assert set(articles["versions"]) == {1}
    assert len(pd.read_parquet(lake / "money")) == PAGES
    assert len(pd.read_parquet(lake / "rejects")) == 0
    whole(lake)


@pytest.mark.parametrize(
    "place", ["http://127.0.0.1:9/", "http://localhost:9/", "http://[::1]:9/", "http://169.254.169.254/"]
)
def test_no_private_address_is_reached_unless_allowed(place: str, tmp_path: Path, run: Run) -> None:
    assert run(place, allow_private=False)["rejects"] == 1
    assert pd.read_parquet(tmp_path / "lake" / "rejects")["reason"].tolist() == ["private_address"]


def test_secrets_in_addresses_are_told_nowhere(
    site: Any, lake: Path, tmp_path: Path, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    site.put("/a?api_key=hush-key", page("Kept"))
    site.put("/b?api_key=hush-key", (500, {}, ""))
    login = site.address.replace("http://", "http://ann:hush-word@")
    inputs = [f"{login}/a?api_key=hush-key", f"{login}/b?api_key=hush-key", f"{login}/none"]
    with caplog.at_level("DEBUG"):
        told = run(*inputs)
    assert site.asked("/a?api_key=hush-key")[0]["Authorization"].startswith("Basic ")
    frames = [pd.read_parquet(lake / name).to_csv() for name in ("raw", "articles", "rejects", "runs")]
    kept = [
        path.read_bytes().decode("latin-1") for path in lake.rglob("*") if path.suffix != ".parquet" and path.is_file()
    ]
    visits = [pd.read_parquet(path).to_csv() for path in (lake / "_ledger" / "visits").glob("*.parquet")]
    assert visits
    assert [text for text in (*frames, *kept, *visits, caplog.text, str(told)) if re.search("hush|ann:", text)] == []
