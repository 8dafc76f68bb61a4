"""An object store for tests: moto's server of the S3 protocol on this machine's loopback, with troubles on demand."""

import logging
import os
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import botocore.session
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

BUCKET = "news"
SECRET = "planted/secret+key"  # in the environment of everything that talks to the store


class Quiet(WSGIRequestHandler):
    """Logs no requests."""

    def log_request(self, *_: Any) -> None:
        """Nothing."""


class Store:
    """The server's application.

    moto compares and then writes without holding a lock in between; here writes wait for each other, so that a write
    on a condition is one step, as S3 promises.
    """

    def __init__(self) -> None:
        self.behind = DomainDispatcherApplication(create_backend_app)
        self.writing = threading.Lock()
        self.failing = 0.0  # share of requests that are answered with 500: half of them are done all the same
        self.stalling = 0.0  # share of requests that are answered late: half of them are done late, too
        self.late = 1.0  # seconds
        self.heedless = False  # writes whatever the condition
        self.chance = random.Random(1)
        self.failed = 0

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if self.heedless:
            environ = {name: value for name, value in environ.items() if not name.startswith("HTTP_IF_")}
        draw = self.chance.random()
        if draw < self.stalling:
            return self.stalled(environ, start, first=draw < self.stalling / 2)
        if draw < self.failing:
            self.failed += 1
            if draw < self.failing / 2:
                b"".join(self.answer(environ, lambda *_: None))
            else:
                environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            start("500 Internal Server Error", [("Content-Type", "text/plain")])
            return [b"out of order"]
        return self.answer(environ, start)

    def stalled(self, environ: dict[str, Any], start: Callable[..., Any], *, first: bool) -> Iterable[bytes]:
        """What moto says, long after whoever asked has gone; `first` the silence, or first the work."""
        self.failed += 1
        if first:
            time.sleep(self.late)
        body = self.answer(environ, start)
        if not first:
            time.sleep(self.late)
        return body

    def answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        """What moto says, one write after another."""
        if environ["REQUEST_METHOD"] == "GET":
            return list(self.behind(environ, start))
        with self.writing:
            return list(self.behind(environ, start))


@contextmanager
def serving() -> Iterator[Store]:
    """A store with an empty bucket, found by the environment of this process and its children."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    store = Store()
    server = make_server("127.0.0.1", 0, store, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings = {
        "AWS_ACCESS_KEY_ID": "plantedkeyid",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}",
    }
    with mock.patch.dict(os.environ, settings):
        botocore.session.get_session().create_client("s3").create_bucket(Bucket=BUCKET)
        yield store
    server.shutdown()
    thread.join()
    server.server_close()
