"""Bring rows into their declared schema, or say exactly which column breaks it."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from schemas.errors import NonConforming
from schemas.table import Table


def conform(rows: Iterable[Mapping[str, Any]] | pa.Table, table: Table) -> pa.Table:
    """Rows as an Arrow table in exactly the table's declared schema; a column that is not given becomes null.

    Raises NonConforming, naming the column, where a value does not fit or a required one is missing.
    """
    given = rows if isinstance(rows, pa.Table) else None
    listed = [] if given is not None else list(rows)  # type: ignore[arg-type]  # pa.Table is ruled out by `given`
    _refuse_strangers(given.column_names if given is not None else {key for row in listed for key in row}, table)
    arrays = [
        _from_table(given, column.field) if given is not None else _from_rows(listed, column.field)
        for column in table.columns
    ]
    for column, array in zip(table.columns, arrays, strict=True):
        if array.null_count and not column.nullable:
            raise NonConforming(f"{table.name}.{column.name} has {array.null_count} missing values; it needs a value.")
    return pa.Table.from_arrays(arrays, schema=table.schema)


def _refuse_strangers(names: Iterable[str], table: Table) -> None:
    strangers = set(names) - set(table.schema.names)
    if strangers:
        known = ", ".join(table.schema.names)
        raise NonConforming(f"{table.name} has no column {', '.join(sorted(strangers))}. Declared: {known}.")


def _from_rows(rows: list[Mapping[str, Any]], field: pa.Field) -> pa.Array:
    try:
        return pa.array([row.get(field.name) for row in rows], field.type)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as error:
        raise NonConforming(f"column {field.name} ({field.type}): {error}") from error


def _from_table(given: pa.Table, field: pa.Field) -> pa.ChunkedArray:
    if field.name not in given.column_names:
        return pa.chunked_array([pa.nulls(len(given), field.type)])
    try:
        return given[field.name].cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise NonConforming(f"column {field.name} ({field.type}): {error}") from error
