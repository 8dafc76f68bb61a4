"""What a run has put into the lake so far, counted as its own row tells it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from flows.publish import Gathered

MARKED = ["article_id", "duplicate_of"]
OF_READING = ("documents", "known")
COUNTED = ("documents", "known", "raw", "articles", "duplicates", "entities", "money", "rejects")


@dataclass(slots=True)
class Published:
    """Rows by table name, with the duplicates among the articles, and the documents refused by reason.

    `repeats` are the articles that repeat another as far as the run has told, which a later one may change, and
    `renewed` those that the lake had already of which a new version came.
    """

    rows: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    repeats: set[str] = field(default_factory=set)
    renewed: set[str] = field(default_factory=set)

    def add(self, gathered: Gathered, began: datetime) -> None:
        """Count rows that are being published by the run that `began` then."""
        self.rows.update({name: len(rows) for name, rows in gathered.rows.items()})
        self.reasons.update(gathered.rows["rejects"]["reason"].to_pylist())
        came = gathered.rows["articles"]
        self.renewed.update(came.filter(pc.less(came["first_seen_at"], began))["article_id"].to_pylist())
        new = pc.equal(gathered.remarked["first_seen_at"], began)
        renewed = pc.is_in(gathered.remarked["article_id"], pa.array(sorted(self.renewed), pa.string()))
        ours = gathered.remarked.filter(pc.or_(new, renewed))
        marks = pa.concat_tables([table.select(MARKED) for table in (came, ours)])
        for article, original in zip(*(marks[name].to_pylist() for name in MARKED), strict=True):
            (self.repeats.discard if original is None else self.repeats.add)(article)
        self.rows["duplicates"] = len(self.repeats)


def counted(read: Mapping[str, int], rows: Mapping[str, int]) -> dict[str, int]:
    """All of COUNTED, of what a run has read and of the rows that it has published."""
    return {name: (read if name in OF_READING else rows).get(name, 0) for name in COUNTED}
