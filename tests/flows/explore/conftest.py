"""A lake to explore, the app that serves it, and a page in the browser."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from flows.explore.held import Held, hold
from tasks.lake.lake import Lake

sys.path.append(str(Path(__file__).parent))  # for `explored`


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    from explored import MANY, SOME, published

    return published(Lake.open(tmp_path_factory.mktemp("explore") / "lake"), SOME + MANY)


@pytest.fixture(scope="module")
def held(lake: Lake) -> Held:
    return hold(str(lake.root))


@pytest.fixture(scope="module")
def url(lake: Lake) -> Iterator[str]:
    from explored import served

    with served(lake) as address:
        yield address


@pytest.fixture
def shown(browser: Browser, url: str) -> Iterator[Page]:
    """A page that must complain of nothing and ask nobody but the app."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.on("request", lambda asked: None if asked.url.startswith((url, "data:")) else complaints.append(asked.url))
    page.goto(url)
    yield page
    assert complaints == []
