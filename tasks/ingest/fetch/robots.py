"""robots.txt: what a host lets robots fetch, and how fast (RFC 9309)."""

import threading
from collections.abc import Callable

import httpx
from protego import Protego

from tasks.ingest.fetch.client import Answer
from tasks.ingest.fetch.hosts import SILENT, Hosts
from tasks.ingest.fetch.manners import ROBOT, Failed, Manners

READ = 500 * 1024  # bytes of a robots.txt that count, RFC 9309, 2.5
Rules = Protego | Failed


class Robots:
    """The rules of each origin, fetched once a run."""

    def __init__(self, manners: Manners, hosts: Hosts, fetch: Callable[[str], Answer]) -> None:
        self._manners = manners
        self._hosts = hosts
        self._fetch = fetch
        self._rules: dict[str, Rules] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def allow(self, url: str) -> None:
        """Nothing where robots may fetch the address; Failed where they may not, or where that cannot be known."""
        parts = httpx.URL(url)
        origin = f"{parts.scheme}://{parts.netloc.decode('ascii')}"
        with self._lock:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:
            if origin not in self._rules:
                self._rules[origin] = self._read(origin, parts.host)
        rules = self._rules[origin]
        if isinstance(rules, Failed):
            raise Failed(rules.reason, rules.detail)
        if not rules.can_fetch(url, ROBOT):
            raise Failed("robots", "robots.txt does not allow it")

    def _read(self, origin: str, host: str) -> Rules:
        try:
            content = self._fetch(f"{origin}/robots.txt").content
        except Failed as failed:
            if failed.reason == "http_status" and failed.detail.startswith("4") and not failed.detail.startswith("429"):
                return Protego.parse("")
            if failed.reason in SILENT | {"private_address"}:
                return failed  # the host itself cannot be reached
            return Failed("robots", f"robots.txt cannot be had: {failed.reason}, {failed.detail}")
        rules = Protego.parse(content[:READ].decode("utf-8-sig", "replace"))
        asked = self._delay(rules)
        if asked > self._manners.wait:
            return Failed("robots", f"robots.txt asks for {asked:g} s between requests; fetch_wait allows less")
        self._hosts.slow_down(host, asked)
        return rules

    def _delay(self, rules: Protego) -> float:
        rate = rules.request_rate(ROBOT)
        return max(rules.crawl_delay(ROBOT) or 0.0, rate.seconds / rate.requests if rate and rate.requests else 0.0)
