"""The walk: given addresses, and the pages that feeds and sitemaps lead to, many hosts at a time."""

import queue
import threading
from collections import Counter, deque
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import httpx

from tasks.ingest import sniff
from tasks.ingest.arrival import Arrival
from tasks.ingest.document import Document
from tasks.ingest.fetch import content
from tasks.ingest.fetch.address import key, told
from tasks.ingest.fetch.client import UNCHANGED, Answer
from tasks.ingest.fetch.content import record_of, shown
from tasks.ingest.fetch.fetcher import Fetcher, normal
from tasks.ingest.fetch.manners import Failed
from tasks.ingest.fetch.visits import Remembered, Visit, fingerprint

AHEAD = 32  # answers that wait to be read before fetching waits too
DEPTH = 3  # an index of sitemaps, a sitemap, a page
Arrived = Document | Visit


@dataclass(slots=True, eq=False)
class Job:
    """An address to fetch. `root` is the one given; `open` counts what it led to and is not done yet."""

    url: str
    parent: "Job | None" = None
    entry: Document | None = None
    visit: Visit | None = None
    open: int = 0
    followed: int = 0
    depth: int = 0

    @property
    def root(self) -> "Job":
        """The address that was given and led here."""
        return self if self.parent is None else self.parent.root


@dataclass(slots=True)
class Walk:
    """Fetches with a `fetcher`; `recall` gives what is remembered of addresses, `articles` are those in the lake."""

    fetcher: Fetcher
    arrival: Arrival
    recall: Callable[[Sequence[str]], Remembered]
    articles: Container[str] = frozenset()
    counts: Counter[str] = field(default_factory=Counter)
    _waiting: dict[str, deque[Job]] = field(default_factory=dict)
    _busy: set[str] = field(default_factory=set)
    _seen: set[str] = field(default_factory=set)
    _under_way: int = 0
    _stopped: bool = False
    _change: threading.Condition = field(default_factory=threading.Condition)
    _out: "queue.Queue[list[Arrived] | BaseException | None]" = field(default_factory=lambda: queue.Queue(AHEAD))

    def arrivals(self, links: Iterable[str | Document]) -> Iterator[Arrived]:
        """The documents behind the addresses or links, in the order they come; behind an address's last its Visit.

        Closing the iterator ends the walk.
        """
        given = [Job(link) if isinstance(link, str) else Job(link.url or "", entry=link) for link in links]
        self._add(given, self.recall([job.url for job in given]))
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(self.fetcher.manners.hosts)]
        for thread in threads:
            thread.start()
        try:
            while (piece := self._out.get()) is not None:
                if isinstance(piece, BaseException):
                    raise piece
                yield from piece
        finally:
            self._stop()

    def _work(self) -> None:
        try:
            while (job := self._next()) is not None:
                try:
                    self._do(job)
                finally:
                    self._release(job)
            self._put(None)
        # Whatever breaks here must end the run, which stands in another thread.
        except BaseException as error:
            self._put(error)

    def _next(self) -> Job | None:
        """A job of a host that nobody is asking just then, the longest waiting first; None when all is done."""
        with self._change:
            while not self._stopped:
                free = next((name for name in self._waiting if name not in self._busy), None)
                if free is not None:
                    jobs = self._waiting.pop(free)
                    job = jobs.popleft()
                    if jobs:
                        self._waiting[free] = jobs  # behind the others
                    self._busy.add(free)
                    self._under_way += 1
                    return job
                if not self._under_way and not self._waiting:
                    return None
                self._change.wait()
            return None

    def _release(self, job: Job) -> None:
        with self._change:
            self._busy.discard(place_of(job.url))
            self._under_way -= 1
            self._change.notify_all()

    def _add(self, jobs: Sequence[Job], remembered: Remembered) -> None:
        """Queue the jobs, but those whose address was asked for in this run already."""
        with self._change:
            for job in jobs:
                name = key(job.url)
                job.visit = remembered.get(name)
                if name in self._seen:
                    self._repeated(job)
                    continue
                self._seen.add(name)
                self._waiting.setdefault(place_of(job.url), deque()).append(job)
            self._change.notify_all()

    def _repeated(self, job: Job) -> None:
        """The page is on its way elsewhere, so what led here again is not known to have been read to its end."""
        if job.parent is not None:
            job.parent.visit = None
            job.parent.open -= 1

    def _do(self, job: Job) -> None:
        self.counts["asked"] += 1
        before = job.visit or Visit(key(job.url), told(job.url))
        try:
            found_at, answer = self.fetcher.fetch(job.url, etag=before.etag, last_modified=before.last_modified)
        except Failed as failed:
            if self._stopped:
                return
            self.counts["failed"] += 1
            job.visit = None
            self._put([*self._instead(job), content.unfetched(job.url, failed, self.arrival, job.entry)])
            self._finish(job)
            return
        job.visit = visit_of(job, answer, before)
        if answer.status == UNCHANGED:
            self.counts["unchanged"] += 1
            self._finish(job)
            return
        self.counts["fetched"] += 1
        self._read(job, found_at, answer.content)

    def _read(self, job: Job, found_at: str, body: bytes) -> None:
        """Hand out what the answer holds, and queue what it leads to."""
        plain: list[Arrived] = []
        links: list[Document] = []
        for document in content.documents(body, job.url, found_at, self.arrival):
            if self._may_follow(job) and content.is_lead(document):
                job.root.followed += 1
                links.append(document)
            else:
                plain.append(document if job.entry is None else dated(document, job.entry))
                if document.media_type == sniff.OTHER:
                    job.visit = None  # nothing was read there, so it is asked for anew another time
        self._put(plain)
        remembered = self.recall([link.url or "" for link in links])
        jobs = [
            Job(link.url or "", job, link, depth=job.depth + 1)
            for link in links
            if not unchanged(link, remembered.get(key(link.url or "")))
        ]
        self.counts["unchanged"] += len(links) - len(jobs)
        job.open = len(jobs) + 1
        self._add(jobs, remembered)
        self._closed(job)

    def _may_follow(self, job: Job) -> bool:
        manners = self.fetcher.manners
        by_link = job.entry is None or job.entry.media_type == sniff.LINK
        return manners.follow and by_link and job.depth < DEPTH and job.root.followed < manners.entries

    def _instead(self, job: Job) -> list[Arrived]:
        """What the feed itself tells of a page that cannot be had, unless the lake has had the page before."""
        entry = job.entry
        if entry is None or entry.media_type == sniff.LINK or entry.article_id in self.articles:
            return []
        return [entry]

    def _finish(self, job: Job) -> None:
        """Say that the address was read to its end, and all that it led to."""
        if job.visit is not None:
            self._put([job.visit])
        if job.parent is not None:
            self._closed(job.parent)

    def _closed(self, job: Job) -> None:
        with self._change:
            job.open -= 1
            done = job.open <= 0
        if done:
            self._finish(job)

    def _put(self, piece: "list[Arrived] | BaseException | None") -> None:
        """Hand something out, without the secrets in its addresses."""
        if isinstance(piece, list):
            piece = [shown(one) if isinstance(one, Document) else one for one in piece]
        while not self._stopped:
            try:
                self._out.put(piece, timeout=0.2)
                return
            except queue.Full:
                continue

    def _stop(self) -> None:
        with self._change:
            self._stopped = True
            self._change.notify_all()
        self.fetcher.close()


