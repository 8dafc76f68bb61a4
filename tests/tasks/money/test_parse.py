"""The JSON contract of parse: same order out, offsets, decimal strings, and a reason where there is nothing to read."""

import io
import json
from datetime import date

import pytest

from tasks.money.parse import context_of, main, parse_lines, parse_record
from tasks.money.reading.printed_date import printed_date


def test_a_record() -> None:
    parsed = parse_record({"id": "a", "text": "It gave $5m, then $5m over two years."}, "money")
    first, second = parsed["mentions"]
    assert parsed["id"] == "a"
    assert (first["amount"], first["currency"], first["nth"], second["nth"]) == ("5000000", "USD", 0, 1)
    assert (first["amount_min"], second["horizon_years"], first["payer"], first["confidence"]) == (None, 2, None, None)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ([], "not a JSON object"),
        ("x", "not a JSON object"),
        ({"id": 1}, "no string"),
        ({"id": 1, "text": 5}, "no string"),
    ],
)
def test_a_bad_record_gives_a_reason(record: object, reason: str) -> None:
    parsed = parse_record(record, "money")
    assert parsed["mentions"] == []
    assert reason in parsed["error"]


def test_odd_values_around_the_text_count_as_unknown() -> None:
    context = context_of({"title": 5, "source": None, "before": "So.", "published": ["x"]})
    assert (context.title, context.source, context.before, context.published) == ("", "", "So.", None)


def test_lines_keep_their_order() -> None:
    lines = [json.dumps({"id": n, "text": f"It cost ${n}."}) for n in range(5)] + ["", "{broken", "7"]
    parsed = [json.loads(line) for line in parse_lines(lines, "money")]
    assert [row["id"] for row in parsed] == [0, 1, 2, 3, 4, None, None]
    assert [len(row["mentions"]) for row in parsed] == [1, 1, 1, 1, 1, 0, 0]


def test_explain_adds_why() -> None:
    (row,) = [json.loads(line) for line in parse_lines(['{"id": 1, "text": "Up to €5m."}'], "money", explain=True)]
    assert row["mentions"][0]["why"]


def test_main_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"id": 1, "text": "It cost £5m."}\n'))
    assert main(["--jsonl", "-", "--fields", "money"]) == 0
    assert json.loads(capsys.readouterr().out)["mentions"][0]["currency"] == "GBP"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("2019-03-08", date(2019, 3, 8)),
        ("20150810", date(2015, 8, 10)),
        ("2022-04-26T10:00:00Z", date(2022, 4, 26)),
        ("Tue, 22 Jul 2025 23:09:10 GMT", date(2025, 7, 22)),
        ("Wed Nov 6, 2013 6:17pm EST", date(2013, 11, 6)),
        ("18-JUN-1987 10:05:01.11", date(1987, 6, 18)),
        ("April 5th, 2001", date(2001, 4, 5)),
        ("03/04/2019", None),
        ("Unknown", None),
        ("2019-13-45", None),
        (None, None),
        (5, None),
    ],
)
def test_printed_date(printed: object, expected: date | None) -> None:
    assert printed_date(printed) == expected
