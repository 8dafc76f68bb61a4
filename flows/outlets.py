"""The outlets that a run knows."""

from flows.settings import Settings
from tasks.ingest.outlets import Outlet, load


def outlets_of(settings: Settings) -> dict[str, Outlet]:
    """The outlets that the sources file names; none where there is no such file."""
    return load(settings.sources) if settings.sources.exists() else {}
