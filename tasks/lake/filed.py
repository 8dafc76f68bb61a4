"""The rows of one file as merging asks for them: some columns of all rows, then all columns some rows at a time."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq


class Filed:
    """Rows that stay in their file until they are asked for; asked for in order, each row group is read once."""

    def __init__(self, file: pq.ParquetFile, schema: pa.Schema) -> None:
        self.file = file
        self.schema = schema
        self.ends = np.cumsum([file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)])
        self.held: dict[int, pa.Table] = {}

    def __len__(self) -> int:
        return int(self.file.metadata.num_rows)

    def select(self, columns: Sequence[str]) -> pa.Table:
        """Those columns of all rows."""
        return self.file.read(list(columns), use_threads=False).select(columns)

    def slice(self, first: int, count: int) -> pa.Table:
        """So many rows from the first on."""
        if not count:
            return self.schema.empty_table()
        begin, end = (int(at) for at in np.searchsorted(self.ends, [first, first + count - 1], "right"))
        self.held = {at: self.held[at] if at in self.held else self._read(at) for at in range(begin, end + 1)}
        before = int(self.ends[begin - 1]) if begin else 0
        return pa.concat_tables(self.held.values()).slice(first - before, count)

    def _read(self, at: int) -> pa.Table:
        return self.file.read_row_group(at, use_threads=False).cast(self.schema)
