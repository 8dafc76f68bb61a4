"""Every declared table hangs together, and one name means one thing in all of them."""

from collections import defaultdict

import pyarrow as pa
import pytest

from schemas.catalog import TABLES, table_named
from schemas.column import EXACT
from schemas.errors import UnknownName
from schemas.table import Table

PARTITIONS = {"month", "day", "hour"}

each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


@each_table
def test_key_owner_order_and_date_are_columns_that_always_hold_a_value(table: Table) -> None:
    for name in {*table.key, table.owner, table.dated_by, *table.order}:
        assert not table.column(name).nullable, name


@each_table
def test_the_dating_column_is_a_moment(table: Table) -> None:
    assert pa.types.is_timestamp(table.column(table.dated_by).type)


@each_table
def test_column_names_are_unique_and_leave_the_partition_keys_free(table: Table) -> None:
    names = table.schema.names
    assert len(names) == len(set(names))
    assert not PARTITIONS & set(names)


@each_table
def test_the_grain_reads_within_a_sentence(table: Table) -> None:
    assert table.grain[0].islower()
    assert not table.grain.endswith("."), "the dictionary adds the full stop"


@each_table
def test_columns_say_what_they_mean_in_the_field_as_well(table: Table) -> None:
    for column in table.columns:
        assert column.meaning
        assert bool(column.parts[1]) == column.nullable, f"{column.name}: say why a value is missing, or that none is"
        assert (column.field.metadata or {})[b"meaning"].decode() == column.meaning


@each_table
def test_numbers_that_measure_have_a_unit(table: Table) -> None:
    measuring = [column for column in table.columns if pa.types.is_floating(column.type) or column.type == EXACT]
    assert [column.name for column in measuring if not column.unit] == []


@each_table
def test_examples_are_values_of_their_type(table: Table) -> None:
    shown = [column for column in table.columns if column.example]
    assert shown or table.name == "runs"
    for column in shown:
        assert pa.scalar(column.example).cast(column.type).is_valid, column.name


def test_a_name_has_one_type_and_one_unit_in_all_tables() -> None:
    """`runs` stands apart: it counts the rows of other tables under their names."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for table in TABLES[:-1]:
        for column in table.columns:
            found[column.name].add((str(column.type), column.unit))
    assert {name: kinds for name, kinds in found.items() if len(kinds) > 1} == {}


def test_an_unknown_column_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownName, match=r"No column in money 'ammount'\. Known: mention_id, article_id"):
        table_named("money").column("ammount")
