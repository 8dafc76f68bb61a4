"""Of an object that is replaced while it is read, no reader takes parts of two versions for one."""

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from invented import packed

from tasks.lake.objects import Objects


class Replaced(io.BytesIO):
    """A file whose end is that of one version and whose pages are those of another."""

    def __init__(self, before: bytes, after: bytes) -> None:
        super().__init__(before)
        self.after, self.pages = after, len(before) - int.from_bytes(before[-8:-4], "little") - 8

    def read(self, size: int | None = -1) -> bytes:
        at = self.tell()
        content = super().read(size)
        return content if at >= self.pages else self.after[at : at + len(content)]


@pytest.mark.parametrize(("first", "second"), [(3, 4), (4, 3), (1, 9), (3, 1020)])
def test_no_reader_takes_some_columns_from_one_version_and_some_from_another(first: int, second: int) -> None:
    """A value that changes but not its length: without the gap, readers would not notice."""
    ids, flags = [f"id-{number}" for number in range(3000)], [number % 2 == 0 for number in range(3000)]
    before, after = (pa.table({"id": ids, "flag": given}) for given in (flags, flags[1:] + flags[:1]))
    gap = Objects.gap(None, first), Objects.gap(None, second)  # type: ignore[arg-type]  # it asks the number alone
    without = Replaced(*map(packed, (before, after)))
    assert pq.read_table(without).num_rows == 3000
    torn = Replaced(*map(packed, (before, after), gap))
    for column in ("id", "flag"):
        with pytest.raises((OSError, pa.ArrowInvalid)):
            pq.read_table(torn, columns=[column])
