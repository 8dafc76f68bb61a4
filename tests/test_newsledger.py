"""The analyst's door, on a real small lake made through the lake's own publishing."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

import newsledger
from schemas.catalog import BY_NAME
from schemas.conform import conform
from schemas.table import Partition
from tasks.lake.lake import Change, Lake

MENTIONS = [
    # mention_id, published, amount, currency, addable, payer_start
    ("m1", datetime(2022, 9, 30, 23, 59, 59, tzinfo=UTC), 5e6, "EUR", True, None),
    ("m2", datetime(2022, 10, 1, tzinfo=UTC), 725e6, "USD", True, 3),
    ("m3", datetime(2022, 10, 15, 18, tzinfo=UTC), 18.3e9, "USD", False, None),
    ("m4", datetime(2023, 1, 2, tzinfo=UTC), None, None, True, None),
]
OPEN_FLOW = {"qualifier": "exact", "figure_id": "f", "article_id": "a", "surface": "-"}


def mention(number: int) -> dict[str, object]:
    """A money row."""
    name, published, amount, currency, addable, payer_start = MENTIONS[number]
    return OPEN_FLOW | {
        "mention_id": name,
        "published_at": published,
        "start": number,
        "end": number + 1,
        "amount": amount,
        "amount_exact": None if amount is None else Decimal(str(amount)),
        "currency": currency,
        "addable": addable,
        "payer_start": payer_start,
    }


@pytest.fixture(scope="module", params=["month", "day", "hour"])
def lake(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with four mentions and an article."""
    partition: Partition = request.param
    made = Lake.open(tmp_path_factory.mktemp("door") / "lake", partition=partition)
    money = conform([mention(number) for number in range(4)], BY_NAME["money"])
    article = {
        "article_id": "a",
        "document_id": "d",
        "body": "text",
        "published_at": MENTIONS[0][1],
        "text_hash": "h",
        "published_basis": "given",
        "versions": 1,
        "first_seen_at": MENTIONS[0][1],
    }
    articles = conform([article], BY_NAME["articles"])
    made.publish(lambda _: [Change(BY_NAME["money"], money), Change(BY_NAME["articles"], articles)])
    return made.root


def names(frame: pd.DataFrame) -> list[str]:
    """The mentions found."""
    return sorted(frame["mention_id"])


def test_tables(lake: Path) -> None:
    assert newsledger.tables(lake) == sorted(BY_NAME)


def test_the_lake_may_be_named_by_the_environment(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSLEDGER_LAKE", str(lake))
    assert names(newsledger.read("money")) == ["m1", "m2", "m3", "m4"]


@pytest.mark.parametrize("name", BY_NAME)
def test_describe_tells_each_column_as_declared(lake: Path, name: str) -> None:
    told = newsledger.describe(name, lake)
    assert told.attrs["grain"] == BY_NAME[name].grain
    assert told.to_numpy().tolist() == [
        [one.name, str(one.type), one.nullable, one.unit, one.meaning, one.made] for one in BY_NAME[name].columns
    ]


@pytest.mark.parametrize("name", BY_NAME)
def test_the_rows_are_those_of_plain_pandas(lake: Path, name: str) -> None:
    columns = BY_NAME[name].schema.names
    plain = pd.read_parquet(lake / name)[columns]
    plain.attrs = {}
    ours = newsledger.read(name, columns, lake=lake)
    assert ours.attrs["table"] == name
    ours.attrs = {}
    pd.testing.assert_frame_equal(ours, plain)


def test_types_are_ready(lake: Path) -> None:
    money = newsledger.read("money", lake=lake)
    assert money["amount"].dtype == "float64"
    assert money["payer_start"].dtype == "Int32"
    assert isinstance(money["published_at"].dtype, pd.DatetimeTZDtype)
    assert "amount_exact" not in money
    assert not [name for name, dtype in money.dtypes.items() if dtype.kind == "O" and dtype != "str"]
    assert newsledger.read("money", ["amount_exact"], lake=lake)["amount_exact"][1] == Decimal(725_000_000)


def test_long_texts_come_when_asked_for(lake: Path) -> None:
    assert "body" not in newsledger.read("articles", lake=lake)
    assert newsledger.read("articles", lake=lake, text=True)["body"].tolist() == ["text"]
    assert list(newsledger.read("articles", ["body", "article_id"], lake=lake).columns) == ["body", "article_id"]


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2022-10", None, ["m2", "m3", "m4"]),
        ("2022-10", "2022-10", ["m2", "m3"]),
        (None, "2022-09-30", ["m1"]),
        ("2022", "2022", ["m1", "m2", "m3"]),
        ("2022-10-15", "2022-10-15", ["m3"]),
        (date(2022, 10, 15), date(2022, 10, 15), ["m3"]),
        (datetime(2022, 10, 15, 18), datetime(2022, 10, 15, 18), ["m3"]),
        ("2022-10-15T20:00:00+02:00", None, ["m3", "m4"]),
        ("2022-10-15T20:00:01+02:00", None, ["m4"]),
        (pd.Timestamp("2023-01-02", tz="UTC"), None, ["m4"]),
        ("2024", None, []),
    ],
    ids=str,
)
def test_dates_are_inclusive(lake: Path, since: newsledger.Moment, until: newsledger.Moment, found: list[str]) -> None:
    assert names(newsledger.read("money", lake=lake, since=since, until=until)) == found


