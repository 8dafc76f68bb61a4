"""Again: what the lake holds, made anew from `raw` or from a later stage on, by a better grammar or model."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from flows.clean import clean
from flows.entities import entities
from flows.money import money
from flows.portions import Portion
from flows.publish import Gathered
from flows.publisher import Outcome, Part, State, publish
from flows.regather import regather
from flows.runner import Runner
from flows.settings import Settings
from schemas.articles import ARTICLES
from schemas.catalog import BY_NAME
from schemas.errors import BadInput
from schemas.raw import RAW
from tasks import batch
from tasks.clean.dates import moment
from tasks.lake.known import KnownTexts
from tasks.lake.lake import Lake

Grouped = Callable[[Iterable[Path]], Iterator[list[Path]]]
Stage = Literal["clean", "entities", "money", "figures"]
RAW_DATE = RAW.column("first_seen_at").type
INGEST = "ingest"  # the stage whose rejects stay as they are; those of later stages are tried again
# What stands before a stage, and so comes from the lake.
BEFORE: dict[Stage, tuple[str, ...]] = {
    "clean": (),
    "entities": ("articles",),
    "money": ("articles", "entities"),
    "figures": ("articles", "entities", "money"),
}


@dataclass(frozen=True, slots=True)
class Again:
    """From which stage on, and only what came of documents that arrived `since` then."""

    stage: Stage
    since: datetime | None = None


@dataclass
class Replay:
    """One replay under way.

    `together`: articles of which all documents must be read at once, because another one may become the article.
    """

    lake: Lake
    again: Again
    settings: Settings
    state: State = field(default_factory=State)
    together: set[str] = field(default_factory=set)
    gathering: bool = False  # those in `together` have their turn
    numbers: Iterator[int] = field(default_factory=count)

    def groups(self, folder: Path, runner: Runner, grouped: Grouped) -> Iterator[list[Path]]:
        """Batches gone through the stages, as they are to be published together."""
        if self.again.stage != "clean":
            yield from grouped(self.enriched(self.from_lake(folder), runner))
            return
        yield from grouped(self.enriched(clean(self.current(folder), runner, self.settings, ""), runner))
        if self.together:  # which the publishing of the others may have added to
            self.gathering = True
            yield list(self.enriched(clean(self.several(folder), runner, self.settings, ""), runner))

    def portions(self, batches: Sequence[Path], lake: Lake) -> Sequence[Portion]:
        """All at once: rows are replaced together that were made together."""
        return (Portion(tuple(batches)),)

    def publish(self, lake: Lake, part: Part) -> Outcome:
        """Put the part in place of what the lake holds of it."""
        return publish(lake, part, self.state, self.gathered)

    def gathered(self, part: Part, known: KnownTexts, lake: Lake) -> Gathered:
        """The part's rows as they are to replace the lake's."""
        found = regather(part.portion.batches, known, lake, whole=self.gathering)
        known.learn([], found.gathered.articles)
        self.together |= found.left
        return found.gathered

    def enriched(self, batches: Iterable[Path], runner: Runner) -> Iterator[Path]:
        """The batches after those stages that are to be gone through again."""
        if self.again.stage in ("clean", "entities"):
            batches = entities(batches, runner, self.settings)
        return money(batches, runner, self.settings) if self.again.stage != "figures" else iter(batches)

    def from_lake(self, folder: Path) -> Iterator[Path]:
        """Batches of articles with what stands before the stage, partition by partition."""
        arrived = self.arrived()
        for piece in self.lake.pieces("articles", self.settings.batch_documents):
            articles = piece if arrived is None else piece.filter(pc.is_in(piece["document_id"], arrived))
            if not articles.num_rows:
                continue
            among = pc.field("article_id").isin(articles["article_id"].combine_chunks())
            made = self.new_batch(folder)
            batch.write(made, ARTICLES, articles)
            for name in BEFORE[self.again.stage][1:]:
                rows = self.lake.read(name, filter=among, dates=articles["published_at"].to_pylist())
                batch.write(made, BY_NAME[name], rows)
            yield made

    def current(self, folder: Path) -> Iterator[Path]:
        """Batches of the documents that articles were made of, and of those that a stage after ingest refused."""
        articles = self.lake.read("articles", ["article_id", "document_id"])
        refused = self.lake.read("rejects", ["article_id", "document_id"], pc.field("stage") != INGEST)
        known = set(articles["article_id"].to_pylist())
        twice = repeated(refused["article_id"].to_pylist())
        self.together |= {one for one in refused["article_id"].to_pylist() if one in known or one in twice}
        wanted = pa.concat_tables([articles, refused.cast(articles.schema)])
        apart = pc.is_in(wanted["article_id"], pa.array(sorted(self.together), pa.string()))
        return self.batches(folder, wanted.filter(pc.invert(apart))["document_id"].combine_chunks(), self.again.since)

    def several(self, folder: Path) -> Iterator[Path]:
        """Batches of all documents of the articles in `together`; two of one article never share a batch."""
        among = pc.field("article_id").isin(pa.array(sorted(self.together), pa.string()))
        rows = self.lake.read("raw", ["article_id", "document_id", "first_seen_at"], among)
        refused = self.lake.read("rejects", ["document_id"], pc.field("stage") == INGEST)["document_id"]
        rows = rows.filter(pc.invert(pc.is_in(rows["document_id"], refused)))
        waves: list[list[str]] = []
        nth: Counter[str] = Counter()
        for row in rows.sort_by("first_seen_at").to_pylist():
            at = nth[row["article_id"]]
            nth[row["article_id"]] += 1
            if at == len(waves):
                waves.append([])
            waves[at].append(row["document_id"])
        for wave in waves:
            yield from self.batches(folder, pa.array(wave, pa.string()), None)

    def batches(self, folder: Path, documents: pa.Array, since: datetime | None) -> Iterator[Path]:
        """Batches of these documents, as they stand in raw."""
        for piece in self.lake.pieces("raw", self.settings.batch_documents):
            wanted = pc.is_in(piece["document_id"], documents)
            if since is not None:
                wanted = pc.and_(wanted, pc.greater_equal(piece["first_seen_at"], pa.scalar(since, RAW_DATE)))
            rows = piece.filter(wanted)
            if rows.num_rows:
                made = self.new_batch(folder)
                batch.write(made, RAW, rows)
                yield made

    def new_batch(self, folder: Path) -> Path:
        """An empty batch."""
        made = folder / f"{next(self.numbers):06d}"
        made.mkdir()
        return made

    def arrived(self) -> pa.ChunkedArray | None:
        """The documents that arrived since then; None for all."""
        if self.again.since is None:
            return None
        return self.lake.read("raw", ["document_id"], pc.field("first_seen_at") >= self.again.since)["document_id"]


def asked(inputs: Sequence[str] | None, *, again: bool, since: str | None, stage: Stage | None) -> Again | None:
    """What the options ask for; None for a run that reads news. BadInput where they do not go together."""
    if not again:
        if since is not None or stage is not None:
            raise BadInput("--since and --stage say what to make again: give --again with them.")
        return None
    if inputs:
        raise BadInput("--again makes the lake's own rows again and reads no inputs: leave one of them out.")
    arrived = moment(since) if since is not None else None
    if since is not None and arrived is None:
        raise BadInput(f"--since {since} is no date: write it as 2022-10-15 or 2022-10-15T12:00Z.")
    return Again(stage or "clean", arrived)


def repeated(articles: Iterable[str]) -> set[str]:
    """Those that come more than once."""
    return {article for article, times in Counter(articles).items() if times > 1}
