"""Tables as spreadsheets open them: CSV and XLSX in which no text can become a formula."""

import io
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from schemas.errors import BadInput

# A cell that begins like this is run, not shown, by one spreadsheet program or another, full-width signs included
# (OWASP, "CSV Injection"). An apostrophe in front makes it text.
FORMULA = r"^([\t\r\n]|\s*[=+\-@＝＋－＠])"
CELL = 32_767  # characters, and
ROWS = 1_048_576  # rows, that an XLSX sheet can hold
BATCH = 1_000
WITH_SIGN = b"\xef\xbb\xbf"  # by which Excel knows UTF-8


def csv(pieces: Iterable[pa.Table], schema: pa.Schema, file: BinaryIO) -> int:
    """Write the pieces of a table of that schema as CSV; how many rows there were.

    UTF-8, every text quoted, dates as `2022-10-15 14:30:00` in UTC, missing cells empty.
    """
    file.write(WITH_SIGN)
    with arrow_csv.CSVWriter(file, legible(schema.empty_table()).schema) as writer:
        return sum(writer.write(safe(legible(piece))) or piece.num_rows for piece in pieces)


def xlsx(pieces: Iterable[pa.Table], schema: pa.Schema, about: pa.Table, file: BinaryIO) -> int:
    """Write a workbook of two sheets: `rows`, the pieces of a table of that schema, and `columns`, what each means.

    How many rows there were comes back.
    Texts of more than 32,767 characters are cut, for no cell holds more. BadInput where there are more rows than a
    sheet can hold.
    """
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
        "default_date_format": "yyyy-mm-dd hh:mm:ss",
    }
    with xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True})
        written = _sheet(book.add_worksheet("rows"), pieces, schema.names, bold)
        _sheet(book.add_worksheet("columns"), [about], about.column_names, bold)
    return written


def _sheet(sheet: Any, pieces: Iterable[pa.Table], names: list[str], bold: Any) -> int:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(names) - 1, 18)
    sheet.write_row(0, 0, names, bold)
    number = 0
    for number, row in enumerate((row for piece in pieces for row in _rows(safe(piece))), 1):
        if number >= ROWS:
            raise BadInput(f"There are more rows than the {ROWS - 1:,} of a sheet: use csv, or --since.")
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, value if len(value) <= CELL else value[: CELL - 1] + "…")
            elif value is not None:
                sheet.write(number, column, value)
    sheet.autofilter(0, 0, number, len(names) - 1)
    return number


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    moments = [
        column.cast(pa.timestamp("ms"), safe=False) if pa.types.is_timestamp(column.type) else column
        for column in table.columns
    ]
    for batch in pa.table(moments, names=table.column_names).to_batches(max_chunksize=BATCH):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def safe(table: pa.Table) -> pa.Table:
    """The table with an apostrophe before every text that a spreadsheet would run; numbers stay numbers.

    >>> safe(pa.table({"title": ["=1+1", "Aid of -5m"], "change": [-5.0, 2.0]})).to_pylist()
    [{'title': "'=1+1", 'change': -5.0}, {'title': 'Aid of -5m', 'change': 2.0}]
    >>> safe(pa.table({"title": pa.array(["=1+1"], pa.large_string())})).to_pylist()
    [{'title': "'=1+1"}]
    """
    columns = [
        pc.replace_substring_regex(column, FORMULA, r"'\1") if _is_text(column.type) else column
        for column in table.columns
    ]
    return pa.table(columns, names=table.column_names)


def _is_text(of: pa.DataType) -> bool:
    return pa.types.is_string(of) or pa.types.is_large_string(of)


def legible(table: pa.Table) -> pa.Table:
    """The table with its moments as texts that spreadsheets and pandas know for dates, to the second.

    >>> from datetime import datetime
    >>> legible(pa.table({"at": [datetime(2022, 10, 15, 14, 30)]})).to_pylist()
    [{'at': '2022-10-15 14:30:00'}]
    """
    columns = [
        column.cast(pa.timestamp("s"), safe=False).cast(pa.string()) if pa.types.is_timestamp(column.type) else column
        for column in table.columns
    ]
    return pa.table(columns, names=table.column_names)


def csv_bytes(table: pa.Table) -> bytes:
    """The table as CSV in memory."""
    file = io.BytesIO()
    csv([table], table.schema, file)
    return file.getvalue()
