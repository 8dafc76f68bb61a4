"""Serving: other sites are refused, any lake is explored, and the command starts and stops."""

import csv
import io
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from explored import SOME, published, served, told
from object_store import BUCKET, serving

from flows.server import HOST
from tasks.lake.lake import Lake

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "localhost:8642"}, 200),
        ({"host": "attacker.example:8642"}, 400),
        ({"host": "127.0.0.1.attacker.example"}, 400),
        ({"host": ""}, 400),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}, 403),
        ({"sec-fetch-site": "same-site", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}, 200),
        ({"sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}, 200),
    ],
)
def test_other_sites_are_refused(url: str, headers: dict[str, str], status: int) -> None:
    for path in ("/", "/figures.csv", "/figure/f0"):
        assert httpx.get(url + path, headers=headers).status_code == status


def test_an_answer_says_what_a_page_may_do_and_only_reading_is_answered(url: str) -> None:
    told = httpx.get(url, headers={"origin": "https://attacker.example"}).headers
    assert "default-src 'none'" in told["content-security-policy"]
    assert "frame-ancestors 'none'" in told["content-security-policy"]
    assert told["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in told
    assert httpx.post(url, data={"payer": "US"}).status_code == 405


def test_a_spreadsheet_runs_nothing_of_it_and_a_publish_is_seen_at_once(tmp_path: Path) -> None:
    lake = published(Lake.open(tmp_path / "lake"), [told(0, purpose="=HYPERLINK(1)", payer="@SUM(1)")])
    with served(lake) as url:
        [only] = csv.DictReader(io.StringIO(httpx.get(f"{url}/figures.csv").text))
        assert (only["purpose"], only["payer"]) == ("'=HYPERLINK(1)", "'@SUM(1)")
        assert httpx.get(f"{url}/figure/f1").status_code == 404
        published(lake, [told(1)])
        assert httpx.get(f"{url}/figure/f1").status_code == 200


def test_a_lake_in_an_object_store_is_explored_too() -> None:
    with serving(), served(published(Lake.open(f"s3://{BUCKET}/explore/lake"), SOME)) as url:
        assert "8</strong> of 8 figures" in httpx.get(url).text
        for path in ("/figure/f0", "/article/a0", "/figures.csv?payer=US"):
            assert httpx.get(url + path).status_code == 200


def test_a_lake_without_figures_has_its_page(tmp_path: Path) -> None:
    with served(Lake.open(tmp_path / "lake")) as url:
        assert "The lake holds no figures yet." in httpx.get(url).text
        assert httpx.get(f"{url}/figures.csv").status_code == 200
        assert httpx.get(f"{url}/?text=aid&payer=US&least=5m").status_code == 200


def test_it_says_where_it_is_and_stops_when_asked(lake: Lake) -> None:
    command = [sys.executable, "-m", "flows", "explore", "--lake", str(lake.root), "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        address = re.search(r"http://127\.0\.0\.1:\d+/", process.stderr.readline())
        assert address is not None
        transport = httpx.HTTPTransport(retries=5)  # it is told a moment before it listens
        assert httpx.Client(transport=transport).get(address[0]).status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr.read().strip() == "Stopped."


def test_a_port_that_is_taken_and_a_lake_that_is_none_are_told(
    lake: Lake, tmp_path: Path, newsledger_command: Callable[..., "subprocess.CompletedProcess[str]"]
) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = newsledger_command("explore", "--lake", lake.root, "--port", port)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False)
        assert f"Port {port} is taken: give another with --port" in done.stderr
    done = newsledger_command("explore", "--lake", tmp_path / "none")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "no lake" in done.stderr.lower()
