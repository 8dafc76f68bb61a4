"""The analyst's door to a newsledger lake: which tables there are, what their columns mean, and their rows.

    import newsledger

    newsledger.tables()
    newsledger.describe("money")
    money = newsledger.read("money", since="2022-10", where={"currency": "USD"}, addable=True)
    money.groupby("recipient_id")["amount"].sum()

`pd.read_parquet("data/lake/money")` gives the same rows. Reading through here adds: columns in ready types, dates that
skip what is not needed, errors that name what there is, and rows as of the last publish even while one is under way.

The lake is the one given, a folder or `s3://bucket/prefix`, else the environment's NEWSLEDGER_LAKE, else `data/lake`.
An object store is found as the AWS tools find it (AWS_ACCESS_KEY_ID, AWS_PROFILE, AWS_ENDPOINT_URL, `~/.aws`...). Needs
pandas and pyarrow, nothing else of newsledger.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.fs
import pyarrow.parquet as pq

__all__ = ["describe", "evidence", "read", "tables"]

LONG = ("body", "captions", "content")  # texts that most questions do without
EXACT = "amount_exact"  # Python Decimals, slow and unready for arithmetic
ISO = re.compile(r"\d{4}(-|$)")
TRIES = 20

Location = str | os.PathLike[str]
Moment = str | date | datetime
Result = TypeVar("Result")


class UnknownName(LookupError):
    """A table or column that the lake does not have; the message names those it has."""


class NoLake(FileNotFoundError):
    """There is no lake where one was looked for."""


@dataclass(frozen=True)
class _Lake:
    """Where a lake stands."""

    told: str
    filesystem: pyarrow.fs.FileSystem
    path: str

    def content(self, place: str) -> str:
        """A control file's content; empty where there is none."""
        try:
            with self.filesystem.open_input_stream(f"{self.path}/{place}") as file:
                return file.read().decode()
        except FileNotFoundError:
            return ""

    def files(self, folder: str) -> list[str]:
        """The Parquet files of the partitions below, from the lake's root."""
        below = pyarrow.fs.FileSelector(f"{self.path}/{folder}".rstrip("/"), recursive=True, allow_not_found=True)
        found = (PurePosixPath(one.path).relative_to(self.path) for one in self.filesystem.get_file_info(below))
        return sorted(place.as_posix() for place in found if place.suffix == ".parquet" and "=" in place.parent.name)

    def dataset(self, places: Iterable[str], schema: pa.Schema) -> ds.Dataset:
        """Those files as one."""
        names = [f"{self.path}/{place}" for place in places]
        return ds.dataset(names, schema=schema, format="parquet", filesystem=self.filesystem)


def tables(lake: Location | None = None) -> list[str]:
    """The names of the lake's tables."""
    return sorted({place.split("/")[0] for place in _root(lake).files("") if place[0] not in "._"})


def describe(table: str, lake: Location | None = None) -> pd.DataFrame:
    """One row a column of the table: `column`, `type`, `unit`, `meaning` and `made`, how its value comes about."""
    told = ("unit", "meaning", "made")
    rows = [
        {"column": field.name, "type": str(field.type)} | {key: _told(field, key) for key in told}
        for field in _schema(_root(lake), table)
    ]
    return pd.DataFrame(rows)


def read(
    table: str,
    columns: Sequence[str] | None = None,
    *,
    since: Moment | None = None,
    until: Moment | None = None,
    where: Mapping[str, Any] | None = None,
    addable: bool | None = None,
    lake: Location | None = None,
    text: bool = False,
) -> pd.DataFrame:
    """The table's rows as a data frame: dates are datetimes, whole numbers with gaps Int32, amounts floats.

    `columns`: those wanted, in that order. Without it all, except `amount_exact` (Decimals: name it if you need it)
    and the long texts `body`, `captions` and `content`, which `text=True` brings along.
    `since`, `until`: bounds of the table's date, both inclusive, in UTC; "2022", "2022-10" and "2022-10-15" mean the
    whole year, month and day.
    `where`: column to value, or list of values; None finds missing ones.
    `addable`: True leaves of money what may be summed, False what may not.

    Raises NoLake, UnknownName for a table or column that is not there, and ValueError for a date or value that does not
    fit.
    """
    root = _root(lake)
    schema = _schema(root, table)
    chosen = _chosen(schema, columns, text=text)
    wanted = dict(where or {}) | ({} if addable is None else {"addable": addable})
    conditions = [_matches(_field(schema, name, table), value) for name, value in wanted.items()]
    for name in chosen:
        _field(schema, name, table)
    dated_by = schema.metadata[b"dated_by"].decode()
    first, last = _bound(since, "since", last=False), _bound(until, "until", last=True)
    conditions += [pc.field(dated_by) >= pa.scalar(first, schema.field(dated_by).type)] if first is not None else []
    conditions += [pc.field(dated_by) <= pa.scalar(last, schema.field(dated_by).type)] if last is not None else []

    def rows() -> pa.Table:
        files = [file for file in _files(root, table) if _within(file, first, last)]
        return _rows(root, files, schema, chosen, conditions)

    return _steady(root, rows).to_pandas()


def evidence(rows: pd.DataFrame, lake: Location | None = None) -> pd.DataFrame:
    """Rows of `money` or `figures` with where they were read: `sentence`, and the article's `source`, `title`, `url`.

    A row of money stays one row. One of figures becomes a row for each of its mentions, with `mention_id`,
    `article_id` and `surface`. Columns that the rows have already stay as they are.

    Raises KeyError where the rows have neither `article_id` nor `figure_id`.
    """
    key = "mention_id" if "mention_id" in rows else "figure_id"
    if "article_id" not in rows or ("sentence" not in rows and key in rows):
        told = ["mention_id", "article_id", "surface", "sentence"]
        rows = _joined(rows, key, "money", [name for name in told if name not in rows], lake)
    told = ["source", "title", "url"]
    return _joined(rows, "article_id", "articles", [name for name in told if name not in rows], lake)


