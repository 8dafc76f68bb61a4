"""Read a lake: rows as of its last commit, whatever a writer is doing meanwhile."""

from collections.abc import Callable, Iterable, Sequence, Set
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from schemas.errors import LakeError
from schemas.table import Table
from tasks.lake import commit
from tasks.lake.layout import Layout

TRIES = 20
Result = TypeVar("Result")


def steady(layout: Layout, look: Callable[[], Result]) -> Result:
    """What `look` sees, looked again where a publish came in between, so that it never sees half of one."""
    for _ in range(TRIES):
        before = state(layout)
        try:
            seen = look()
        except FileNotFoundError:  # a staged file was moved into place meanwhile
            continue
        except (pa.ArrowInvalid, OSError) as error:
            told = f"A file of the lake {layout.root} cannot be read: {error}"
            raise LakeError(f"{told}. `newsledger verify` names it; bring it back from a backup.") from error
        if state(layout) == before:
            return seen
    raise LakeError(f"The lake {layout.root} changed {TRIES} times while it was read: read a smaller part, or later.")


def state(layout: Layout) -> tuple[int, bool]:
    """What differs before and after a publish, and while it moves its files."""
    return commit.committed(layout), layout.intent.exists()


def files(layout: Layout, table: Table) -> list[Path]:
    """The table's files as of the last commit, those that an interrupted publish has not moved yet where they are."""
    pending = commit.intended(layout)
    moves = [] if pending is None else [place for place in pending["moves"] if place.startswith(f"{table.name}/")]
    staged = {layout.root / place: layout.staging / place for place in moves if (layout.staging / place).exists()}
    return [staged.get(path, path) for path in sorted({*layout.files(table.name), *staged})]


def rows(paths: Sequence[Path], table: Table, columns: Sequence[str] | None, filter: pc.Expression | None) -> pa.Table:
    """The rows of those files in declared column order, without the partition's column."""
    names = table.schema.names if columns is None else [table.column(name).name for name in columns]
    schema = pa.schema([table.schema.field(name) for name in names]).with_metadata(table.schema.metadata)
    if not paths:
        return schema.empty_table()
    dataset = ds.dataset([str(path) for path in paths], schema=table.schema, format="parquet")
    return dataset.to_table(columns=names, filter=filter).cast(schema)


def holding(paths: Iterable[Path], table: Table, owners: Set[str]) -> set[Path]:
    """Those files that hold a row of one of the owners; only the owner column is read."""
    listed = [str(path) for path in paths]
    if not owners or not listed:
        return set()
    dataset = ds.dataset(listed, schema=table.schema, format="parquet")
    found: Any = dataset.to_table(columns=["__filename"], filter=pc.field(table.owner).isin(sorted(owners)))
    return {Path(name) for name in found["__filename"].unique().to_pylist()}


def owners(paths: Iterable[Path], table: Table, among: Set[str]) -> set[str]:
    """Those owners that have rows in the files."""
    listed = [str(path) for path in paths]
    if not among or not listed:
        return set()
    dataset = ds.dataset(listed, schema=table.schema, format="parquet")
    found: Any = dataset.to_table(columns=[table.owner], filter=pc.field(table.owner).isin(sorted(among)))
    return set(found[table.owner].to_pylist())


def whole(path: Path, table: Table) -> pa.Table:
    """All rows of one file; LakeError where it was written under another declaration of the table."""
    with pq.ParquetFile(path) as file:
        check_schema(file.schema_arrow, table, path)
        return file.read()


def check_schema(found: pa.Schema, table: Table, path: Path) -> None:
    """Raise LakeError, naming the columns, where a file's schema is not the declared one: schemas are never mixed."""
    if found.equals(table.schema):
        return
    ours, theirs = ({f"{field.name} ({field.type})" for field in schema} for schema in (table.schema, found))
    differing = ", ".join(sorted(ours ^ theirs)) or "their order"
    raise LakeError(
        f"{path} was written when {table.name} was declared otherwise; what differs: {differing}. "
        "Make a new lake from the same sources, or use the newsledger that wrote this one."
    )


def count(paths: Iterable[Path]) -> int:
    """Rows in those files, from their footers."""
    return sum(pq.read_metadata(path).num_rows for path in paths)
