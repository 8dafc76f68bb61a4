"""Files in stores, by their address: read from an S3 server on this machine."""

from collections.abc import Iterator
from datetime import UTC, datetime

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from moto.server import ThreadedMotoServer

from schemas.errors import BadInput
from tasks.ingest.read import documents

SEEN = datetime(2024, 5, 1, tzinfo=UTC)
LINES = b'{"id": "1", "text": "One."}\n{"id": "2", "text": "Two."}\n'


@pytest.fixture(scope="module")
def store() -> Iterator[None]:
    """A bucket `news` with a file, and a folder of two."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"ACCESS_KEY_ID": "x", "SECRET_ACCESS_KEY": "x", "DEFAULT_REGION": "us-east-1"}.items():
            patch.setenv(f"AWS_{name}", value)
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        client = boto3.client("s3")
        client.create_bucket(Bucket="news")
        table = pa.BufferOutputStream()
        pq.write_table(pa.table({"text": ["Three."] * 3, "url": [f"https://a.example/{n}" for n in range(3)]}), table)
        for key, content in {"a.jsonl": LINES, "day/b.jsonl": LINES, "day/c.parquet": table.getvalue()}.items():
            client.put_object(Bucket="news", Key=key, Body=bytes(content))
        yield
    server.stop()


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("address", "count"), [("s3://news/a.jsonl", 2), ("s3://news/day", 5), ("s3://news/day/*.parquet", 3)]
)
def test_files_of_a_store_are_read(address: str, count: int) -> None:
    arrived = list(documents([address], first_seen_at=SEEN))
    assert len(arrived) == count
    assert all(one.refusal is None and one.locator.startswith("s3://news/") for one in arrived)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("address", ["s3://news/none.jsonl", "s3://none/a.jsonl", "nothing://news/a.jsonl"])
def test_what_is_not_there_is_told(address: str) -> None:
    with pytest.raises(BadInput, match=address):
        documents([address], first_seen_at=SEEN)