def _joined(rows: pd.DataFrame, key: str, table: str, columns: list[str], lake: Location | None) -> pd.DataFrame:
    found = read(table, [key, *columns], where={key: rows[key].dropna().unique()}, lake=lake)
    return rows.merge(found, on=key, how="left")


def _root(lake: Location | None) -> _Lake:
    given = str(lake if lake is not None else os.environ.get("NEWSLEDGER_LAKE", "data/lake"))
    if "://" in given and "@" in given:  # not to be repeated: it may hold a secret
        raise ValueError("The lake's address holds credentials: give them in the environment (AWS_ACCESS_KEY_ID...).")
    told = given if "://" in given else Path(given).absolute().as_posix()
    root = _Lake(told, *pyarrow.fs.FileSystem.from_uri(told.rstrip("/")))
    if not root.content("_ledger/lake.json"):
        raise NoLake(f"No lake at {told}. Name one: lake=..., or the environment's NEWSLEDGER_LAKE.")
    return root


def _schema(root: _Lake, table: str) -> pa.Schema:
    found = _steady(root, lambda: [_schema_of(root, place) for place in _files(root, table)[:1]])
    if not found:
        known = ", ".join(tables(root.told)) or "none, for nothing has been published yet"
        raise UnknownName(f"No table '{table}' in {root.told}. Known: {known}.")
    return found[0]


def _schema_of(root: _Lake, place: str) -> pa.Schema:
    return pq.read_schema(f"{root.path}/{place}", filesystem=root.filesystem)


def _told(field: pa.Field, key: str) -> str:
    return (field.metadata or {}).get(key.encode(), b"").decode()


def _chosen(schema: pa.Schema, columns: Sequence[str] | None, *, text: bool) -> list[str]:
    if columns is not None:
        return [columns] if isinstance(columns, str) else list(columns)
    return [name for name in schema.names if name != EXACT and (text or name not in LONG)]


def _field(schema: pa.Schema, name: str, table: str) -> pa.Field:
    if name not in schema.names:
        raise UnknownName(f"No column '{name}' in {table}. Known: {', '.join(schema.names)}.")
    return schema.field(name)


def _matches(field: pa.Field, value: Any) -> pc.Expression:
    several = isinstance(value, Iterable) and not isinstance(value, str | bytes)
    values = list(value) if several else [value]
    try:
        given = pa.array([one for one in values if one is not None], field.type)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise ValueError(f"{field.name} holds {field.type} values: {error}") from error
    found = pc.field(field.name).isin(given)
    return found | pc.field(field.name).is_null() if None in values else found


def _bound(moment: Moment | None, name: str, *, last: bool) -> pd.Timestamp | None:
    """The first or last moment (UTC) of what was given: a text without a zone or a date means all of its span."""
    if moment is None:
        return None
    given = moment.isoformat() if isinstance(moment, date) and not isinstance(moment, datetime) else moment
    try:
        if isinstance(given, str) and not ISO.match(given):
            raise ValueError("not in the order year, month, day")
        stamp = pd.Timestamp(given)
        if isinstance(given, str) and stamp.tzinfo is None:
            span = pd.Period(given)
            stamp = span.end_time.floor("us") if last else span.start_time
    except ValueError as error:
        raise ValueError(f"{name}={moment!r} is no date: write it like 2022, 2022-10 or 2022-10-15.") from error
    return stamp.tz_localize("UTC") if stamp.tzinfo is None else stamp.tz_convert("UTC")


def _within(place: str, first: pd.Timestamp | None, last: pd.Timestamp | None) -> bool:
    """Whether the file's partition reaches into the span."""
    value = place.split("/")[-2].partition("=")[2]
    after = first is None or value >= first.isoformat()[: len(value)]
    return after and (last is None or value <= last.isoformat()[: len(value)])


def _rows(
    root: _Lake, places: list[str], schema: pa.Schema, columns: list[str], conditions: list[pc.Expression]
) -> pa.Table:
    condition = None
    for one in conditions:
        condition = one if condition is None else condition & one
    if not places:
        return schema.empty_table().select(columns)
    return root.dataset(places, schema).to_table(columns=columns, filter=condition)


def _files(root: _Lake, table: str) -> list[str]:
    """The table's files as of the last commit; those that an unfinished publish has not moved yet where they are."""
    intent, commit = (json.loads(told or "{}") for told in _state(root))
    staged = {}
    if intent.get("sequence", 0) > commit.get("sequence", 0):
        staging = intent.get("staging", "_ledger/staging")
        staged = {place.removeprefix(f"{staging}/"): place for place in root.files(f"{staging}/{table}")}
    return [staged.get(place, place) for place in sorted({*root.files(table), *staged})]


def _steady(root: _Lake, look: Callable[[], Result]) -> Result:
    """What `look` sees, looked again where a publish came in between."""
    for _ in range(TRIES):
        before = _state(root)
        try:
            seen = look()
        except FileNotFoundError:  # a staged file was moved into place meanwhile
            continue
        except (OSError, pa.ArrowInvalid):  # an object was replaced while it was read, or it is damaged
            if _state(root) == before:
                raise
            continue
        if _state(root) == before:
            return seen
    raise RuntimeError(f"The lake {root.told} changed {TRIES} times while it was read: read a smaller part, or later.")


def _state(root: _Lake) -> tuple[str, str]:
    """The intent first: were it the other way round, a publish could be retired between the two looks."""
    return root.content("_ledger/intent.json"), root.content("_ledger/commit.json")
