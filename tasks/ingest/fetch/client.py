"""One request, and its answer within bounds."""

import logging
import ssl
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpcore
import httpx

from tasks.ingest.fetch.manners import Failed, Manners
from tasks.ingest.fetch.network import Network, Transport

FINE = {200, 203}
UNCHANGED = 304
REDIRECTS = {301, 302, 303, 307, 308}
PASSING = {408, 425, 429, 500, 502, 503, 504}  # what may be over in a moment
WINDOW = {"gzip": 31, "x-gzip": 31, "deflate": 15}  # zlib's names for the codings


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: the body of 200, the `location` of a redirect, or 304 and nothing."""

    status: int
    content: bytes = b""
    location: str | None = None
    etag: str | None = None
    last_modified: str | None = None


class Client:
    """Asks for one address at a time a thread. Keeps no cookies and knows no proxies."""

    def __init__(self, manners: Manners) -> None:
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)  # they log whole addresses, logins and keys too
        self._manners = manners
        self._network = Network(manners)
        self._client = httpx.Client(
            transport=Transport(self._network),
            headers={
                "User-Agent": manners.agent,
                "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
                "Accept-Encoding": "gzip, deflate",
            },
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            follow_redirects=False,
            trust_env=False,
        )

    def ask(self, url: str, headers: Mapping[str, str]) -> Answer:
        """The answer; Failed where there is none that can be used."""
        self._network.begin()
        try:
            with self._client.stream("GET", url, headers=dict(headers)) as response:
                return self._answer(response)
        except httpcore.TimeoutException as error:
            waited = str(error) or f"no byte for {self._manners.timeout:g} s"
            raise Failed("timeout", waited, again=True) from error
        except httpx.RemoteProtocolError as error:  # httpx reads the Location, though it is not to follow it
            raise Failed("bad_redirect", "redirected to no web address") from error
        except (httpcore.ProtocolError, ssl.SSLError, httpx.HTTPError) as error:
            raise Failed("broken_response", f"{type(error).__name__}: {error}", again=True) from error
        except (httpcore.NetworkError, OSError) as error:
            raise Failed("unreachable", f"no connection: {error}", again=True) from error
        except (httpx.InvalidURL, ValueError) as error:
            raise Failed("bad_redirect", f"no web address: {type(error).__name__}") from error

    def close(self) -> None:
        """End all connections."""
        self._client.close()

    def _answer(self, response: httpx.Response) -> Answer:
        size = sum(len(name) + len(value) + 4 for name, value in response.headers.raw)
        if size > self._manners.header_bytes:
            raise Failed("too_large", f"headers of {size} bytes; the limit is {self._manners.header_bytes}")
        status = response.status_code
        if status in REDIRECTS:
            return Answer(status, location=response.headers.get("Location", ""))
        known = {"etag": response.headers.get("ETag"), "last_modified": response.headers.get("Last-Modified")}
        if status == UNCHANGED:
            return Answer(status, **known)
        if status not in FINE:
            detail = f"{status} {response.reason_phrase}".strip()
            raise Failed("http_status", detail, again=status in PASSING, wait=asked_to_wait(response.headers))
        return Answer(status, self._body(response), **known)

    def _body(self, response: httpx.Response) -> bytes:
        said = response.headers.get("Content-Length", "")
        if said.isdigit() and int(said) > self._manners.bytes:
            raise self._too_large("packed")
        coding = response.headers.get("Content-Encoding", "identity").strip().lower()
        packed = self._counted(response.iter_raw(), "packed")
        if coding in ("", "identity"):
            return b"".join(packed)
        if coding not in WINDOW:
            raise Failed("broken_response", f"content coding {coding[:40]!r}, which was not asked for")
        try:
            return b"".join(self._counted(unpacked(packed, WINDOW[coding]), "unpacked"))
        except (zlib.error, EOFError) as error:
            raise Failed("broken_response", f"damaged {coding}: {error}", again=True) from error

    def _counted(self, pieces: Iterable[bytes], kind: str) -> Iterator[bytes]:
        size = 0
        for piece in pieces:
            size += len(piece)
            if size > self._manners.bytes:
                raise self._too_large(kind)
            yield piece

    def _too_large(self, kind: str) -> Failed:
        return Failed("too_large", f"more than {self._manners.bytes} bytes, {kind}")


def unpacked(pieces: Iterable[bytes], window: int) -> Iterator[bytes]:
    """The pieces unpacked, a little at a time, so that no bomb goes off. EOFError where the end is missing.

    >>> b"".join(unpacked([zlib.compress(b"Shares rose.")], 15))
    b'Shares rose.'
    """
    machine = zlib.decompressobj(window)
    for number, piece in enumerate(pieces):
        if number == 0 and window == WINDOW["deflate"] and piece[0] & 15 != 8:
            machine = zlib.decompressobj(-window)  # deflate without zlib's head, which some servers send
        while piece:
            if machine.eof:
                machine = zlib.decompressobj(window)  # gzip members follow each other
            yield machine.decompress(piece, 2**16)
            piece = machine.unconsumed_tail or machine.unused_data
    if not machine.eof:
        yield machine.flush()  # the last bytes, where the piece before filled the room
    if not machine.eof:
        raise EOFError("the end is missing")


def asked_to_wait(headers: httpx.Headers) -> float | None:
    """The seconds that Retry-After asks for; a date counts from the server's own.

    >>> asked_to_wait(httpx.Headers({"Retry-After": "7"}))
    7.0
    """
    asked = headers.get("Retry-After", "").strip()
    if asked.isdigit():
        return float(asked)
    try:
        until, now = parsedate_to_datetime(asked), parsedate_to_datetime(headers.get("Date", ""))
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError):
        return None
