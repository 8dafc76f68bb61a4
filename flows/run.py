"""One run from the command line: what is new, who does the work, how far it is, and what came of it."""

import json
import math
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Set
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from flows.again import Again
from flows.engine import Engine, engine
from flows.fetch import arrivals
from flows.ingest import arriving, mends
from flows.memory import frugal, give_back
from flows.order import Order, Summary
from flows.outlets import inputs_or_feeds
from flows.pipeline import pipeline
from flows.record import mark_died
from flows.runner import Runner
from flows.screen import screen, stoppable
from flows.server import QUIET, ServerForRun, standing
from flows.settings import Settings
from flows.warm import warm
from schemas.errors import BadInput, OutOfBounds
from tasks.clean.dates import moment, possible
from tasks.ingest.document import Document
from tasks.ingest.fetch.address import told
from tasks.ingest.fetch.visits import Visit
from tasks.ingest.fetch.walk import Arrived
from tasks.ingest.formats import FORMATS
from tasks.ingest.remote import is_remote
from tasks.lake.known import Known
from tasks.lake.lake import Lake

# Beyond this size of input, counting what is new first would cost more than knowing the time left is worth.
COUNTED_FIRST = 256_000_000

TOLD_AS = {
    "asked": "Addresses",
    "formats": "Read, by format",
    "passed_over": "No documents, passed over",
    "reasons": "Refused, by reason",
}


def run(inputs: list[str] | None, settings: Settings, *, as_json: bool, again: Again | None = None) -> None:
    """Do what the order says and tell what came of it. A LedgerError where it cannot be done."""
    check(inputs or [], settings)
    order = Order.now([] if again else inputs_or_feeds(inputs or [], settings), settings, again=again)
    lake = opened(settings, create=again is None)
    with stoppable(f"Stopped. What was published stays in {settings.lake}; the same command goes on from there."):
        looked = Summary(order.run_id, settings.lake)
        known = Known() if again else Known.of(lake)
        give_back()
        expected = None if again else new_documents(order, known, looked)
        if expected is None and not again:
            summary = read_on(order, known, looked, arrivals(order, lake, known, looked))
        else:
            summary = looked if expected == 0 else work(order, known, expected)
    tell(summary, lake, as_json=as_json)
    warn(summary, settings)


def opened(settings: Settings, *, create: bool = True) -> Lake:
    """The lake that the settings name, with what interrupted runs left in it set right. To be called first."""
    frugal()
    lake = Lake.open(settings.lake, partition=settings.partition, create=create)
    lake.recover()
    for run_id in mark_died(lake):
        screen.print(f"Run {run_id} had died before its end; it is marked so.", style="dim")
    return lake


def warn(summary: Summary, settings: Settings) -> None:
    """Tell which bounds the run fell outside of; a LedgerError where that is not allowed."""
    told = summary.outside(settings)
    if told and not settings.allow:
        raise OutOfBounds(
            f"Run {summary.run_id} is published but marked, for it does not look as expected: {'; '.join(told)}. Look "
            "at `newsledger rejects` and at articles; --allow accepts it, and the setting `bounds` moves them."
        )
    for line in told:
        screen.print(f"Out of bounds, and allowed: {line}", style="dim")


def check(inputs: list[str], settings: Settings) -> None:
    """Refuse what cannot be meant, before anything is made."""
    if any(not given.strip() for given in inputs):
        raise BadInput("An input is empty: give files, folders, globs or - for standard input.")
    if "sources" in settings.model_fields_set and not settings.sources.is_file():
        raise BadInput(f'No sources file {settings.sources}. Give one with [outlets."example.com"] tables.')
    published = None if settings.published is None else moment(settings.published)
    if settings.published is not None and published is None:
        raise BadInput(f"--published {settings.published} is no date: write it as 2022-10-15 or 2022-10-15T12:00Z.")
    if published is not None and not possible(published, datetime.now(UTC)):
        raise BadInput(
            f"--published {settings.published} lies in the future, or before 1800: no article can be of then."
        )


def new_documents(order: Order, known: Known, looked: Summary) -> int | None:
    """How many documents are not in the lake yet, and into `looked` what there is.

    None where the inputs cannot be read twice or are too large to.
    """
    if "-" in order.inputs or any(map(is_remote, order.inputs)) or _bytes(order.inputs) > COUNTED_FIRST:
        return None
    arrived = arriving(order.inputs, order.settings, order.started_at, looked.found)
    ids = Counter(document.document_id for document in arrived)
    looked.read.update(documents=ids.total(), known=ids.total())
    return len(ids) - len(known.documents.among(ids))


def read_on(order: Order, known: Known, summary: Summary, begun: Generator[Arrived, None, None]) -> Summary:
    """Read until something is new, and only then set anything to work on it and what follows.

    What is read and asked for is counted in `summary`.
    """
    with closing(begun) as arrived:
        ahead = first_new(arrived, known, order.retried, summary)
        if ahead is None:
            return summary
        return replace(work(order, known, None, chain(ahead, arrived)), asked=summary.asked, found=summary.found)


