"""Fetching: the inputs that are addresses on the web, and what they lead to."""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version

from flows.ingest import arrival, arriving
from flows.order import Order, Summary
from flows.settings import Settings
from tasks.ingest import sniff
from tasks.ingest.document import Document
from tasks.ingest.fetch.address import key
from tasks.ingest.fetch.fetcher import Fetcher
from tasks.ingest.fetch.manners import ROBOT, Manners
from tasks.ingest.fetch.visits import Remembered, Visit
from tasks.ingest.fetch.walk import Arrived, Walk
from tasks.ingest.remote import is_page
from tasks.lake.known import Known
from tasks.lake.lake import Lake


def arrivals(order: Order, lake: Lake, known: Known, summary: Summary) -> Generator[Arrived, None, None]:
    """What the inputs hold, files first, then addresses; `summary` counts what is found and asked for.

    With the setting `follow`, links in files are followed too.
    """
    return limited(_arrivals(order, lake, known, summary), order.settings.limit)


def _arrivals(order: Order, lake: Lake, known: Known, summary: Summary) -> Iterator[Arrived]:
    links: list[str | Document] = [given for given in order.inputs if is_page(given)]
    files = [given for given in order.inputs if not is_page(given)]
    for document in arriving(files, order.settings, order.started_at, summary.found) if files else ():
        if order.settings.follow and document.media_type == sniff.LINK and document.url is not None:
            links.append(document)
        else:
            yield document
    if links:
        yield from walk(order, lake, known, summary).arrivals(links)


def walk(order: Order, lake: Lake, known: Known, summary: Summary) -> Walk:
    """A walk as the settings want it, with the lake's memory."""
    return Walk(
        Fetcher(manners(order.settings)),
        arrival(order.settings, order.started_at, summary.found),
        lambda urls: recalled(lake, urls),
        Standing(known),
        summary.asked,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """The articles that are known by now, those published while the walk goes on too."""

    known: Known

    def __contains__(self, article_id: object) -> bool:
        return article_id in self.known.articles


def recalled(lake: Lake, urls: Iterable[str]) -> Remembered:
    """What the lake remembers of addresses, by their keys."""
    names = ("key", "place", "etag", "last_modified", "entry", "link")
    return {row["key"]: Visit(**row) for row in lake.visits(map(key, urls)).select(list(names)).to_pylist()}


def manners(settings: Settings) -> Manners:
    """How to behave, as the settings say."""
    contact = f" (+{settings.contact})" if settings.contact else ""
    return Manners(
        agent=f"{ROBOT}/{version(ROBOT)}{contact}",
        delay=settings.fetch_delay,
        hosts=settings.fetch_hosts,
        tries=settings.fetch_tries,
        wait=settings.fetch_wait,
        timeout=settings.fetch_timeout,
        time=settings.fetch_time,
        bytes=settings.fetch_bytes,
        header_bytes=settings.fetch_header_bytes,
        redirects=settings.fetch_redirects,
        entries=settings.fetch_entries,
        follow=settings.follow is not False,
        allow_private=settings.allow_private,
    )


def limited(arrived: Iterator[Arrived], limit: int | None) -> Generator[Arrived, None, None]:
    """So many documents, and the visits between them."""
    documents = 0
    for one in arrived:
        yield one
        documents += isinstance(one, Document)
        if documents == limit:
            return
