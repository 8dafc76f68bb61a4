"""Money: articles and entities into monetary mentions."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from flows.outlets import outlets_of
from flows.runner import Runner
from flows.settings import Settings
from tasks.money import steps


def money(batches: Iterable[Path], runner: Runner, settings: Settings) -> Iterator[Path]:
    """The batches with their money."""
    homes = {
        key: outlet.currency or outlet.country or ""
        for domain, outlet in outlets_of(settings).items()
        for key in (domain, outlet.name)
        if key is not None
    }
    return runner.each("money", steps.money, batches, homes, settings.limits)
