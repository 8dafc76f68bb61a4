"""One address against a real server that behaves in every way a server can."""

import gzip
import time
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from tasks.ingest.fetch import address, fetcher
from tasks.ingest.fetch.fetcher import Fetcher
from tasks.ingest.fetch.hosts import GIVEN_UP
from tasks.ingest.fetch.manners import Failed, Manners

MANNERS = Manners(
    agent="newsledger/0 (+desk@example.org)", delay=0.0, tries=1, timeout=2.0, time=3.0, allow_private=True
)
Fetch = Callable[..., Any]
STORY = "Corvane will pay $5m for the harbour. "
TEXT = STORY.encode()


@pytest.fixture
def fetch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Fetch]:
    """Fetches an address with some manners; the answer, or the Failed."""
    monkeypatch.setattr(fetcher, "BACKOFF", 0.01)
    fetchers: dict[Manners, Fetcher] = {}

    def call(url: str, *, etag: str | None = None, last_modified: str | None = None, **manners: Any) -> Any:
        wanted = replace(MANNERS, **manners)
        one = fetchers.setdefault(wanted, Fetcher(wanted))
        try:
            return one.fetch(url, etag=etag, last_modified=last_modified)[1]
        except Failed as failed:
            return failed

    yield call
    for one in fetchers.values():
        one.close()


def raw(*pieces: bytes, pause: float = 0.0, endless: bool = False) -> Callable[[BaseHTTPRequestHandler], None]:
    """A server that sends just these bytes, and closes."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        for piece in pieces:
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(pause)
        while endless:
            handler.wfile.write(pieces[-1])
            time.sleep(pause)

    return send


def packed(coding: str, content: bytes) -> tuple[int, dict[str, str], bytes]:
    """An answer in a content coding."""
    return 200, {"Content-Encoding": coding}, content


OK = b"HTTP/1.1 200 OK\r\n"
WHOLE = [
    pytest.param((200, {}, STORY), id="plain"),
    pytest.param(packed("gzip", gzip.compress(STORY.encode())), id="gzip"),
    pytest.param(
        packed("x-gzip", gzip.compress(STORY[:9].encode()) + gzip.compress(STORY[9:].encode())), id="two gzips"
    ),
    pytest.param(packed("deflate", zlib.compress(STORY.encode())), id="deflate"),
    pytest.param(packed("deflate", zlib.compress(STORY.encode(), wbits=-15)), id="deflate without its head"),
    pytest.param(raw(OK + b"Transfer-Encoding: chunked\r\n\r\n26\r\n" + TEXT + b"\r\n0\r\n\r\n"), id="chunked"),
    pytest.param(raw(OK + b"\r\n" + STORY.encode()), id="until the connection closes"),
]


@pytest.mark.parametrize("answer", WHOLE)
def test_an_answer_comes_whole(answer: Any, site: Any, fetch: Fetch) -> None:
    assert fetch(site.put("/a", answer)).content == STORY.encode()


BOMB = gzip.compress(bytes(5_000_000))
REFUSED = [
    pytest.param((404, {}, ""), "http_status", "404 Not Found", id="not found"),
    pytest.param((503, {}, ""), "http_status", "503 Service Unavailable", id="unavailable"),
    pytest.param((204, {}, ""), "http_status", "204 No Content", id="nothing to read"),
    pytest.param(raw(OK + b"\r\n", b"x" * 10_000, endless=True), "too_large", "bytes, packed", id="endless body"),
    pytest.param((200, {"Content-Length": "999999999"}, "x"), "too_large", "packed", id="announced too large"),
    pytest.param(packed("gzip", BOMB), "too_large", "100000 bytes, unpacked", id="gzip bomb"),
    pytest.param(packed("gzip", gzip.compress(b"x" * 999)[:-9]), "broken_response", "gzip", id="gzip cut off"),
    pytest.param(packed("gzip", b"no gzip"), "broken_response", "gzip", id="lying content coding"),
    pytest.param(packed("br", b"x"), "broken_response", "'br'", id="a coding not asked for"),
    pytest.param(raw(OK + b"Content-Length: 99\r\n\r\nx"), "broken_response", "", id="shorter than announced"),
    pytest.param(raw(b"SSH-2.0-OpenSSH_9.6\r\n"), "broken_response", "", id="not HTTP"),
    pytest.param(raw(b""), "broken_response", "", id="nothing at all"),
    pytest.param((200, {"X-Long": "x" * 40_000}, "x"), "too_large", "headers of", id="long headers"),
    pytest.param(raw(OK + b"X: " + b"x" * 200_000), "broken_response", "", id="headers without end"),
    pytest.param(raw(OK + b"\r\n", *[b"x"] * 40, pause=0.1), "timeout", "", id="slow drip"),
    pytest.param(raw(OK, *[b"X: x\r\n"] * 40, pause=0.1), "timeout", "", id="slow headers"),
    pytest.param(raw(OK, pause=3.0), "timeout", "", id="silence"),
    pytest.param((302, {"Location": "/a"}, ""), "bad_redirect", "circle of 1", id="redirected to itself"),
    pytest.param((302, {}, ""), "bad_redirect", "nowhere", id="redirected to nowhere"),
    pytest.param((302, {"Location": "ftp://example.org/a"}, ""), "bad_redirect", "ftp", id="redirected to FTP"),
    pytest.param((302, {"Location": "file:///etc/passwd"}, ""), "bad_redirect", "file", id="redirected to a file"),
    pytest.param((302, {"Location": "http://[::1"}, ""), "bad_redirect", "", id="redirected to what is no address"),
    pytest.param((302, {"Location": "http://169.254.169.254/latest/"}, ""), "private_address", "", id="metadata"),
    pytest.param((302, {"Location": "http://[::ffff:169.254.169.254]/"}, ""), "private_address", "", id="wrapped up"),
    pytest.param((302, {"Location": "http://2852039166/"}, ""), "private_address", "", id="as one number"),
]


@pytest.mark.parametrize(("answer", "reason", "detail"), REFUSED)
def test_a_bad_answer_is_refused(answer: Any, reason: str, detail: str, site: Any, fetch: Fetch) -> None:
    failed = fetch(site.put("/a", answer), bytes=100_000, timeout=1.0, time=1.5)
    assert isinstance(failed, Failed), failed
    assert failed.reason == reason, failed
    assert detail in failed.detail


@pytest.mark.parametrize("host", ["127.0.0.3", "127.0.1.1"])
def test_a_redirect_leads_to_no_private_address(host: str, site: Any, fetch: Fetch, monkeypatch: Any) -> None:
    """With this site's own address taken for a public one, the rest of loopback is not."""
    public = address.is_public
    monkeypatch.setattr(address, "is_public", lambda one: str(one) == "127.0.0.1" or public(one))
    elsewhere = site.address.replace("127.0.0.1", host)
    assert fetch(site.put("/here", STORY), allow_private=False).status == 200
    failed = fetch(site.put("/a", (302, {"Location": f"{elsewhere}/here"}, "")), allow_private=False)
    assert (failed.reason, host in failed.detail) == ("private_address", True)
    assert len(site.asked("/here")) == 1


