"""What an analyst meets: plain pandas.read_parquet on a file in a declared schema."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from schemas.catalog import TABLES, table_named
from schemas.conform import conform
from schemas.table import Table

MONEY_ROW = {
    "mention_id": "a-0", "article_id": "a", "figure_id": "f", "start": 0, "end": 5, "surface": "$725m",
    "published_at": datetime(2022, 10, 15, tzinfo=UTC), "amount": 725e6, "amount_exact": Decimal(725_000_000),
    "currency": "USD", "qualifier": "exact", "figure_type": "flow", "addable": True,
}  # fmt: skip


@pytest.fixture
def money(tmp_path: Path) -> pd.DataFrame:
    """Two money rows, written in a partition as the lake does and read back with nothing but pandas."""
    folder = tmp_path / "money" / "month=2022-10"
    folder.mkdir(parents=True)
    vague = MONEY_ROW | {"mention_id": "a-9", "amount": None, "amount_exact": None, "amount_min": 2e6, "payer_start": 9}
    pq.write_table(conform([MONEY_ROW, vague], table_named("money")), folder / "part-0.parquet")
    return pd.read_parquet(tmp_path / "money")


def test_numbers_add_up_without_cleaning(money: pd.DataFrame) -> None:
    assert money["amount"].sum() == 725e6
    assert money.loc[money["addable"], "amount_min"].max() == 2e6


def test_exact_amounts_are_decimals(money: pd.DataFrame) -> None:
    assert money["amount_exact"].dropna().sum() == Decimal("725000000.000000000")


def test_a_missing_whole_number_stays_whole(money: pd.DataFrame) -> None:
    assert str(money["payer_start"].dtype) == "Int32"
    assert money["payer_start"].tolist()[1] == 9
    assert money["payer_start"].isna().tolist() == [True, False]


def test_the_partition_is_one_more_column(money: pd.DataFrame) -> None:
    assert money["month"].unique().tolist() == ["2022-10"]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_meanings_and_units_travel_with_the_frame(table: Table, tmp_path: Path) -> None:
    pq.write_table(table.schema.empty_table(), tmp_path / "part-0.parquet")
    attrs = pd.read_parquet(tmp_path).attrs
    assert attrs["table"] == table.name
    assert attrs["grain"] == table.grain
    assert attrs["columns"] == {column.name: column.about for column in table.columns}
    assert list(attrs["columns"]) == table.schema.names
