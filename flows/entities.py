"""Entities: articles into mentions of people, organisations and places."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from flows.runner import Runner
from flows.settings import Settings
from tasks.entities import steps


def entities(batches: Iterable[Path], runner: Runner, settings: Settings) -> Iterator[Path]:
    """The batches with their entities."""
    return runner.each("entities", steps.entities, batches, settings.model, settings.repair, settings.limits)
