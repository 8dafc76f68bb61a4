"""One address: robots asked, redirects followed, failures tried again, every step of it within bounds."""

import random
import threading
from collections.abc import Mapping

import httpx

from tasks.ingest.fetch.address import is_web, without_login
from tasks.ingest.fetch.client import REDIRECTS, Answer, Client
from tasks.ingest.fetch.hosts import Hosts
from tasks.ingest.fetch.manners import Failed, Manners
from tasks.ingest.fetch.robots import Robots

BACKOFF = 1.0  # seconds before the second try, doubled for each further


class Fetcher:
    """Fetches addresses, from as many threads as one likes."""

    def __init__(self, manners: Manners) -> None:
        self.manners = manners
        self._stopped = threading.Event()
        self._client = Client(manners)
        self._hosts = Hosts(manners, self._stopped)
        self._robots = Robots(manners, self._hosts, lambda url: self._followed(url, {}, robots=False)[1])

    def fetch(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> tuple[str, Answer]:
        """The address at which the answer was found in the end, and the answer: a body, or 304 where nothing changed.

        Raises Failed.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        return self._followed(url, {name: value for name, value in conditions.items() if value}, robots=True)

    def close(self) -> None:
        """Ask for nothing more."""
        self._stopped.set()
        self._client.close()

    def _followed(self, url: str, headers: Mapping[str, str], *, robots: bool) -> tuple[str, Answer]:
        been = [normal(url)]
        while True:
            if robots:
                self._robots.allow(been[-1])
            answer = self._tried(been[-1], headers)
            if answer.status not in REDIRECTS:
                return been[-1], answer
            there = redirected(been[-1], answer.location or "")
            if there in been:
                raise Failed("bad_redirect", f"redirected in a circle of {len(been) - been.index(there)}")
            if len(been) > self.manners.redirects:
                raise Failed("bad_redirect", f"redirected more than {self.manners.redirects} times")
            been.append(there)

    def _tried(self, url: str, headers: Mapping[str, str]) -> Answer:
        """The answer of the first try that has one."""
        with self._hosts.turn(httpx.URL(url).host) as host:
            for number in range(1, self.manners.tries + 1):
                try:
                    answer = self._client.ask(url, headers)
                    self._hosts.note(host, None)
                    return answer
                except Failed as failed:
                    if not failed.again or number == self.manners.tries or (failed.wait or 0) > self.manners.wait:
                        self._hosts.note(host, failed)
                        raise self._told(failed, number) from failed
                    self._hosts.wait(max(host.delay, backoff(number) if failed.wait is None else failed.wait))
        raise AssertionError("a try ends in an answer or a failure")

    def _told(self, failed: Failed, number: int) -> Failed:
        tries = f", {number} times" if number > 1 else ""
        wait = f"; asks to wait {failed.wait:g} s" if failed.wait is not None else ""
        return Failed(failed.reason, f"{failed.detail}{tries}{wait}")


def backoff(tries: int) -> float:
    """Seconds to wait after so many tries: doubled each time, and never quite the same, so that no herd comes back."""
    return BACKOFF * 2 ** (tries - 1) * random.uniform(0.5, 1.5)


def normal(url: str) -> str:
    """The address in the form that is sent. Failed where it is none on the web."""
    try:
        parsed = httpx.URL(url.strip()).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise Failed("bad_redirect", "no web address") from error
    if not is_web(str(parsed)) or not parsed.host:
        raise Failed("bad_redirect", f"no web address, but {parsed.scheme[:20] or 'nothing'}:")
    return str(parsed)


def redirected(url: str, location: str) -> str:
    """Where a redirect leads. A login is for the host that it was given for, and stays behind."""
    if not location:
        raise Failed("bad_redirect", "redirected to nowhere")
    here = httpx.URL(without_login(url))
    try:
        there = here.join(location)
    except (httpx.InvalidURL, ValueError) as error:
        raise Failed("bad_redirect", "redirected to no web address") from error
    return without_login(normal(str(there)))
