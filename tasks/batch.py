"""A batch: a folder that carries some hundreds of documents through the stages, one Arrow file a table.

Data passes between processes by path. A file appears whole or not at all, so a step that was killed can be run again.
It is in Arrow's own format, packed by LZ4: for tables as small as these, which live for minutes, Parquet takes more
than twice as long to write and four times as long to read (decision 25).
"""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import ipc

from schemas.articles import ARTICLES
from schemas.catalog import BY_NAME
from schemas.conform import conform
from schemas.entities import ENTITIES
from schemas.errors import LakeError, reason
from schemas.money import MONEY
from schemas.raw import RAW
from schemas.rejects import REJECTS
from schemas.table import Table

CARRIED = (RAW, ARTICLES, ENTITIES, MONEY, REJECTS)
Wanted = Mapping[str, list[str] | None]  # tables by name, and of each the columns; None for all
Among = Callable[[Set[str]], Set[str]]  # of some documents those that are meant
WHOLE: Wanted = {table.name: None for table in CARRIED}
UNPACKED = b"unpacked"  # what a file's footer tells the bytes by that its rows take in memory
PACKED = ipc.IpcWriteOptions(compression="lz4", use_threads=False)


def place(folder: Path, table: Table) -> Path:
    """Where the batch's rows of that table stand, once a stage has written them."""
    return folder / f"{table.name}.arrow"


def read(folder: Path, table: Table, columns: list[str] | None = None) -> pa.Table:
    """The batch's rows of that table, or those columns of them; none where no stage has written it."""
    names = columns or table.schema.names
    fields = [table.schema.get_field_index(name) for name in names]
    with suppress(FileNotFoundError), _opened(folder, table, ipc.IpcReadOptions(included_fields=fields)) as file:
        return file.read_all().select(names)
    return table.schema.empty_table().select(names)


@contextmanager
def _opened(folder: Path, table: Table, options: ipc.IpcReadOptions | None = None) -> Iterator[Any]:
    """The file of the batch's rows of that table. LakeError where it is not what was written."""
    path = place(folder, table)
    with pa.OSFile(str(path), "rb") as file:
        try:
            yield ipc.open_file(file, options=options)
        except (pa.ArrowInvalid, OSError) as error:
            if getattr(error, "errno", None):  # the disk's trouble, not Arrow's
                raise
            raise LakeError(f"{path} is damaged: {error}. Run again; what was published stays.") from error


def write(folder: Path, table: Table, rows: Iterable[Mapping[str, Any]] | pa.Table) -> int:
    """Put the rows, brought into their declared schema, into the batch in place of what was there; their number."""
    conformed = conform(rows, table)
    path = place(folder, table)
    half = path.with_suffix(".part")
    try:
        footer: Any = {"metadata": {UNPACKED: str(conformed.nbytes).encode()}}  # which Arrow's stubs do not know
        with ipc.new_file(str(half), table.schema, options=PACKED, **footer) as file:
            file.write_table(conformed)
    except OSError as error:  # Arrow's, which names no file
        raise OSError(error.errno, reason(error), str(half)) from error
    half.replace(path)
    return conformed.num_rows


def add(folder: Path, table: Table, rows: Iterable[Mapping[str, Any]]) -> int:
    """Put the rows behind those the batch has of that table, replacing equal keys, so a repeated step adds nothing."""
    new = conform(rows, table)
    seen = set(values(new, table.owner))
    old = read(folder, table)
    keep = pa.array([owner not in seen for owner in values(old, table.owner)], pa.bool_())
    return write(folder, table, pa.concat_tables([old.filter(keep), new]))


def gather(folders: Sequence[Path], known: Among, wanted: Wanted = WHOLE) -> dict[str, pa.Table]:
    """The rows of several batches together, by table name; documents that are `known` are left out with all their rows.

    Of an article that came in several versions the last one counts, with `versions` saying how many there were. Of
    other tables than the `wanted` ones nothing is read. The columns wanted of a table must name its documents and
    articles, as far as it has them.
    """
    kept: dict[str, list[pa.Table]] = {name: [] for name in wanted}
    versions: Counter[str] = Counter()
    for folder in reversed(folders):
        unknown = _unknown(read(folder, ARTICLES, ["document_id", "article_id"]), known)
        current = set(values(unknown, "article_id")) - versions.keys()
        versions.update(values(unknown, "article_id"))
        for name, columns in wanted.items():
            rows = read(folder, BY_NAME[name], columns)
            if BY_NAME[name] in (RAW, REJECTS, ARTICLES):
                rows = _unknown(rows, known)
            if BY_NAME[name] in (ARTICLES, ENTITIES, MONEY):
                rows = _only(rows, "article_id", current.__contains__)
            kept[name].insert(0, rows)
    together = {name: pa.concat_tables(parts) for name, parts in kept.items()}
    if ARTICLES.name in together:
        articles = together[ARTICLES.name]
        counted = pa.array([versions[article_id] for article_id in values(articles, "article_id")], pa.int32())
        together[ARTICLES.name] = with_column(articles, ARTICLES, "versions", counted)
    return together


