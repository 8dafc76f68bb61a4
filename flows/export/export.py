"""Write a table of a lake into a file that another program opens, and beside it what its columns mean."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.export import ftm, sheet
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
BATCH = 1_000


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
    rows = lake.read(table.name, _columns(table, form), _condition(table, since=since, until=until, addable=addable))
    if out == STANDARD_OUTPUT:
        _write(sys.stdout.buffer, rows, table, form, lake)
        return {}
    path = Path(out if out is not None else f"{table.name}{SUFFIX[form]}")
    if not path.parent.is_dir():
        raise BadInput(f"No folder {path.parent} to write {path.name} into: make it first.")
    with path.open("wb") as file:
        written = _write(file, rows, table, form, lake)
    beside = path.with_name(f"{path.name.removesuffix(SUFFIX[form])}.columns.csv")
    beside.write_bytes(sheet.csv_bytes(_about(table, form)))
    return {"file": str(path), "rows": written, "columns": str(beside)}


def _columns(table: Table, form: Format) -> list[str]:
    """All, but bytes only where the format holds bytes."""
    return [one.name for one in table.columns if form == "parquet" or not pa.types.is_binary(one.type)]


def _condition(table: Table, *, since: str | None, until: str | None, addable: bool) -> pc.Expression | None:
    day = pc.strftime(pc.field(table.dated_by), format="%Y-%m-%d")
    conditions = [pc.field(table.column("addable").name)] if addable else []
    for name, date in (("since", since), ("until", until)):
        if date is None:
            continue
        if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", date):
            raise BadInput(f"--{name} {date} is no date: write it like 2022, 2022-02 or 2022-02-15.")
        seen = pc.utf8_slice_codeunits(day, 0, len(date))
        conditions.append(seen >= date if name == "since" else seen <= date)
    found = None
    for one in conditions:
        found = one if found is None else found & one
    return found


def _write(file: BinaryIO, rows: pa.Table, table: Table, form: Format, lake: Lake) -> int:
    """Write the rows; how many there were."""
    if form == "csv":
        sheet.csv(rows, file)
    elif form == "xlsx":
        sheet.xlsx(rows, _about(table, form), file)
    elif form == "parquet":
        pq.write_table(rows, file)
    else:
        return _lines(file, _records(rows) if form == "jsonl" else _payments(rows, lake))
    return rows.num_rows


def _lines(file: BinaryIO, objects: Iterator[dict[str, Any]]) -> int:
    count = 0
    for one in objects:
        count += 1
        file.write(json.dumps(one, ensure_ascii=False, default=str).encode("utf-8", "replace") + b"\n")
    return count


def _records(rows: pa.Table) -> Iterator[dict[str, Any]]:
    """The rows as objects: dates in ISO 8601, exact amounts as texts, null for what is missing."""
    for batch in rows.to_batches(max_chunksize=BATCH):
        for row in batch.to_pylist():
            yield {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _payments(rows: pa.Table, lake: Lake) -> Iterator[dict[str, Any]]:
    """Flows that are no rates and were not denied, with the outlet and address that they were read at."""
    paid = (pc.field("figure_type") == "flow") & pc.field("per").is_null()
    kept = rows.filter(paid & ~pc.field("status").isin(["denied"]))
    articles = {row["article_id"]: row for row in lake.read("articles", ["article_id", "url", "source"]).to_pylist()}
    found = (
        row | {name: articles.get(row.get("article_id"), {}).get(name) for name in ("url", "source")}
        for batch in kept.to_batches(max_chunksize=BATCH)
        for row in batch.to_pylist()
    )
    return ftm.entities(found, _names(lake))


def _names(lake: Lake) -> dict[str, str]:
    """The name of each entity, a state's under its code alone, as money has it."""
    known = lake.read("entities", ["entity_id", "name"]).group_by("entity_id", use_threads=False)
    rows = known.aggregate([("name", "first")]).to_pylist()
    return {row["entity_id"].removeprefix("country:"): row["name_first"] for row in rows}


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
