"""One table: its grain, columns, key, order and partition, and the Arrow schema that follows from them."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import pyarrow as pa

from schemas.column import NULLABLE_IN_PANDAS, Column
from schemas.errors import UnknownName

ROW_GROUP = 131_072
Partition = Literal["month", "day", "hour"]


@dataclass(frozen=True)
class Table:
    """A declared table.

    `grain`: what one row is. `key`: the columns that tell rows apart. `owner`: the column by whose value rows are
    replaced together (a new reading of an article replaces all its money). `dated_by`: the timestamp column that
    decides the partition. `order`: how rows are sorted within a file. `append_only`: files are never rewritten.
    `row_group`: rows of a file that are made, and then written, at a time.
    """

    name: str
    grain: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    owner: str
    dated_by: str
    order: tuple[str, ...]
    append_only: bool = False
    row_group: int = ROW_GROUP
    beware: str = ""

    @cached_property
    def schema(self) -> pa.Schema:
        """The Arrow schema, with what pandas needs to give ready types and `attrs`."""
        return pa.schema([column.field for column in self.columns], metadata=self._metadata())

    def column(self, name: str) -> Column:
        """The column of that name; UnknownName where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise UnknownName(f"column in {self.name}", name, [column.name for column in self.columns])

    def _metadata(self) -> dict[str | bytes, str | bytes]:
        attributes = {
            "table": self.name,
            "grain": self.grain,
            "columns": {column.name: column.about for column in self.columns},
        }
        pandas = {
            "index_columns": [],
            "column_indexes": [],
            "columns": [
                _pandas_column(column)
                for column in self.columns
                if column.nullable and column.type in NULLABLE_IN_PANDAS
            ],
            "attributes": attributes,
            "pandas_version": "3.0.0",
        }
        return {"pandas": json.dumps(pandas), "newsledger": json.dumps({"table": self.name, "key": self.key})}


def _pandas_column(column: Column) -> dict[str, Any]:
    numpy_type = NULLABLE_IN_PANDAS[column.type]
    return {
        "name": column.name,
        "field_name": column.name,
        "pandas_type": str(column.type),
        "numpy_type": numpy_type,
        "metadata": None,
    }
