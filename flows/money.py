"""Money: articles and entities into monetary mentions."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from flows.runner import Runner
from tasks.money import steps


def money(batches: Iterable[Path], runner: Runner) -> Iterator[Path]:
    """The batches with their money."""
    return runner.each("money", steps.money, batches)
