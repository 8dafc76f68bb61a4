"""The outlets that a run knows."""

from collections.abc import Sequence

from flows.settings import SAMPLES, Settings
from tasks.ingest.outlets import Outlet, load


def outlets_of(settings: Settings) -> dict[str, Outlet]:
    """The outlets that the sources file names; none where there is no such file."""
    return load(settings.sources) if settings.sources.exists() else {}


def inputs_or_feeds(given: Sequence[str], settings: Settings) -> list[str]:
    """The inputs; without any, the feeds of the outlets, and without these the samples."""
    feeds = [outlet.feed for outlet in outlets_of(settings).values() if outlet.feed is not None]
    return [*given] or feeds or [str(SAMPLES)]
