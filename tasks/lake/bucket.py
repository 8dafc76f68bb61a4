"""The few things an object store of the S3 protocol must do for a lake: read, list, delete, and write on a condition.

There is no way here to write without one: an object is made only where there is none (If-None-Match), or replaces only
the very one that was seen (If-Match). Requests that fail for a passing reason are made again. Credentials, region and
endpoint come from where the AWS tools take them: the environment (AWS_ACCESS_KEY_ID, AWS_PROFILE, AWS_ENDPOINT_URL...),
`~/.aws`, or the machine's role. They are never part of an error.
"""

import errno
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, TypeVar
from uuid import uuid4

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError

from schemas.errors import LakeError

TRIES = 10
PAUSE = 0.1  # seconds before the second try; each further pause is twice as long, up to LONGEST, less a random part
LONGEST = 10.0
AT_ONCE = 16  # requests under way
SILENCE = 20.0  # seconds without a byte after which a request has failed
SOURCES = "It takes credentials, region and endpoint from the environment (AWS_...), ~/.aws or the machine's role"
TOKEN = "put"  # the metadata by which a writer knows its own object again
PASSING = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT)

Result = TypeVar("Result")


class Conflict(Exception):
    """The condition of a write did not hold: the object is not the one that was seen."""


@dataclass(frozen=True, slots=True)
class Found:
    """An object as the store tells of it. `age` is in seconds by the store's own clock; `content` only where read."""

    key: str
    etag: str
    size: int
    about: Mapping[str, str] = field(default_factory=dict)
    age: float = 0.0
    content: bytes = b""


class Bucket:
    """One bucket."""

    def __init__(self, name: str, client: Any) -> None:
        self.name = name
        self.client = client

    @classmethod
    def named(cls, name: str) -> "Bucket":
        """The bucket of that name, found by what the environment says."""
        session = botocore.session.get_session()
        settings = {
            "retries": {"total_max_attempts": 1},
            "max_pool_connections": AT_ONCE,
            "connect_timeout": 10,
            "read_timeout": SILENCE,
        }
        try:
            client = session.create_client("s3", config=Config(**settings))
            if not client.meta.endpoint_url.rstrip("/").endswith((".amazonaws.com", ".amazonaws.com.cn")):
                by_path = Config(**settings, s3={"addressing_style": "path"})
                client = session.create_client("s3", config=by_path)
        except (BotoCoreError, ValueError) as error:
            raise LakeError(f"The settings of the object store cannot be used: {error}.") from error
        return cls(name, client)

    def head(self, key: str) -> Found | None:
        """What the store tells of an object without its content; None where there is none."""
        return self._found(key, lambda: self.client.head_object(Bucket=self.name, Key=key))

    def get(self, key: str) -> Found | None:
        """An object with its content; None where there is none."""
        return self._found(key, lambda: self.client.get_object(Bucket=self.name, Key=key))

    def part(self, found: Found, start: int, end: int) -> bytes:
        """Some bytes of the very object that was found; FileNotFoundError where another stands there by now."""

        def read() -> bytes:
            wanted = {"Range": f"bytes={start}-{end - 1}", "IfMatch": found.etag}
            content: bytes = self.client.get_object(Bucket=self.name, Key=found.key, **wanted)["Body"].read()
            return content

        try:
            return self._tried(read)
        except Conflict as error:
            raise FileNotFoundError(errno.ENOENT, "replaced while it was read", found.key) from error

    def put(
        self, key: str, content: bytes | memoryview, *, over: str | None, about: Mapping[str, str] | None = None
    ) -> str:
        """Write a whole object where there is none, or `over` the one with that etag; its etag.

        Raises Conflict where that does not hold. A write that took place although its answer was lost counts as done.
        """
        token = uuid4().hex
        condition = {"IfNoneMatch": "*"} if over is None else {"IfMatch": over}
        request = {"Bucket": self.name, "Key": key, "Metadata": {**(about or {}), TOKEN: token}, **condition}
        try:
            etag: str = self._tried(lambda: self.client.put_object(Body=bytes(content), **request))["ETag"]
        except (Conflict, FileNotFoundError) as error:  # some stores say "not found" where the one to replace is gone
            there = self.head(key)
            if there is not None and there.about.get(TOKEN) == token:
                return there.etag
            raise Conflict(key) from error
        return etag

    def list(self, prefix: str) -> Iterator[Found]:
        """All objects whose keys begin so, in order of their keys."""
        more: dict[str, str] = {}
        while True:
            page = self._tried(lambda: self.client.list_objects_v2(Bucket=self.name, Prefix=prefix, **more))  # noqa: B023  # called at once
            for one in page.get("Contents", []):
                yield Found(one["Key"], one["ETag"], one["Size"])
            if not page.get("IsTruncated"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def delete(self, keys: Iterable[str]) -> None:
        """Remove objects; those that are gone already are no error."""
        each(lambda key: self._tried(lambda: self.client.delete_object(Bucket=self.name, Key=key)), keys)

    def _found(self, key: str, ask: Callable[[], Any]) -> Found | None:
        def asked() -> Found:
            answer = ask()
            body = answer["Body"].read() if "Body" in answer else b""
            about = answer.get("Metadata", {})
            return Found(key, answer["ETag"], answer["ContentLength"], about, _age(answer), body)

        try:
            return self._tried(asked)
        except FileNotFoundError:
            return None

    def _tried(self, do: Callable[[], Result]) -> Result:
        """What `do` gives, tried again for a passing reason.

        Raises Conflict, FileNotFoundError, or a LakeError that tells what the store said.
        """
        for tried in range(TRIES):
            try:
                return do()
            except ClientError as error:
                told = self._told(error)
                if told is None:
                    reason = f"{_code(error)}, {TRIES} times"
                else:
                    raise told from error
            except (HTTPClientError, ConnectionError, OSError) as error:
                reason = f"{type(error).__name__}, {TRIES} times"
            except BotoCoreError as error:
                raise LakeError(f"The object store cannot be used: {str(error).rstrip('.')}. {SOURCES}.") from error
            if tried < TRIES - 1:
                time.sleep(min(LONGEST, PAUSE * 2**tried) * random.uniform(0.5, 1))
        raise LakeError(f"The object store of bucket {self.name} fails: {reason}. Run again when it answers.")

    def _told(self, error: ClientError) -> Exception | None:
        """What a refusal means; None where it may pass."""
        status, code = error.response["ResponseMetadata"]["HTTPStatusCode"], _code(error)
        if status == HTTPStatus.PRECONDITION_FAILED:
            return Conflict(code)
        if code == "NoSuchBucket":
            return LakeError(f"There is no bucket {self.name} in the object store: make it, or name another.")
        if status == HTTPStatus.NOT_FOUND:
            return FileNotFoundError(errno.ENOENT, "no such object")
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in PASSING:
            return None
        return LakeError(f"The object store refuses bucket {self.name}: {code}. {SOURCES}.")


def each(do: Callable[[str], object], keys: Iterable[str]) -> None:
    """Do it for all of them, several at once; the first error is raised when all are through."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(do, keys):
            pass


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", "no reason given"))


def _age(answer: Mapping[str, Any]) -> float:
    """How long ago an object was written, by the store's clock alone."""
    now = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    written: datetime = answer["LastModified"]
    return (parsedate_to_datetime(now) - written).total_seconds() if now else 0.0
