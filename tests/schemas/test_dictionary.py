"""The dictionary names every table and column, and what it says of pandas is what pandas does."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.catalog import TABLES
from schemas.dictionary import IN_PANDAS, render
from schemas.rejects import REASONS
from schemas.table import Table

each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def section(table: Table) -> str:
    """The part of the page that describes the table."""
    return render().split(f"\n## {table.name}\n", 1)[1].split("\n## ", 1)[0]


@each_table
def test_a_section_tells_grain_key_partition_and_warning(table: Table) -> None:
    text = section(table)
    assert f"One row is {table.grain}." in text
    assert "key: " + ", ".join(f"`{name}`" for name in table.key) in text
    assert f"of `{table.dated_by}`" in text
    assert table.beware in text


@each_table
def test_each_column_has_one_line_in_the_declared_order(table: Table) -> None:
    columns = section(table).split("\n| reason |")[0]
    listed = re.findall(r"^\| `(\w+)` \|", columns, re.MULTILINE)
    assert listed == table.schema.names


@each_table
def test_every_line_of_a_grid_has_as_many_cells_as_its_head(table: Table) -> None:
    for block in re.findall(r"(?:^\|.*\n?)+", section(table), re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1


def test_all_reasons_of_a_reject_are_listed() -> None:
    assert all(f"| `{code}` | {meaning} |" in render() for code, meaning in REASONS.items())


def test_a_bar_in_a_meaning_does_not_break_the_grid() -> None:
    column = replace(TABLES[0].columns[0], meaning="one | two")
    page = render([replace(TABLES[0], columns=(column, *TABLES[0].columns[1:]))])
    assert r"| one \| two |" in page


def test_the_first_line_says_that_the_page_is_generated() -> None:
    assert re.match(r"<!-- Generated .*newsledger dictionary --write.* -->\n", render())
    assert render().endswith("|\n")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_pandas_shows_the_types_that_the_page_promises(table: Table, tmp_path: Path) -> None:
    def rows(field: pa.Field) -> pa.Array:
        missing, full = pa.nulls(1, field.type), pa.array([_some(field.type)], field.type)
        return pa.concat_arrays([full, missing if field.nullable else full])

    made = pa.Table.from_arrays([rows(column.field) for column in table.columns], schema=table.schema)
    pq.write_table(made, tmp_path / "part-0.parquet")
    shown = pd.read_parquet(tmp_path).dtypes.astype(str).to_dict()
    assert shown == {column.name: IN_PANDAS[column.type][0 if column.nullable else 1] for column in table.columns}


def _some(kind: pa.DataType) -> object:
    """A value of the type."""
    texts = {"bool": "true", "binary": "x", "string": "x"}
    dated = "2022-10-15 00:00:00" + ("+00:00" if getattr(kind, "tz", None) else "")
    text = dated if pa.types.is_timestamp(kind) else texts.get(str(kind), "7")
    return pa.scalar(text).cast(kind).as_py()