@pytest.mark.parametrize("name", ["nonesuch.invalid", "a..b", "x" * 300 + ".invalid"])
def test_a_name_that_does_not_exist(name: str, fetch: Fetch) -> None:
    assert fetch(f"http://{name}/").reason in {"unreachable", "bad_redirect"}


def test_a_port_that_nobody_listens_at(fetch: Fetch) -> None:
    assert fetch("http://127.0.0.1:1/").reason == "unreachable"


def test_redirects_are_followed_up_to_their_bound(site: Any, fetch: Fetch) -> None:
    for number in range(6):
        site.put(f"/{number}", (301, {"Location": str(number + 1)}, ""))
    site.put("/6", STORY)
    assert fetch(f"{site.address}/1").content == STORY.encode()
    assert fetch(f"{site.address}/0").detail == "redirected more than 5 times"


def test_a_login_stays_with_its_host(site: Any, fetch: Fetch) -> None:
    site.put("/there", STORY)
    elsewhere = site.address.replace("127.0.0.1", "localhost")
    given = site.put("/a", (302, {"Location": f"{elsewhere}/there"}, "")).replace("http://", "http://ann:word@")
    assert fetch(given).status == 200
    assert b64decode(site.asked("/a")[0]["Authorization"].removeprefix("Basic ")) == b"ann:word"
    assert "Authorization" not in site.asked("/there")[0]


def test_only_what_has_changed_is_sent(site: Any, fetch: Fetch) -> None:
    address = site.put("/a", (200, {"ETag": '"1"', "Last-Modified": "Wed, 01 May 2024 08:00:00 GMT"}, STORY))
    first = fetch(address)
    assert (first.etag, first.last_modified) == ('"1"', "Wed, 01 May 2024 08:00:00 GMT")
    again = fetch(address, etag=first.etag, last_modified=first.last_modified)
    assert (again.status, again.content) == (304, b"")
    assert site.asked("/a")[1]["If-Modified-Since"] == first.last_modified


