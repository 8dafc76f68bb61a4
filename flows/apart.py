"""A batch that could not be done as a whole: its documents one at a time, so that only the guilty are refused."""

import logging
import signal
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.deadline import ENDED, TooSlow
from flows.observe import Done, Step
from schemas.errors import BadInput, LakeError, LedgerError, MissingModel, UnknownName
from tasks import batch

WHOLE = 4  # times the time of one document: what a batch may take
LOADING = 60.0  # seconds for a batch of no documents: what a worker needs to load models
TRIES = 3
# So many of a batch's documents, or this share of them, may break the program; more, and it is not the documents.
FEW, SHARE = 3, 0.1
# How a program ends that broke by itself; another signal comes from elsewhere, and what was done is tried again.
CRASHES = {-number for number in (signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGFPE, signal.SIGABRT)}


class WorkerLost(LedgerError):
    """Workers that are gone: one died, again and again, with one batch in its hands, or all of a cluster did."""


# What is no document's fault, and so the run's.
NOT_THEIRS = (WorkerLost, MissingModel, BadInput, UnknownName, LakeError, OSError, MemoryError, ImportError)


class Ended(Exception):
    """The worker that had a step in its hands has ended; `code` is its exit code, where it is known."""

    def __init__(self, code: int | None = None) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        name = signal.Signals(-self.code).name if self.code is not None and self.code < 0 else f"exit code {self.code}"
        return f"ended its worker: {name}"


# Does the step on the batch within so many seconds of time; raises TooSlow, Ended, or what the step does.
Attempt = Callable[..., Done]


@dataclass(slots=True)
class Apart:
    """One batch, done document by document; what was counted, and how many broke the program."""

    attempt: Attempt
    seconds: float
    step: Step
    arguments: tuple[Any, ...]
    done: list[Done] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)

    def of(self, folder: Path) -> Done:
        """Do the step on each document of the batch by itself; how it went in all."""
        documents = batch.documents(folder)
        most = max(FEW, int(SHARE * len(documents)))
        with tempfile.TemporaryDirectory(prefix="apart-", dir=folder.parent) as place:
            empty = batch.part(folder, Path(place) / "empty", ())
            self._load(empty)
            parts = [batch.part(folder, Path(place) / str(at), (one,)) for at, one in enumerate(documents)]
            for one, part in zip(documents, parts, strict=True):
                fault = self._fault(part, empty)
                if fault is None:
                    continue
                reason, detail, cause = fault
                self.refused[reason] += 1
                if self.refused["failed"] > most:
                    raise cause
                batch.refuse(part, self.step.__name__, {one: (reason, detail)})
            batch.join(folder, parts)
        return self._together(folder)

    def _fault(self, part: Path, empty: Path) -> tuple[str, str, Exception] | None:
        """Do the step on one document; reason, detail and cause where it cannot be done."""
        slow = f"more than {self.seconds:g} s of processor time in step '{self.step.__name__}'"
        cause: Exception
        for _ in range(TRIES):
            try:
                self.done.append(self.attempt(self.seconds, self.step, part, *self.arguments))
                return None
            except TooSlow as error:
                return "too_slow", slow, error
            except Ended as error:
                self._load(empty)
                if error.code == -ENDED:
                    return "too_slow", slow, error
                cause = WorkerLost(lost(self.step, part.name))
                detail = str(error)
                if error.code in CRASHES:
                    break
            except NOT_THEIRS:
                raise
            # Whatever else a document sets off is its own fault, told in its reject.
            except Exception as error:
                return "failed", f"{type(error).__name__}: {error}"[:500], error
        return "failed", detail, cause

    def _load(self, empty: Path) -> None:
        """Have a worker do the step on nothing, so that no document pays for a model; WorkerLost if it cannot."""
        try:
            self.attempt(LOADING, self.step, empty, *self.arguments)
        except (Ended, TooSlow) as error:
            raise WorkerLost(lost(self.step, "no documents at all")) from error

    def _together(self, folder: Path) -> Done:
        counts: Counter[str] = Counter()
        for one in self.done:
            counts.update(one.counts)
        counts["rejects"] += self.refused.total()
        told = ", ".join(f"{count} {reason}" for reason, count in self.refused.items()) or "none"
        line = f"{__name__}: {self.step.__name__} did batch {folder.name} one document at a time; refused: {told}"
        return Done(
            dict(counts),
            sum(one.seconds for one in self.done),
            self.done[-1].place if self.done else "",
            max((one.peak_megabytes for one in self.done), default=0),
            ((logging.WARNING, line), *(line for one in self.done for line in one.logged)),
        )


def lost(step: Step, batch: object) -> str:
    """What there is to say when workers keep dying with a batch in their hands."""
    return (
        f"Worker processes kept dying in step '{step.__name__}' on {batch}, most likely for want of memory. Use fewer "
        "--workers or a lower NEWSLEDGER_BATCH_DOCUMENTS and run again: what is published stays."
    )


def done(attempt: Attempt, alone: Attempt, seconds: float, step: Step, *arguments: Any) -> Done:
    """Do the step on the batch as a whole; where that cannot be, on each of its documents by itself.

    `alone` attempts where a worker that ends has nothing else in its hands. A document on which the step takes more
    than so many seconds, whose worker ends or that breaks the program becomes a reject. Where many break it, or there
    is no document, the fault is the run's.
    """
    try:
        return _whole(attempt, alone, WHOLE * seconds, step, *arguments)
    except TooSlow as error:
        fault: Exception = error
    except Ended:
        fault = WorkerLost(lost(step, arguments[0]))
    except NOT_THEIRS:
        raise
    # What else it ends in may be the fault of a document, which is found out below.
    except Exception as error:
        fault = error
    folder, *others = arguments
    if not isinstance(folder, Path) or not batch.documents(folder):
        raise fault
    return Apart(alone, seconds, step, tuple(others)).of(folder)


def _whole(attempt: Attempt, alone: Attempt, seconds: float, step: Step, *arguments: Any) -> Done:
    """The whole batch, tried again alone where a worker ends: others may have ended it."""
    for _ in range(TRIES - 1):
        try:
            return attempt(seconds, step, *arguments)
        except Ended:
            attempt = alone
    return attempt(seconds, step, *arguments)