@pytest.mark.parametrize(
    ("where", "addable", "found"),
    [
        ({"currency": "USD"}, None, ["m2", "m3"]),
        ({"currency": "USD"}, True, ["m2"]),
        ({}, False, ["m3"]),
        ({"currency": ["USD", "EUR"], "addable": True}, None, ["m1", "m2"]),
        ({"currency": None}, None, ["m4"]),
        ({"currency": ["EUR", None]}, None, ["m1", "m4"]),
        ({"amount": 725_000_000}, None, ["m2"]),
        ({"mention_id": pd.Series(["m1", "m4"])}, None, ["m1", "m4"]),
        ({"amount": (">", 5e6)}, None, ["m2", "m3"]),
        ({"amount": (">=", 5e6, "<", 1e9)}, None, ["m1", "m2"]),
        ({"amount_exact": ("<=", 5_000_000)}, None, ["m1"]),
        ({"currency": ("!=", "EUR")}, None, ["m2", "m3", "m4"]),
        ({"currency": ("!=", ["EUR", None])}, None, ["m2", "m3"]),
        ({"currency": ("!=", None)}, None, ["m1", "m2", "m3"]),
        ({"published_at": (">", "2022-10")}, None, ["m4"]),
        ({"published_at": ("<=", "2022-10-01")}, None, ["m1", "m2"]),
        ({"published_at": "2022-10"}, None, ["m2", "m3"]),
        ({"currency": ("USD", "EUR")}, None, ["m1", "m2", "m3"]),
    ],
    ids=str,
)
def test_where(lake: Path, where: dict[str, object], addable: bool | None, found: list[str]) -> None:
    columns = ["mention_id"]  # conditions may be on columns that are not asked for
    assert names(newsledger.read("money", columns, where=where, addable=addable, lake=lake)) == found


@pytest.mark.parametrize(
    ("asked", "error", "told"),
    [
        ({"table": "mony"}, LookupError, "No table 'mony' in .* Did you mean 'money'. Known: articles, entities"),
        ({"table": "money", "columns": ["amout"]}, LookupError, "in money. Did you mean 'amount'. Known: mention_id"),
        ({"table": "money", "where": {"curency": "USD"}}, LookupError, "No column 'curency' in money. Did you mean"),
        ({"table": "articles", "addable": True}, LookupError, "No column 'addable' in articles. Known: article_id"),
        ({"table": "money", "where": {"start": "ten"}}, ValueError, "start holds int32 values"),
        ({"table": "money", "where": {"start": (">", "ten")}}, ValueError, "start holds int32 values"),
        ({"table": "money", "where": {"start": (">", 1, "<")}}, ValueError, "start: .* no comparison: write it like"),
        ({"table": "money", "where": {"start": (">", 1, "under", 2)}}, ValueError, "start: .* is no comparison"),
        ({"table": "money", "where": "start > 1"}, TypeError, "where='start > 1' is no mapping"),
        ({"table": "money", "since": "October"}, ValueError, "since='October' is no date: write it like 2022, 2022-10"),
        ({"table": "money", "until": "10/11/2022"}, ValueError, "until='10/11/2022' is no date: write it like 2022"),
        ({"table": "money", "until": "2022-13"}, ValueError, "until='2022-13' is no date: write it like 2022, 2022-10"),
    ],
    ids=["table", "column", "where", "addable", "value", "compared", "cut", "sign", "text", "word", "order", "month"],
)
def test_an_error_names_what_there_is(lake: Path, asked: dict[str, object], error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        newsledger.read(lake=lake, **asked)  # type: ignore[arg-type]  # the mistakes under test


def test_evidence_tells_where_money_was_read(lake: Path) -> None:
    money = newsledger.read("money", ["mention_id", "article_id", "amount"], lake=lake)
    told = newsledger.evidence(money, lake)
    assert told[["mention_id", "amount"]].equals(money[["mention_id", "amount"]])
    assert list(told.columns) == ["mention_id", "article_id", "amount", "surface", "sentence", "source", "title", "url"]
    whole = newsledger.read("money", lake=lake)
    assert newsledger.evidence(whole, lake)[whole.columns].equals(whole)


def test_evidence_of_a_figure_is_each_of_its_mentions(lake: Path) -> None:
    figures = pd.DataFrame({"figure_id": ["f", "none"], "amount": [1.0, 2.0]})
    told = newsledger.evidence(figures, lake)
    assert told["mention_id"].dropna().tolist() == ["m1", "m2", "m3", "m4"]
    assert told["amount"].tolist() == [1.0] * 4 + [2.0]
    with pytest.raises(KeyError, match="figure_id"):
        newsledger.evidence(figures[["amount"]], lake)


def test_no_lake_and_an_empty_one_are_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"No lake at .* Name one: lake=\.\.\., or the envi"):
        newsledger.tables(tmp_path)
    Lake.open(tmp_path / "lake")
    assert newsledger.tables(tmp_path / "lake") == []
    with pytest.raises(LookupError, match=r"No table 'money' in .* none, for nothing has been published yet"):
        newsledger.read("money", lake=tmp_path / "lake")


def test_a_publish_that_was_interrupted_is_seen_whole(lake: Path, tmp_path: Path) -> None:
    """Between commit and renames a reader through this door sees the new rows, plain pandas the old ones."""
    made = Lake.open(tmp_path / "lake")
    money = conform([mention(0)], BY_NAME["money"])
    made.publish(lambda _: [Change(BY_NAME["money"], money)])
    place = made.layout.files("money")[0]
    staged = made.layout.staging / made.layout.relative(place)
    staged.parent.mkdir(parents=True)
    staged.write_bytes(Lake.open(lake).layout.files("money")[-1].read_bytes())
    made.layout.intent.write_text(f'{{"sequence": 2, "moves": ["{made.layout.relative(place)}"]}}', encoding="utf-8")
    assert names(newsledger.read("money", lake=made.root)) == ["m4"]
    assert names(pd.read_parquet(made.root / "money")) == ["m1"]