AGAIN = [
    pytest.param([(500, {}, ""), STORY], 200, 2, id="500 then 200"),
    pytest.param([(429, {"Retry-After": "0"}, ""), STORY], 200, 2, id="429 then 200"),
    pytest.param([raw(b""), raw(b""), STORY], 200, 3, id="hung up on twice"),
    pytest.param([(429, {"Retry-After": "3600"}, ""), STORY], "http_status", 1, id="asked to wait too long"),
    pytest.param(
        [(503, {"Retry-After": "Wed, 01 May 2024 09:00:00 GMT", "Date": "Wed, 01 May 2024 08:00:00 GMT"}, ""), STORY],
        "http_status", 1, id="asked to wait until too late",
    ),
    pytest.param([(404, {}, ""), STORY], "http_status", 1, id="404 is final"),
    pytest.param([(500, {}, "")], "http_status", 3, id="500 for ever"),
]  # fmt: skip


@pytest.mark.parametrize(("answers", "outcome", "requests"), AGAIN)
def test_what_may_pass_is_tried_again(
    answers: list[Any], outcome: int | str, requests: int, site: Any, fetch: Fetch
) -> None:
    found = fetch(site.put("/a", *answers), tries=3)
    assert (found.reason if isinstance(found, Failed) else found.status) == outcome
    assert len(site.asked("/a")) == requests


ROBOTS = [
    pytest.param("User-agent: *\nDisallow: /a", "robots", id="disallowed"),
    pytest.param("User-agent: newsledger\nDisallow: /\nUser-agent: *\nDisallow:", "robots", id="disallowed by name"),
    pytest.param("User-agent: *\nDisallow: /\nAllow: /a", 200, id="allowed apart"),
    pytest.param("User-agent: other\nDisallow: /", 200, id="another is disallowed"),
    pytest.param("User-agent: *\nDisallow: /*.pdf$", 200, id="a pattern for others"),
    pytest.param((404, {}, ""), 200, id="no robots.txt"),
    pytest.param((403, {}, ""), 200, id="robots.txt is closed"),
    pytest.param((500, {}, ""), "robots", id="robots.txt is broken"),
    pytest.param((429, {}, ""), "robots", id="too many requests"),
    pytest.param((302, {"Location": "/elsewhere"}, ""), 200, id="robots.txt is elsewhere, where nothing is"),
    pytest.param("User-agent: *\nCrawl-delay: 86400", "robots", id="a delay of a day"),
    pytest.param("User-agent: *\nCrawl-delay: 0.01", 200, id="a short delay"),
    pytest.param("\x00\xff nonsense", 200, id="nonsense"),
]


@pytest.mark.parametrize(("robots", "outcome"), ROBOTS)
def test_robots_txt_is_obeyed(robots: Any, outcome: int | str, site: Any, fetch: Fetch) -> None:
    site.put("/robots.txt", robots)
    found = fetch(site.put("/a", STORY))
    assert (found.reason if isinstance(found, Failed) else found.status) == outcome
    assert len(site.asked("/a")) == (outcome == 200)


def test_robots_txt_is_asked_for_once_and_slows_us_down(site: Any) -> None:
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 0.2\nRequest-rate: 1/1")
    one = Fetcher(MANNERS)
    for name in ("/a", "/b"):
        one.fetch(site.put(name, STORY))
    assert len(site.asked("/robots.txt")) == 1
    assert one._hosts.of("127.0.0.1").delay == 1.0
    one.close()


def test_a_host_that_keeps_silent_is_given_up(site: Any, fetch: Fetch) -> None:
    site.put("/a", raw(OK, pause=1.0))
    site.put("/robots.txt", "")
    manners = {"timeout": 0.2, "time": 0.3}
    details = [fetch(f"{site.address}/a", **manners).detail for _ in range(GIVEN_UP + 1)]
    assert details[-1].startswith(f"{GIVEN_UP} addresses in a row failed")
    assert len(site.asked("/a")) == GIVEN_UP


def test_we_say_who_we_are(site: Any, fetch: Fetch) -> None:
    fetch(site.put("/a", (200, {"Set-Cookie": "seen=1"}, STORY)))
    fetch(f"{site.address}/a")
    assert site.asked("/a")[1]["User-Agent"] == MANNERS.agent
    assert "Cookie" not in site.asked("/a")[1]
