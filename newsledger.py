"""The analyst's door to a newsledger lake: which tables there are, what their columns mean, and their rows.

    import newsledger

    newsledger.tables()
    newsledger.describe("money")
    money = newsledger.read("money", since="2022-10", where={"currency": "USD", "amount": (">", 1e6)}, addable=True)
    newsledger.evidence(money.nlargest(10, "amount"))[["amount", "source", "title", "sentence"]]

`pd.read_parquet("data/lake/money")` gives the same rows. Reading through here adds: columns in ready types, dates that
skip what is not needed, errors that name what there is, and rows as of the last publish even while one is under way.

The lake is the one given, a folder or `s3://bucket/prefix`, else the environment's NEWSLEDGER_LAKE, else `data/lake`.
An object store is found as the AWS tools find it (AWS_PROFILE, AWS_ENDPOINT_URL...). Needs only pandas and pyarrow.
"""

import difflib
import json
import operator
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
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
COMPARISONS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "!=": None}
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
    """One row a column: `column`, `type`, `may_be_missing`, `unit`, `meaning` and `made`, how its value comes about.

    What one row of the table itself is stands in `attrs["grain"]`.
    """
    schema = _schema(_root(lake), table)
    frame = pd.DataFrame(
        {"column": field.name, "type": str(field.type), "may_be_missing": field.nullable}
        | {key: (field.metadata or {}).get(key.encode(), b"").decode() for key in ("unit", "meaning", "made")}
        for field in schema
    )
    frame.attrs = {"grain": json.loads(schema.metadata[b"pandas"])["attributes"]["grain"]}
    return frame


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
    `where`: column to value; to a list of values; or to a comparison: `(">", 1e6)`, `(">=", 1e6, "<", 1e9)`,
    `("!=", "denied")`. None finds missing values, `("!=", None)` those that are there.
    `addable`: True leaves of money what may be summed, False what may not.

    Raises NoLake, UnknownName for a table or column that is not there, and ValueError for a date or value that does not
    fit.
    """
    root = _root(lake)
    schema = _schema(root, table)
    chosen = _chosen(schema, columns, text=text)
    if not isinstance(where, Mapping | None):
        raise TypeError(f"where={where!r} is no mapping of columns: write it like {{'amount': ('>', 1e6)}}.")
    wanted = dict(where or {}) | ({} if addable is None else {"addable": addable})
    conditions = [_matches(_field(schema, name, table), value) for name, value in wanted.items()]
    for name in chosen:
        _field(schema, name, table)
    dated_by = schema.metadata[b"dated_by"].decode()
    first, last = _bound(since, "since", last=False), _bound(until, "until", last=True)
    conditions += [pc.field(dated_by) >= first] if first is not None else []
    conditions += [pc.field(dated_by) <= last] if last is not None else []

    def rows() -> pa.Table:
        files = [file for file in _files(root, table) if _within(file, first, last)]
        condition = reduce(operator.and_, conditions) if conditions else None
        found = root.dataset(files, schema) if files else ds.dataset(schema.empty_table())
        return found.to_table(columns=chosen, filter=condition)

    return _steady(root, rows).to_pandas()


def evidence(rows: pd.DataFrame, lake: Location | None = None) -> pd.DataFrame:
    """Rows of `money` or `figures` with where they were read: `sentence`, and the article's `source`, `title`, `url`.

    A row of money stays one row. One of figures becomes a row for each of its mentions, with `mention_id`,
    `article_id` and `surface`. Columns that the rows have already stay as they are.

    Raises KeyError where the rows have neither `article_id` nor `figure_id`.
    """
    key = "mention_id" if "mention_id" in rows else "figure_id"
    if "article_id" not in rows or ("sentence" not in rows and key in rows):
        rows = _joined(rows, key, "money", ("mention_id", "article_id", "surface", "sentence"), lake)
    return _joined(rows, "article_id", "articles", ("source", "title", "url"), lake)


def _joined(rows: pd.DataFrame, key: str, table: str, told: tuple[str, ...], lake: Location | None) -> pd.DataFrame:
    columns = [key, *(name for name in told if name not in rows)]
    found = read(table, columns, where={key: rows[key].dropna().unique()}, lake=lake)
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
    def look() -> list[pa.Schema]:
        return [pq.read_schema(f"{root.path}/{one}", filesystem=root.filesystem) for one in _files(root, table)[:1]]

    found = _steady(root, look)
    if not found:
        raise UnknownName(f"No table '{table}' in {root.told}.{_meant(table, tables(root.told))}")
    return found[0]


def _chosen(schema: pa.Schema, columns: Sequence[str] | None, *, text: bool) -> list[str]:
    if columns is not None:
        return [columns] if isinstance(columns, str) else list(columns)
    return [name for name in schema.names if name != EXACT and (text or name not in LONG)]


def _field(schema: pa.Schema, name: str, table: str) -> pa.Field:
    if name not in schema.names:
        raise UnknownName(f"No column '{name}' in {table}.{_meant(name, schema.names)}")
    return schema.field(name)


def _meant(name: str, known: list[str]) -> str:
    near = [f" Did you mean '{one}'?" for one in difflib.get_close_matches(name, known, n=1)]
    return f"{''.join(near)} Known: {', '.join(known) or 'none, for nothing has been published yet'}."


def _matches(field: pa.Field, wanted: Any) -> pc.Expression:
    """Where the column fits what `where` says of it."""
    if pa.types.is_timestamp(field.type) and isinstance(wanted, str | date):
        wanted = (">=", wanted, "<=", wanted)
    if not (isinstance(wanted, tuple) and wanted and str(wanted[0]) in COMPARISONS):
        return _among(field, wanted)
    signs, values = wanted[::2], wanted[1::2]
    if len(signs) != len(values) or not set(signs) <= COMPARISONS.keys():
        raise ValueError(f"{field.name}: {wanted!r} is no comparison: write it like ('>', 1e6) or ('>=', 1, '<', 5).")
    return reduce(operator.and_, map(_compared, [field] * len(signs), signs, values))


def _compared(field: pa.Field, sign: str, value: Any) -> pc.Expression:
    compare = COMPARISONS[sign]
    if compare is None:
        return ~_among(field, value)
    if pa.types.is_timestamp(field.type):
        value = _bound(value, field.name, last=sign in ("<=", ">"))
    return compare(pc.field(field.name), _values(field, [value])[0])


def _among(field: pa.Field, wanted: Any) -> pc.Expression:
    several = isinstance(wanted, Iterable) and not isinstance(wanted, str | bytes)
    values = list(wanted) if several else [wanted]
    found = pc.field(field.name).isin(_values(field, [one for one in values if one is not None]))
    return found | pc.field(field.name).is_null() if None in values else found


def _values(field: pa.Field, values: list[Any]) -> pa.Array:
    try:
        return pa.array(values, field.type)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        raise ValueError(f"{field.name} holds {field.type} values: {error}") from error


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


def _files(root: _Lake, table: str) -> list[str]:
    """The table's files as of the last commit; those that an unfinished publish has not moved yet where they are."""
    staging = _moving(_state(root))
    moved = root.files(f"{staging}/{table}") if staging else []
    staged = {place.removeprefix(f"{staging}/"): place for place in moved}
    return [staged.get(place, place) for place in sorted({*root.files(table), *staged})]


def _steady(root: _Lake, look: Callable[[], Result]) -> Result:
    """What `look` sees, looked again where a publish came in between."""
    for left in reversed(range(TRIES)):
        before = _state(root)
        try:
            seen = look()
        except (OSError, pa.ArrowInvalid):  # a file was moved or replaced while it was read, or it is damaged
            if _state(root) == before and not (left and _moving(before)):
                raise
            continue
        if _state(root) == before:
            return seen
    raise RuntimeError(f"The lake {root.told} changed {TRIES} times while it was read: read a smaller part, or later.")


def _moving(state: tuple[str, str]) -> str:
    """Where the publish has its files that is moving them; empty where there is none."""
    intent, commit = (json.loads(told or "{}") for told in state)
    return intent.get("staging", "_ledger/staging") if intent.get("sequence", 0) > commit.get("sequence", 0) else ""


def _state(root: _Lake) -> tuple[str, str]:
    """The intent first: were it the other way round, a publish could be retired between the two looks."""
    return root.content("_ledger/intent.json"), root.content("_ledger/commit.json")
