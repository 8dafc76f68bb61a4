"""How many batches are published together: enough that no partition is written anew too often."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from time import monotonic

import pyarrow.compute as pc

from flows.settings import Settings
from schemas.articles import ARTICLES
from schemas.raw import RAW
from tasks import batch
from tasks.lake.lake import Lake


def groups(batches: Iterable[Path], lake: Lake, settings: Settings) -> Iterator[list[Path]]:
    """Batches gathered until it pays to publish them.

    That is from `publish_documents` on, once they hold as many articles as stand already in the partitions that they
    touch: so these at least double with each publish, and what is written in all grows with the news, not with its
    square, in whatever order they arrive. `publish_most` documents, `publish_bytes` bytes (unpacked) and what has been
    held for `publish_seconds` when another batch is done are published in any case: a run that is killed loses little
    more.
    """
    held: list[Path] = []
    documents = size = 0
    touched: set[str] = set()
    standing: dict[str, int] = {}
    since = 0.0
    for done in batches:
        since = since if held else monotonic()
        held.append(done)
        documents += documents_in(done)
        size += batch.unpacked(done)
        touched |= parts(done, lake)
        if documents >= settings.publish_documents and not standing:  # the publish before is done by now, mostly
            standing = lake.sizes(ARTICLES.name)
        enough = max(settings.publish_documents, sum(standing.get(part, 0) for part in touched))
        late = monotonic() - since >= settings.publish_seconds
        if documents >= min(enough, settings.publish_most) or size >= settings.publish_bytes or late:
            yield held
            held, documents, size, touched, standing = [], 0, 0, set(), {}
    if held:
        yield held


def documents_in(done: Path) -> int:
    """The documents that a batch holds; for one made again from articles, these."""
    return batch.count(done, RAW) or batch.count(done, ARTICLES)


def parts(done: Path, lake: Lake) -> set[str]:
    """The partitions that a batch's articles fall into."""
    dates = pc.unique(batch.read(done, ARTICLES, ["published_at"])["published_at"]).to_pylist()
    return {lake.part(ARTICLES.name, date) for date in dates}