def place_of(url: str) -> str:
    """The host of an address, by which jobs wait; of what is no address, the whole of it."""
    try:
        return httpx.URL(normal(url)).host
    except Failed:
        return url


def visit_of(job: Job, answer: Answer, before: Visit) -> Visit:
    """What to remember of the address after this answer."""
    entry, link = (None, None) if job.entry is None else (fingerprint(job.entry.content), job.entry.document_id)
    etag, last_modified = answer.etag, answer.last_modified
    if answer.status == UNCHANGED:
        etag, last_modified = etag or before.etag, last_modified or before.last_modified
    return replace(before, etag=etag, last_modified=last_modified, entry=entry, link=link)


def unchanged(link: Document, before: Visit | None) -> bool:
    """Whether a feed or sitemap tells of the page just what it told when the page was read.

    A bare address tells nothing, and a day little: a page may change twice in a day. Those are asked for again.
    """
    if before is None or before.entry != fingerprint(link.content):
        return False
    told = record_of(link)
    return "title" in told or any(":" in str(told.get(name, "")) for name in ("published", "updated"))


def dated(page: Document, entry: Document) -> Document:
    """The page, with the date that its feed gives it where none was given for the run."""
    published = record_of(entry).get("published")
    if page.published_given is not None or not isinstance(published, str):
        return page
    return replace(page, published_given=published)
