"""A lake of earlier declarations brought to those of now: every file of a table is rewritten under one intent."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.catalog import TABLES
from schemas.column import Column
from schemas.errors import LakeError
from schemas.table import Table
from tasks.lake import commit, scan, settings
from tasks.lake.commit import Staging
from tasks.lake.describe import documents
from tasks.lake.lake import Lake
from tasks.lake.layout import Layout, Location
from tasks.lake.publish import PARENTS_FIRST

DROPPED = "dropped"
ABOUT = (b"wrote", b"runs")  # what a file says of its making


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one column of a table, in how many files."""

    table: str
    column: str
    change: str
    files: int


def migrate(lake: Lake, *, drop: bool = False, dry_run: bool = False) -> list[Step]:
    """Bring every table to its declared schema, all at once or not at all; what was, or would be, done.

    Raises LakeError, the lake unchanged, where a column would be lost and `drop` is not set, and where a value cannot
    become one of the declared type.
    """
    if dry_run:
        return plan(lake.layout)
    with commit.told(lake.layout), lake.store.writer():
        commit.roll_forward(lake.store)
        steps = plan(lake.layout)
        lost = [f"{step.table}.{step.column}" for step in steps if step.change == DROPPED]
        if lost and not drop:
            raise LakeError(f"{', '.join(lost)} would be lost: give --drop if that is meant, else update newsledger.")
        if steps:
            rewrite(lake, {step.table for step in steps})
    return steps


def plan(layout: Layout) -> list[Step]:
    """What the files lack, table by table in declared order."""
    steps: dict[tuple[str, str, str], int] = {}
    for table in TABLES:
        for path in layout.files(table.name):
            for column, change in differences(scan.schema(path), table):
                steps[table.name, column, change] = steps.get((table.name, column, change), 0) + 1
    return [Step(*step, files) for step, files in steps.items()]


def differences(found: pa.Schema, table: Table) -> Iterator[tuple[str, str]]:
    """Each column that is not as declared, and what is to be done about it."""
    if found.equals(table.schema):
        return
    for column in table.columns:
        if column.name not in found.names:
            filled = "" if column.nullable else ", empty or 0 until `newsledger run --again`"
            yield column.name, f"added ({column.type}{filled})"
        elif found.field(column.name).type != column.type:
            yield column.name, f"retyped ({found.field(column.name).type} to {column.type})"
        elif found.field(column.name).nullable and not column.nullable:
            yield column.name, "never missing, empty or 0 until `newsledger run --again`"
        elif not found.field(column.name).nullable and column.nullable:
            yield column.name, "may be missing"
    for name in found.names:
        if name not in table.schema.names:
            yield name, DROPPED
    ours = [name for name in table.schema.names if name in found.names]
    if ours != [name for name in found.names if name in ours]:
        yield "(all)", "in another order"


def rewrite(lake: Lake, names: set[str]) -> None:
    """Write every file of the tables anew and publish them together, with what the lake says of itself."""
    layout = lake.layout
    with commit.staged(lake.store, lake.sequence + 1) as staging:
        for table in TABLES:
            for path in layout.files(table.name) if table.name in names else ():
                stage(staging, path, table)
        for name, content in documents(lake.partition).items():
            staging.text(name, content)
        staging.text(layout.relative(layout.settings), settings.told(lake.partition))
        staging.commit(PARENTS_FIRST)
        commit.roll_forward(lake.store)


def stage(staging: Staging, path: Location, table: Table) -> None:
    """Stage one file in its declared schema; what it says of its making stays."""
    with scan.parquet(path) as file:
        found = file.read()
    arrays = [fitted(found, column, path) for column in table.columns]
    rows = pa.Table.from_arrays(arrays, schema=table.schema)
    kept = {key.decode(): text.decode() for key, text in (found.schema.metadata or {}).items() if key in ABOUT}
    pieces = [rows.slice(at, table.row_group) for at in range(0, len(rows) or 1, table.row_group)]
    staging.parquet(staging.layout.relative(path), pieces, table.schema, kept | {"dated_by": table.dated_by})


def fitted(found: pa.Table, column: Column, path: Location) -> pa.ChunkedArray:
    """The column as declared: cast, or new, and with something plain where a value is needed and none is there."""
    if column.name in found.column_names:
        try:
            values = found[column.name].cast(column.type)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise LakeError(
                f"{path}: {column.name} cannot become {column.type}: {error}. Nothing was changed."
            ) from error
    else:
        values = pa.chunked_array([pa.array([None] * found.num_rows, column.type)])
    return values if column.nullable else pc.fill_null(values, plain(column.type))


def plain(arrow: pa.DataType) -> Any:
    """Nothing, as a value: an empty text, 0, false, the beginning of time."""
    empty = "" if pa.types.is_string(arrow) else b"" if pa.types.is_binary(arrow) else 0
    return pa.scalar(empty, pa.int64()).cast(arrow) if empty == 0 else pa.scalar(empty, arrow)
