"""What was fetched, as documents under the address at which it was found."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tasks.ingest import sniff
from tasks.ingest.arrival import Arrival
from tasks.ingest.document import Document, Refusal
from tasks.ingest.fetch.address import is_web, told
from tasks.ingest.fetch.manners import Failed
from tasks.ingest.file import File
from tasks.ingest.identity import host
from tasks.ingest.page import own_url
from tasks.ingest.read import of_file
from tasks.ingest.record import load
from tasks.ingest.records import dumped


def documents(content: bytes, asked: str, found_at: str, arrival: Arrival) -> Iterator[Document]:
    """The documents that the bytes hold: a page, or the items of a feed or list.

    `asked` is the address that was asked for and `found_at` the one that redirects led to.
    """
    place = told(asked)
    for document in of_file(File.of(place, arrival, io.BytesIO(content), url=found_at)):
        whole = document.locator == place and document.media_type != sniff.JSON
        yield placed(document, page_url(document, found_at), arrival) if whole else document


def page_url(document: Document, found_at: str) -> str:
    """The address that the page gives as its own, if it is on the same site; else where it was found.

    A page that claims another site's address would replace that site's article.
    """
    own = own_url(document.content) if document.media_type == sniff.HTML else None
    return own if own is not None and same_site(own, found_at) else found_at


def same_site(one: str, other: str) -> bool:
    """Whether one address's host is the other's, or a part of it.

    >>> same_site("https://www.example.com/a", "https://amp.example.com/a"), same_site("http://a.com/", "http://b.com/")
    (True, False)
    """
    here, there = host(one) or "", host(other) or ""
    return here == there or here.endswith(f".{there}") or there.endswith(f".{here}")


def placed(document: Document, url: str, arrival: Arrival) -> Document:
    """The document with that address, and with the ids and the outlet that follow from it."""
    return arrival.document(
        document.locator,
        document.content,
        document.media_type,
        format=document.format,
        refusal=document.refusal,
        url=url,
    )


def shown(document: Document) -> Document:
    """The document, without secrets in its address. Its ids stay those of the whole address."""
    return document if document.url is None else replace(document, url=told(document.url))


def unfetched(url: str, failed: Failed, arrival: Arrival, entry: Document | None) -> Document:
    """A link that could not be followed: what is known of the page, and why it is not here."""
    refusal = Refusal(failed.reason, failed.detail)
    if entry is not None and entry.media_type == sniff.LINK:
        return replace(entry, refusal=refusal)
    known = {} if entry is None else record_of(entry)
    named = {name: known[name] for name in ("title", "published") if isinstance(known.get(name), str)}
    record = dumped({"url": told(url)} | named)
    format = "other" if entry is None else entry.format
    link = arrival.document(told(url), record, sniff.LINK, format=format, refusal=refusal, url=url)
    return link if entry is None else replace(link, source=entry.source)


def record_of(document: Document) -> dict[str, Any]:
    """The document's JSON record; an empty one where it holds none."""
    record = load(document.content)
    return {} if isinstance(record, Refusal) else record


def is_lead(document: Document) -> bool:
    """Whether the document stands for a page elsewhere: a link, or an item of a feed."""
    if document.url is None or not is_web(document.url):
        return False
    return document.media_type == sniff.LINK or document.format == "feed"
