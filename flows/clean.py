"""Clean: raw documents into articles."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from flows.runner import Runner
from flows.settings import Settings
from tasks.clean import steps


def clean(batches: Iterable[Path], runner: Runner, settings: Settings, run_id: str) -> Iterator[Path]:
    """The batches with their articles."""
    return runner.each("clean", steps.clean, batches, run_id, settings.limits)
