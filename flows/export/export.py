"""Write a table of a lake into a file that another program opens, and beside it what its columns mean."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.export import ftm, sheet
from flows.selection import span
from schemas.catalog import table_named
from schemas.errors import BadInput
from schemas.table import Table
from tasks.lake.lake import Lake

Format = Literal["csv", "xlsx", "jsonl", "parquet", "ftm"]

SUFFIX: Final[dict[Format, str]] = {
    "csv": ".csv",
    "xlsx": ".xlsx",
    "jsonl": ".jsonl",
    "parquet": ".parquet",
    "ftm": ".ftm.json",
}
STANDARD_OUTPUT: Final = "-"
PAYMENTS: Final = ("money", "figures")


def export(
    lake: Lake, table_name: str, form: Format, out: str | None, *, since: str | None, until: str | None, addable: bool
) -> dict[str, Any]:
    """Write the table's rows to `out` (or TABLE and the format's suffix in this folder), and tell what was written.

    Beside the file stands its data dictionary, NAME.columns.csv. `-` writes to standard output, and no dictionary.
    UnknownName for a table that there is not; BadInput for a date that is none, for `addable` or `ftm` of a table that
    knows no such thing, and for a folder that is not there.
    """
    table = table_named(table_name)
    if form == "ftm" and table.name not in PAYMENTS:
        raise BadInput(f"ftm holds payments, and {table.name} has none: export money or figures.")
    pieces = lake.batches(
        table.name, _columns(table, form), _condition(table, since=since, until=until, addable=addable)
    )
    if out == STANDARD_OUTPUT:
        _write(sys.stdout.buffer, pieces, table, form, lake)
        return {}
    path = Path(out if out is not None else f"{table.name}{SUFFIX[form]}")
    if not path.parent.is_dir():
        raise BadInput(f"No folder {path.parent} to write {path.name} into: make it first.")
    written = _place(path, lambda file: _write(file, pieces, table, form, lake))
    beside = path.with_name(f"{path.name.removesuffix(SUFFIX[form])}.columns.csv")
    beside.write_bytes(sheet.csv_bytes(_about(table, form)))
    return {"file": str(path), "rows": written, "columns": str(beside)}


def _place(path: Path, write: Callable[[BinaryIO], int]) -> int:
    """Write the file under another name first, so that it is there whole or not at all; a pipe or device as it is."""
    part = path if path.exists() and not path.is_file() else path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            written = write(file)
        if part != path:
            part.replace(path)
    except OSError as error:
        raise BadInput(f"Cannot write {path}: {error.strerror or error}.") from error
    finally:
        if part != path:
            part.unlink(missing_ok=True)
    return written


def _columns(table: Table, form: Format) -> list[str]:
    """All, but bytes only where the format holds bytes."""
    return [one.name for one in table.columns if form == "parquet" or not pa.types.is_binary(one.type)]


def _condition(table: Table, *, since: str | None, until: str | None, addable: bool) -> pc.Expression | None:
    moment = pc.field(table.dated_by).cast(pa.timestamp("us"))  # without its zone: not every system has a table of them
    day = moment.cast(pa.string())  # from its year on
    conditions = [pc.field(table.column("addable").name)] if addable else []
    for name, date in (("since", since), ("until", until)):
        span(name, date)
        if date is None:
            continue
        seen = pc.utf8_slice_codeunits(day, 0, len(date))
        conditions.append(seen >= date if name == "since" else seen <= date)
    found = None
    for one in conditions:
        found = one if found is None else found & one
    return found


def _write(file: BinaryIO, pieces: Iterator[pa.Table], table: Table, form: Format, lake: Lake) -> int:
    """Write the rows; how many rows or lines there were."""
    schema = pa.schema([table.schema.field(name) for name in _columns(table, form)], table.schema.metadata)
    if form == "csv":
        return sheet.csv(pieces, schema, file)
    if form == "xlsx":
        return sheet.xlsx(pieces, schema, _about(table, form), file)
    if form == "jsonl":
        return _lines(file, _records(pieces))
    if form == "ftm":
        return _lines(file, _payments(pieces, lake))
    with pq.ParquetWriter(file, schema) as writer:
        return sum(writer.write_table(piece) or piece.num_rows for piece in pieces)


def _lines(file: BinaryIO, objects: Iterator[dict[str, Any]]) -> int:
    count = 0
    for one in objects:
        count += 1
        file.write(json.dumps(one, ensure_ascii=False, default=str).encode("utf-8", "replace") + b"\n")
    return count


def _records(pieces: Iterator[pa.Table]) -> Iterator[dict[str, Any]]:
    """The rows as objects: dates in ISO 8601, exact amounts as texts, null for what is missing."""
    for row in (row for piece in pieces for row in piece.to_pylist()):
        yield {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}


def _payments(pieces: Iterator[pa.Table], lake: Lake) -> Iterator[dict[str, Any]]:
    """Flows that are no rates and were not denied, with the outlet and address that they were read at."""

    def found() -> Iterator[dict[str, Any]]:
        for rows in map(_paid, pieces):
            articles = _articles(rows, lake)
            yield from (row | articles.get(row.get("article_id"), {}) for row in rows.to_pylist())

    return ftm.entities(found(), _names(lake))


def _paid(rows: pa.Table) -> pa.Table:
    """Those rows that are payments. Of money the conversions are left out: they tell of their original's payment."""
    paid = (pc.field("figure_type") == "flow") & pc.field("per").is_null() & ~pc.field("status").isin(["denied"])
    return rows.filter(paid & pc.field("conversion_of").is_null() if "conversion_of" in rows.column_names else paid)


def _articles(rows: pa.Table, lake: Lake) -> dict[str, dict[str, Any]]:
    """Outlet and address of the articles that rows of money were read in, by article_id; none for figures."""
    if "article_id" not in rows.column_names:
        return {}
    told = pc.field("article_id").isin(rows["article_id"].unique())
    dates = rows["published_at"].unique().to_pylist()
    found = lake.read("articles", ["article_id", "url", "source"], told, dates=dates).to_pylist()
    return {row["article_id"]: {"url": row["url"], "source": row["source"]} for row in found}


def _names(lake: Lake) -> dict[str, str]:
    """The first name of each party that money or figures know, a state's under its code alone, as they have it."""
    parties: set[str] = set()
    for table in PAYMENTS:
        for piece in lake.batches(table, ["payer_id", "recipient_id"]):
            parties.update(*(column.unique().to_pylist() for column in piece.columns))
    names: dict[str, str] = {}
    for piece in lake.batches("entities", ["entity_id", "name"]):
        for row in piece.group_by("entity_id", use_threads=False).aggregate([("name", "first")]).to_pylist():
            party = row["entity_id"].removeprefix("country:")
            if party in parties:
                names.setdefault(party, row["name_first"])
    return names


def _about(table: Table, form: Format) -> pa.Table:
    if form == "ftm":
        return pa.Table.from_pylist([{"property": name, "from": made} for name, made in ftm.PROPERTIES.items()])
    told = [table.column(name) for name in _columns(table, form)]
    return pa.table(
        {
            "column": [one.name for one in told],
            "type": [str(one.type) for one in told],
            "unit": [one.unit for one in told],
            "meaning": [one.meaning for one in told],
            "made": [one.made for one in told],
            "example": [one.example for one in told],
        }
    )
