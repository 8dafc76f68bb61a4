"""Rows brought into their schema come out as they went in, or are refused with the column's name."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.catalog import TABLES, table_named
from schemas.column import DAY, EXACT, FLOAT64, INT32, MOMENT, STRING, Column
from schemas.conform import conform
from schemas.errors import NonConforming
from schemas.table import Table

TOY: Final = Table(
    name="toy",
    grain="one row",
    columns=(
        Column("id", STRING, "the row", nullable=False),
        Column("amount", FLOAT64, "an amount"),
        Column("exact", EXACT, "an exact amount"),
        Column("n", INT32, "a count"),
        Column("at", MOMENT, "a moment"),
    ),
    key=("id",),
    owner="id",
    dated_by="at",
    order=("id",),
)

# row, what the message must say
REFUSED: Final[dict[str, tuple[Mapping[str, Any], str]]] = {
    "missing": ({}, r"toy\.id has 1 missing values; it needs a value"),
    "null": ({"id": None}, r"toy\.id has 1 missing values"),
    "stranger": ({"id": "a", "ammount": 1.0}, r"toy has no column ammount. Declared: id, amount, exact, n, at"),
    "text_for_number": ({"id": "a", "amount": "much"}, r"column amount \(double\)"),
    "number_for_text": ({"id": 7}, r"column id \(string\)"),
    "too_large": ({"id": "a", "n": 2**31}, r"column n \(int32\)"),
    "too_precise": ({"id": "a", "exact": Decimal("0.0000000001")}, r"column exact \(decimal128\(38, 9\)\)"),
    "too_many_digits": ({"id": "a", "exact": Decimal(10) ** 30}, r"column exact \(decimal128\(38, 9\)\)"),
    "no_moment": ({"id": "a", "at": "yesterday"}, r"column at \(timestamp"),
}

NAIVE = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1))
VALUES: Final[dict[pa.DataType, st.SearchStrategy[Any]]] = {
    STRING: st.text(),
    pa.binary(): st.binary(),
    pa.bool_(): st.booleans(),
    INT32: st.integers(-(2**31), 2**31 - 1),
    pa.int64(): st.integers(-(2**63), 2**63 - 1),
    FLOAT64: st.floats(allow_nan=False),
    EXACT: st.decimals(-(10**20), 10**20, allow_nan=False, places=9),
    MOMENT: NAIVE.map(lambda moment: pa.scalar(moment, MOMENT).as_py()),
    DAY: NAIVE,
}


def rows_of(table: Table) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Any rows that the table's declaration allows."""
    row = {
        column.name: st.none() | VALUES[column.type] if column.nullable else VALUES[column.type]
        for column in table.columns
    }
    return st.lists(st.fixed_dictionaries(row), max_size=3)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_rows_come_back_as_they_were(table: Table, data: st.DataObject) -> None:
    rows = data.draw(rows_of(table))
    conformed = conform(rows, table)
    assert conformed.schema.equals(table.schema, check_metadata=True)
    assert conformed.to_pylist() == rows
    assert conform(conformed, table).equals(conformed)


@pytest.mark.parametrize(("row", "message"), REFUSED.values(), ids=REFUSED)
def test_a_row_that_does_not_fit_is_refused(row: Mapping[str, Any], message: str) -> None:
    with pytest.raises(NonConforming, match=message):
        conform([row], TOY)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        pytest.param(pa.table({"id": ["a"], "amount": ["much"]}), r"column amount \(double\)", id="text_for_number"),
        pytest.param(pa.table({"id": pa.nulls(2, STRING)}), r"toy\.id has 2 missing values", id="null"),
        pytest.param(pa.table({"id": ["a"], "colour": ["red"]}), "toy has no column colour", id="stranger"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(given: pa.Table, message: str) -> None:
    with pytest.raises(NonConforming, match=message):
        conform(given, TOY)


def test_columns_that_are_not_given_become_missing_and_order_is_the_declared_one() -> None:
    conformed = conform([{"amount": 2, "id": "a"}], TOY)
    assert conformed.column_names == ["id", "amount", "exact", "n", "at"]
    assert conformed.to_pylist() == [{"id": "a", "amount": 2.0, "exact": None, "n": None, "at": None}]


def test_a_table_of_a_narrower_type_is_widened() -> None:
    conformed = conform(pa.table({"id": ["a"], "amount": pa.array([2], pa.int16())}), TOY)
    assert conformed["amount"].to_pylist() == [2.0]


def test_no_rows_make_an_empty_table_of_the_schema() -> None:
    assert conform([], table_named("money")).schema == table_named("money").schema