def first_new(
    arrived: Iterator[Arrived], known: Known, retried: Set[str], summary: Summary
) -> Iterator[Arrived] | None:
    """What came up to the first document that is not known, or visit that mends a reject; None where there is none.

    Of those before, which will be met again, no content is kept.
    """
    passed: list[Arrived] = []
    for one in arrived:
        if isinstance(one, Visit):
            passed.append(one)
            if mends(one, known.refused):
                return iter(passed)
        elif one.document_id in known.documents and one.document_id not in retried:
            passed.append(replace(one, content=b""))
        else:
            return iter([*passed, one])
    summary.read.update(dict.fromkeys(("documents", "known"), sum(isinstance(one, Document) for one in passed)))
    return None


def work(order: Order, known: Known, expected: int | None, arrived: Iterator[Arrived] | None = None) -> Summary:
    """Run the pipeline on the engine that the settings ask for, under Prefect or without."""
    body = partial(pipeline, known=known, arrived=arrived)
    with closing(asked_for(order.settings)) as chosen, progress(expected) as advance:
        if not order.settings.server:
            return body(order, Runner(chosen), advance)
        return under_prefect(order, chosen, expected, advance, body)


def asked_for(settings: Settings) -> Engine:
    """The engine that the settings ask for: without a server and a number of workers, this process alone."""
    in_place = not settings.server and settings.workers is None
    workers = settings.workers or os.cpu_count() or 1
    return engine(
        settings.engine,
        workers=workers,
        in_place=in_place,
        dask_address=settings.dask_address,
        seconds=settings.document_seconds,
    )


def under_prefect(
    order: Order,
    chosen: Engine,
    expected: int | None,
    advance: Callable[[Summary], None],
    body: Callable[..., Summary],
) -> Summary:
    """The pipeline as a Prefect flow, on a server that stands already or on one started for this run."""
    os.environ.update({name: value for name, value in QUIET.items() if name not in os.environ})
    batches = math.inf if expected is None else math.ceil(expected / order.settings.batch_documents)
    for _ in range(int(min(chosen.workers, batches))):
        chosen.warm(warm, order.settings.model)
    with prefect_api():
        from flows.orchestrator import orchestrated

        return orchestrated(order, chosen, advance, expected, body)


@contextmanager
def prefect_api(*, scheduling: bool = False, port: int | None = None) -> Iterator[str]:
    """A Prefect API that answers at PREFECT_API_URL, for as long as the block lasts; its URL."""
    url = standing()
    if url is not None:
        screen.print(f"Prefect at {told(url)}", style="dim")
        os.environ["PREFECT_API_URL"] = url
        yield url
        return
    kind = "with schedules" if scheduling else "for this run (--no-server goes without)"
    screen.print(f"Starting a Prefect server {kind}", style="dim")
    with (
        tempfile.TemporaryDirectory() as folder,
        ServerForRun(Path(folder) / "server.log", scheduling=scheduling, port=port) as server,
    ):
        os.environ["PREFECT_API_URL"] = server.url  # before Prefect is imported, which reads it once
        from flows import orchestrator  # noqa: F401  # here, beside the server's start, because both take seconds

        yield server.ready()


@contextmanager
def progress(expected: int | None) -> Iterator[Callable[[Summary], None]]:
    """A bar on standard error: documents done, their rate, and the time left where that can be known."""
    bar = Progress(
        TextColumn("[progress.description]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=screen,
        transient=True,
    )
    with bar:
        shown = bar.add_task("documents", total=expected, rate="")

        def advance(summary: Summary) -> None:
            elapsed = bar.tasks[0].elapsed or 0.0
            bar.update(shown, completed=summary.finished, rate=f"{summary.finished / max(elapsed, 0.001):.0f}/s")

        yield advance


def tell(summary: Summary, lake: Lake, *, as_json: bool) -> None:
    """The closing summary: what came in, what came out, what was refused, and how to read it."""
    counts: dict[str, Any] = dict(summary.counts)
    if as_json:
        sys.stdout.write(
            json.dumps(
                {"run_id": summary.run_id, "lake": str(lake.root), "seconds": summary.seconds} | counts | summary.kinds
            )
            + "\n"
        )
        return
    console = Console(highlight=False)
    if not any((counts["documents"], summary.kinds["passed_over"], summary.kinds["asked"])):
        console.print(f"No files found. Read are {', '.join(one.name for one in FORMATS[1:-1])}; hidden files are not.")
        return
    for name, kind in summary.kinds.items():
        if kind:
            listed = ", ".join(f"{count:,} {what}" for what, count in kind.items())
            console.print(f"{TOLD_AS[name]}: {listed}", style="dim", soft_wrap=True)
    if not summary.changed:
        console.print(f"Nothing new: the lake at {summary.lake} holds all that was found already.")
        return
    console.print(
        f"{counts['documents']:,} documents in {summary.seconds:.1f} s: {counts['known']:,} known already, "
        f"{counts['articles']:,} articles ({counts['duplicates']:,} duplicates), {counts['rejects']:,} refused"
    )
    console.print(f"{counts['entities']:,} entities, [bold]{counts['money']:,} monetary mentions[/bold]")
    if counts["rejects"]:
        console.print(f"Refused: newsledger rejects --lake {summary.lake}", style="dim", soft_wrap=True)
    console.print(f'Read it:  pd.read_parquet("{summary.lake}/money")', soft_wrap=True)


def _bytes(inputs: list[str]) -> int:
    files = (path for given in inputs for path in (Path(given).rglob("*") if Path(given).is_dir() else [Path(given)]))
    return sum(path.stat().st_size for path in files if path.is_file())