def values(rows: pa.Table, column: str) -> list[Any]:
    """The column's values as Python has them."""
    return rows[column].to_pylist()


def with_column(rows: pa.Table, table: Table, name: str, values: pa.Array) -> pa.Table:
    """The rows with one column's values replaced, in the table's declared schema."""
    return conform(rows.set_column(rows.schema.get_field_index(name), name, values), table)


def _only(rows: pa.Table, column: str, wanted: Callable[[str], bool]) -> pa.Table:
    there: list[Any] = pc.unique(rows[column]).to_pylist()
    kept = [value for value in there if wanted(value)]
    return rows.filter(pc.is_in(rows[column], pa.array(kept, rows.schema.field(column).type)))


def _unknown(rows: pa.Table, known: Among) -> pa.Table:
    there = set(values(rows, "document_id"))
    return _only(rows, "document_id", (there - known(there)).__contains__)


def documents(folder: Path) -> list[str]:
    """The documents that the batch holds; of one that was made from articles alone, theirs."""
    return values(read(folder, RAW if place(folder, RAW).exists() else ARTICLES, ["document_id"]), "document_id")


def part(folder: Path, into: Path, documents: Sequence[str]) -> Path:
    """A new batch, of some documents of this one."""
    into.mkdir()
    wanted = set(documents)
    articles = set(values(_only(read(folder, ARTICLES), "document_id", wanted.__contains__), "article_id"))
    for table in CARRIED:
        if place(folder, table).exists():
            by, among = ("article_id", articles) if table in (ENTITIES, MONEY) else ("document_id", wanted)
            write(into, table, _only(read(folder, table), by, among.__contains__))
    return into


def join(folder: Path, parts: Sequence[Path]) -> None:
    """Put what the parts hold in place of what the batch held."""
    for table in CARRIED:
        if any(place(one, table).exists() for one in parts):
            write(folder, table, pa.concat_tables([read(one, table) for one in parts]))


def refuse(folder: Path, stage: str, faults: Mapping[str, tuple[str, str]]) -> None:
    """Take documents out of the batch's articles and make them rejects; `faults` are reason and detail by document.

    A batch that was made from the lake's articles, without raw, just loses them: the lake keeps what it has.
    """
    gone = set(values(_only(read(folder, ARTICLES), "document_id", faults.__contains__), "article_id"))
    for table in (ARTICLES, ENTITIES, MONEY):
        if place(folder, table).exists():
            write(folder, table, _only(read(folder, table), "article_id", lambda one: one not in gone))
    refused = _only(read(folder, RAW), "document_id", faults.__contains__)
    add(folder, REJECTS, [_reject(one, stage, *faults[one["document_id"]]) for one in refused.to_pylist()])


def refuse_above(folder: Path, name: str, counts: Mapping[str, int], most: int) -> int:
    """Refuse the documents of which the stage found more than `most`; how many they are."""
    above = {
        document: ("too_much", f"{count} {name}; {most} is the most that is kept")
        for document, count in counts.items()
        if count > most
    }
    if above:
        refuse(folder, name, above)
    return len(above)


def _reject(document: Mapping[str, Any], stage: str, reason: str, detail: str) -> dict[str, Any]:
    copied = {name: document[name] for name in ("document_id", "article_id", "source", "first_seen_at", "run_id")}
    return copied | {"stage": stage, "reason": reason, "detail": detail, "document": document["locator"]}


def count(folder: Path, table: Table) -> int:
    """How many rows the batch has of that table."""
    return read(folder, table, [table.owner]).num_rows


def unpacked(folder: Path) -> int:
    """The bytes that all of the batch takes in memory: text that repeats itself packs to nothing."""
    size = 0
    for table in CARRIED:
        with suppress(FileNotFoundError), _opened(folder, table) as file:
            size += int(file.metadata[UNPACKED])
    return size


def discard(folder: Path) -> None:
    """Remove the batch, once its rows are published."""
    shutil.rmtree(folder)
