"""docs/hostile-input.md says of each limit what the settings say."""

import re
from pathlib import Path

import pytest

from flows.settings import Settings
from schemas.rejects import REASONS

ROW = re.compile(r"^\| `(\w+)` \| (\S+) \| (.+) \| `(\w+)` \|$", re.MULTILINE)
ROWS = ROW.findall((Path(__file__).parents[2] / "docs" / "hostile-input.md").read_text(encoding="utf-8"))
# Settings that bound something, but nothing that arrives: how work is cut into pieces, and how patient fetching is.
OTHERS = {
    "limit",
    "workers",
    "batch_documents",
    "batch_bytes",
    "publish_documents",
    "publish_most",
    "publish_bytes",
    "publish_seconds",
    "portion_articles",
} | {*{"fetch_hosts", "fetch_tries", "fetch_wait", "fetch_delay", "bounds_from"}}


@pytest.mark.parametrize(("name", "default", "meaning", "reason"), ROWS, ids=[row[0] for row in ROWS])
def test_the_table_does_not_lie(name: str, default: str, meaning: str, reason: str) -> None:
    field = Settings.model_fields[name]
    assert (str(field.default), field.description) == (default, meaning)
    assert reason in REASONS


def test_every_limit_is_in_the_table() -> None:
    bounded = {name for name, field in Settings.model_fields.items() if field.metadata}
    assert {row[0] for row in ROWS} == bounded - OTHERS
