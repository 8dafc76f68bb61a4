"""What a run is asked to do, and what it has done so far."""

import secrets
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from flows.again import Again
from flows.bounds import outside
from flows.published import counted
from flows.publisher import Outcome
from flows.settings import Settings
from tasks.ingest.arrival import Tally
from tasks.ingest.fetch.address import is_web, told


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is to do, as the settings say: read the inputs into the lake, or make `again` what is there.

    `retried` are documents (document_id) that were refused and are read though the lake holds them.
    """

    inputs: list[str]
    settings: Settings
    started_at: datetime
    run_id: str
    again: Again | None = None
    retried: frozenset[str] = frozenset()

    @classmethod
    def now(
        cls, inputs: list[str], settings: Settings, run_id: str | None = None, again: Again | None = None
    ) -> "Order":
        """An order given now, under a new name where it has none."""
        return cls(inputs, settings, datetime.now(UTC), run_id or new_run_id(), again)

    @property
    def named(self) -> list[str]:
        """The inputs as they may be shown and kept."""
        return [told(given) if is_web(given) else given for given in self.inputs]


def new_run_id() -> str:
    """A name for a run, which sorts by its time."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"


@dataclass(slots=True)
class Summary:
    """What a run has done so far: documents `read`, those `finished`, and rows `published`, by the names of `counts`.

    `found` counts the documents read by format, and what was passed over; `reasons` those refused by reason; `asked`
    the addresses that were asked for, and of them those fetched, unchanged and failed; `changed` is whether the lake
    is another than before.
    """

    run_id: str
    lake: Path | str
    read: Counter[str] = field(default_factory=Counter)
    published: Counter[str] = field(default_factory=Counter)
    found: Tally = field(default_factory=Tally)
    reasons: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    finished: int = 0
    seconds: float = 0.0
    changed: bool = False

    def take(self, outcome: Outcome) -> None:
        """Take in what came of a part of the run."""
        self.published, self.reasons = Counter(outcome.rows), Counter(outcome.reasons)
        self.changed |= outcome.changed

    @property
    def counts(self) -> dict[str, int]:
        """What the run's own row tells."""
        return counted(self.read, self.published)

    @property
    def kinds(self) -> dict[str, dict[str, int]]:
        """Documents read by format, what was passed over by kind, documents refused by reason, and addresses
        by how asking for them ended; the most first."""
        counters = {
            "asked": +self.asked,
            "formats": self.found.formats,
            "passed_over": self.found.passed_over,
            "reasons": self.reasons,
        }
        return {name: dict(counter.most_common()) for name, counter in counters.items()}

    def outside(self, settings: Settings) -> list[str]:
        """The bounds that the run falls outside of."""
        return outside(self.counts, settings.bounds, settings.bounds_from)
