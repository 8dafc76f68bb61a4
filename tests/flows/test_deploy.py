"""prefect.yaml on a real server with a process work pool and a worker, and Prefect's pages in a real browser."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse

import pandas as pd
import pytest
import yaml
from playwright.sync_api import Page, sync_playwright

from flows.server import ServerForRun

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    home = tmp_path_factory.mktemp("prefect")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREFECT_HOME", str(home))
        with ServerForRun(home / "server.log", scheduling=True) as started:
            started.ready()
            yield started.url, os.environ | {"PREFECT_API_URL": started.url, "PREFECT_HOME": str(home)}


def prefect(environment: dict[str, str], folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "prefect", *arguments],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def deployed(server: tuple[str, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The lake that a worker's run of the deployment has made of the samples, and the server's address."""
    url, environment = server
    folder = tmp_path_factory.mktemp("deployed")
    told = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    told["deployments"][0]["parameters"] = {
        "inputs": [str(ROOT / "data" / "samples")],
        "settings": {"lake": str(folder / "lake"), "workers": 1},
    }
    (folder / "prefect.yaml").write_text(yaml.safe_dump(told), encoding="utf-8")
    prefect(environment, folder, "work-pool", "create", "newsledger", "--type", "process")
    prefect(environment, folder, "--no-prompt", "deploy", "--all")
    prefect(environment, folder, "deployment", "run", "newsledger/news")
    prefect(environment, folder, "worker", "start", "--pool", "newsledger", "--run-once")
    return url, folder / "lake"


def test_a_worker_runs_what_prefect_yaml_deploys(deployed: tuple[str, Path]) -> None:
    _, lake = deployed
    [run] = pd.read_parquet(lake / "runs").to_dict("records")
    assert (run["state"], run["engine"], run["workers"]) == ("finished", "process", 1)
    assert run["articles"] == len(pd.read_parquet(lake / "articles")) > 15


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install Debian's package chromium")
def test_prefects_pages_show_the_run_offline_on_any_port(deployed: tuple[str, Path], tmp_path: Path) -> None:
    url, lake = deployed
    name = pd.read_parquet(lake / "runs")["run_id"][0]
    asked: set[str] = set()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.on("request", lambda request: asked.add(request.url))
        look_at(page, url.removesuffix("/api") + "/runs", name)
        page.screenshot(path=tmp_path / "runs.png")
        look_at(page, url.removesuffix("/api") + "/artifacts", "newsledger-summary")
        page.screenshot(path=tmp_path / "artifacts.png")
        browser.close()
    hosts = {urlparse(address).netloc for address in asked if address.startswith("http")}
    assert hosts == {urlparse(url).netloc}
    assert (tmp_path / "runs.png").stat().st_size > 10_000


def look_at(page: Page, address: str, text: str) -> None:
    page.goto(address)
    page.get_by_text(text).first.wait_for(timeout=60_000)
