"""Fixtures that many tests share: a lake made of the samples, and the command line as a user calls it."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psutil
import pytest

ROOT = Path(__file__).parent.parent
Command = Callable[..., "subprocess.CompletedProcess[str]"]


def call(*arguments: str | Path, stdin: str | None = None, **environment: str) -> "subprocess.CompletedProcess[str]":
    """`newsledger` with these arguments, as a process of its own, run from the repository's root."""
    return subprocess.run(
        [sys.executable, "-m", "flows", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        timeout=300,
        check=False,
        env=os.environ | {"COLUMNS": "200"} | environment,
    )


@pytest.fixture(scope="session")
def newsledger_command() -> Command:
    """Calls the command line."""
    return call


@pytest.fixture(scope="session")
def sample_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake made of data/samples, in place and without a server; only to be read."""
    lake = tmp_path_factory.mktemp("sample") / "lake"
    done = call("run", "--lake", lake, "--no-server")
    assert done.returncode == 0, done.stderr
    return lake


@pytest.fixture(scope="session")
def listening() -> Callable[[int], set[str]]:
    """Tells the addresses at which a process and those below it wait for connections."""

    def found(pid: int) -> set[str]:
        root = psutil.Process(pid)
        every = [one for process in (root, *root.children(recursive=True)) for one in process.net_connections("inet")]
        return {one.laddr.ip for one in every if one.status == psutil.CONN_LISTEN}

    return found


@dataclass
class Site:
    """A web site on this machine. `pages` maps a path to its answers, one a request, the last for all further ones.

    An answer is a status, headers and a body, or a function that is given the request's handler and does as it likes.
    """

    address: str = ""
    pages: dict[str, list[Any]] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def put(self, path: str, *answers: Any) -> str:
        """Answer so from now on; the page's address. Text alone is a page with status 200."""
        plain = [(200, {"Content-Type": "text/html"}, one) if isinstance(one, str) else one for one in answers]
        self.pages[path] = list(plain)
        return self.address + path

    def asked(self, path: str) -> list[dict[str, str]]:
        """The headers of the requests for that path."""
        return [headers for there, headers in self.requests if there == path]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        self.requests.append((handler.path, dict(handler.headers)))
        answers = self.pages.get(handler.path, [(404, {}, "")])
        one = answers.pop(0) if len(answers) > 1 else answers[0]
        if callable(one):
            one(handler)
            return
        status, headers, body = one
        content = body.encode() if isinstance(body, str) else body
        tag = headers.get("ETag")
        if tag is not None and handler.headers.get("If-None-Match") == tag:
            status, content = 304, b""
        begin = handler.send_response_only if "Date" in headers else handler.send_response
        begin(status)
        for name, value in ({"Content-Length": str(len(content))} | headers).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(content)


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site on loopback, empty."""
    here = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # named so by http.server
            try:
                here.answer(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, format: str, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    here.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield here
    server.shutdown()
    server.server_close()
