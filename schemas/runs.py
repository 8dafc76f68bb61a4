"""runs: one row is one run that changed the lake."""

from schemas import fields
from schemas.column import FLOAT64, INT32, MOMENT, STRING, Column
from schemas.table import Table


def count(name: str, meaning: str, unit: str = "rows") -> Column:
    """A column that counts something of a run."""
    return Column(name, INT32, meaning, unit=unit, nullable=False)


RUNS = Table(
    name="runs",
    grain="one run that changed the lake; a run that found nothing new leaves no row",
    columns=(
        fields.run_id,
        Column("started_at", MOMENT, "when the run began", unit="UTC", nullable=False),
        Column("finished_at", MOMENT, "when its last rows were published", unit="UTC", nullable=False),
        Column("seconds", FLOAT64, "duration", unit="seconds", nullable=False),
        Column("inputs", STRING, "what it was given to read, one a line", nullable=False),
        count("documents", "documents read", "documents"),
        count("known", "documents that the lake held already", "documents"),
        count("raw", "documents kept in raw", "documents"),
        count("articles", "articles written"),
        count("duplicates", "articles marked as a duplicate"),
        count("entities", "entity mentions written"),
        count("money", "monetary mentions written"),
        count("rejects", "documents refused"),
        Column(
            "state",
            STRING,
            "running, finished, or died: its process was gone, its work not done",
            "died is found by the next run on the same machine",
            nullable=False,
            example="finished",
        ),
        Column("process", STRING, "machine, process id and its start", nullable=False, example="news1:4711:1668"),
        Column("engine", STRING, "what did the work: process, dask or inline", nullable=False),
        count("workers", "worker processes", "processes"),
        Column("versions", STRING, "newsledger, model and lexicon versions, as JSON", nullable=False),
        Column(
            "again",
            STRING,
            "the stage from which rows were made again; missing for a run that read news",
            "--again",
            example="money",
        ),
        Column(
            "outside",
            STRING,
            "the bounds that the run's volumes fell outside of, one a line; missing where all was as expected",
            "counts against the setting `bounds`",
            example="rejects: 0.61 a document, allowed 0 to 0.5",
        ),
    ),
    key=("run_id",),
    owner="run_id",
    dated_by="started_at",
    order=("started_at", "run_id"),
)
