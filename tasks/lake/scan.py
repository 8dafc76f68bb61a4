"""Read a lake: rows as of its last commit, whatever a writer is doing meanwhile."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.fs
import pyarrow.parquet as pq

from schemas.errors import LakeError
from schemas.table import Table
from tasks.lake import commit
from tasks.lake.filed import Filed
from tasks.lake.layout import Layout, Location
from tasks.lake.object_path import ObjectPath

TRIES = 20
BATCH = 8_192  # rows
# Of a file of this machine what was read ahead would take its size in memory; an object store asks for few requests.
PLAIN = ds.ParquetFileFormat(default_fragment_scan_options=ds.ParquetFragmentScanOptions(pre_buffer=False))
Result = TypeVar("Result")


def steady(layout: Layout, look: Callable[[], Result]) -> Result:
    """What `look` sees, looked again where a publish came in between, so that it never sees half of one."""
    for left in reversed(range(TRIES)):
        before = state(layout)
        try:
            seen = look()
        except (pa.ArrowInvalid, OSError) as error:  # a file was moved or replaced while it was read, or it is damaged
            if state(layout) == before and not (left and commit.intended(layout)):
                raise unreadable(layout, error) from error
            continue
        if state(layout) == before:
            return seen
    raise LakeError(f"The lake {layout.root} changed {TRIES} times while it was read: read a smaller part, or later.")


def unreadable(layout: Layout, error: Exception) -> LakeError:
    """What to tell of a file that cannot be read."""
    told = f"A file of the lake {layout.root} cannot be read: {error}"
    return LakeError(f"{told}. `newsledger verify` names it; bring it back from a backup.")


def state(layout: Layout) -> tuple[int, int]:
    """What differs before and after a publish, and while it moves its files.

    The intent is looked at first: were it the other way round, a publish could be retired between the two looks.
    """
    intent = commit.parsed(layout.intent)
    return 0 if intent is None else intent["sequence"], commit.committed(layout)


def files(layout: Layout, table: Table) -> list[Location]:
    """The table's files as of the last commit, those that an interrupted publish has not moved yet where they are."""
    pending = commit.intended(layout)
    staged = {} if pending is None else layout.staged(pending, table.name)
    return [staged.get(path, path) for path in sorted({*layout.files(table.name), *staged})]


def dataset(paths: Iterable[Location], table: Table) -> ds.Dataset:
    """Those files as one."""
    listed = list(paths)
    names = [str(path) for path in listed]
    place = filesystem(listed)
    return ds.dataset(names, schema=table.schema, format="parquet" if place else PLAIN, filesystem=place)


def filesystem(paths: Sequence[Location]) -> Any:
    """How Arrow reads these files; None for those of this machine."""
    objects = {str(path): path for path in paths if isinstance(path, ObjectPath)}
    if not objects:
        return None
    from tasks.lake.object_files import ObjectFiles

    handler: Any = pyarrow.fs.FSSpecHandler
    return pyarrow.fs.PyFileSystem(handler(ObjectFiles(objects)))


def parquet(path: Location) -> pq.ParquetFile:
    """One file."""
    if isinstance(path, Path):
        return pq.ParquetFile(path)
    file: Any = path.open()
    return pq.ParquetFile(file, pre_buffer=True)  # few requests instead of one a column


def rows(
    paths: Sequence[Location], table: Table, columns: Sequence[str] | None, filter: pc.Expression | None
) -> pa.Table:
    """The rows of those files in declared column order, without the partition's column."""
    names = table.schema.names if columns is None else [table.column(name).name for name in columns]
    schema = pa.schema([table.schema.field(name) for name in names]).with_metadata(table.schema.metadata)
    if not paths:
        return schema.empty_table()
    return dataset(paths, table).to_table(columns=names, filter=filter).cast(schema)


def batches(
    paths: Sequence[Location],
    table: Table,
    columns: Sequence[str] | None,
    filter: pc.Expression | None,
    together: int = BATCH,
) -> Iterator[pa.Table]:
    """The rows of those files as `rows` gives them, so many at a time or a few more."""
    schema = rows((), table, columns, None).schema
    if not paths:
        return
    held: list[pa.RecordBatch] = []
    for batch in dataset(paths, table).to_batches(
        columns=schema.names, filter=filter, batch_size=together, batch_readahead=2, fragment_readahead=1
    ):
        held.append(batch)
        if sum(some.num_rows for some in held) >= together:
            yield pa.Table.from_batches(held).cast(schema)
            held = []
    if any(some.num_rows for some in held):
        yield pa.Table.from_batches(held).cast(schema)


def holding(paths: Iterable[Location], table: Table, owners: Set[str]) -> set[Location]:
    """Those files that hold a row of one of the owners; only the owner column is read."""
    listed = {str(path): path for path in paths}
    if not owners or not listed:
        return set()
    found: Any = dataset(listed.values(), table).to_table(
        columns=["__filename"], filter=pc.field(table.owner).isin(sorted(owners))
    )
    return {listed[name] for name in found["__filename"].unique().to_pylist()}


def owners(paths: Iterable[Location], table: Table, among: Set[str]) -> set[str]:
    """Those owners that have rows in the files."""
    listed = list(paths)
    if not among or not listed:
        return set()
    found: Any = dataset(listed, table).to_table(
        columns=[table.owner], filter=pc.field(table.owner).isin(sorted(among))
    )
    return set(found[table.owner].to_pylist())


def pieces(path: Location, rows: int) -> Iterator[pa.Table]:
    """The rows of one file, at most so many at a time."""
    with parquet(path) as file:
        for piece in file.iter_batches(batch_size=rows):
            yield pa.Table.from_batches([piece])


def whole(path: Location, table: Table) -> pa.Table:
    """All rows of one file; LakeError where it was written under another declaration of the table."""
    with parquet(path) as file:
        check_schema(file.schema_arrow, table, path)
        return file.read(use_threads=False)


@contextmanager
def standing(path: Location | None, table: Table) -> Iterator[tuple[pa.Table | Filed, Mapping[bytes, bytes]]]:
    """The rows of one file, of a large one only those that are asked for, and its metadata; none where there is none.

    LakeError as in `whole`.
    """
    if path is None:
        yield table.schema.empty_table(), {}
        return
    with parquet(path) as file:
        found = file.schema_arrow
        check_schema(found, table, path)
        rows = Filed(file, table.schema) if file.num_row_groups > 1 else file.read(use_threads=False).cast(table.schema)
        yield rows, found.metadata or {}


def schema(path: Location) -> pa.Schema:
    """The schema of one file, with its metadata."""
    with parquet(path) as file:
        return file.schema_arrow


def check_schema(found: pa.Schema, table: Table, path: Location) -> None:
    """Raise LakeError, naming the columns, where a file's schema is not the declared one: schemas are never mixed."""
    if found.equals(table.schema):
        return
    ours, theirs = ({f"{field.name} ({field.type})" for field in schema} for schema in (table.schema, found))
    differing = ", ".join(sorted(ours ^ theirs)) or "their order"
    raise LakeError(
        f"{path} was written when {table.name} was declared otherwise; what differs: {differing}. "
        "`newsledger migrate` brings the lake to the declarations of now; with --dry-run it tells what it would do."
    )


def count(paths: Iterable[Location]) -> int:
    """Rows in those files, from their footers."""
    return sum(parquet(path).metadata.num_rows for path in paths)
