"""The network as fetching sees it: only addresses that may be reached, and no answer that takes for ever."""

import threading
import time
from collections.abc import Callable, Iterable
from ssl import SSLContext
from typing import Any

import httpcore
import httpx

from tasks.ingest.fetch.address import resolved
from tasks.ingest.fetch.manners import Failed, Manners


class Network(httpcore.NetworkBackend):
    """Connects to addresses that were looked up and checked, never to a name: a name can change its address."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        self._real = httpcore.SyncBackend()
        self._here = threading.local()

    def begin(self) -> None:
        """From now on this thread has the time of one answer."""
        self._here.end = time.monotonic() + self._manners.time

    def left(self) -> float:
        """The seconds that this thread may go on waiting for a byte."""
        left: float = self._here.end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout(f"the answer took more than {self._manners.time:g} s")
        return min(left, self._manners.timeout)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first of the host's addresses that answers."""
        found = resolved(host, port, seconds=self.left(), allow_private=self._manners.allow_private)
        for number, address in enumerate(found, 1):
            try:
                stream = self._real.connect_tcp(address, port, self.left(), local_address, socket_options)
                return Bounded(stream, self.left)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(found):
                    raise
        raise Failed("unreachable", f"{host} has no address")

    def sleep(self, seconds: float) -> None:
        """Wait; httpcore does so between tries to connect, of which we ask for none."""
        time.sleep(seconds)


class Bounded(httpcore.NetworkStream):
    """A connection on which no single wait outlasts the answer's time."""

    def __init__(self, stream: httpcore.NetworkStream, left: Callable[[], float]) -> None:
        self._stream = stream
        self._left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Bytes that came."""
        return self._stream.read(max_bytes, self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        self._stream.write(buffer, self._left())

    def close(self) -> None:
        """End the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The connection, encrypted."""
        return Bounded(self._stream.start_tls(ssl_context, server_hostname, self._left()), self._left)

    def get_extra_info(self, info: str) -> Any:
        """What httpcore wants to know of the connection, such as whether the other side has closed it."""
        return self._stream.get_extra_info(info)


class Transport(httpx.BaseTransport):
    """httpx's way to that network. Errors come as httpcore has them."""

    def __init__(self, network: Network) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(), max_connections=None, keepalive_expiry=30.0, network_backend=network
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, its body still to be read."""
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        answer = self._pool.handle_request(asked)
        return httpx.Response(answer.status, headers=answer.headers, stream=Body(answer), extensions=answer.extensions)

    def close(self) -> None:
        """End all connections."""
        self._pool.close()


class Body(httpx.SyncByteStream):
    """An answer's body as httpx wants it."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Any:
        return self._answer.iter_stream()

    def close(self) -> None:
        """Give the connection back."""
        self._answer.close()
