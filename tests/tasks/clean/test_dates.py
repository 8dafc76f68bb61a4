"""Dates as they are printed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.clean.dates import choose, moment, refused
from tasks.clean.draft import DateGiven
from tasks.clean.words import rows

SEEN = datetime(2024, 5, 1, tzinfo=UTC)
CASES = {
    "Sat Oct 5, 2013 1:39am EDT": "2013-10-05T05:39:00",
    "13-MAR-1987 04:20:57.82": "1987-03-13T04:20:57.820",
    "20150701": "2015-07-01T00:00:00",
    "Tue, 22 Jul 2025 23:09:10 GMT": "2025-07-22T23:09:10",
    "2023-12-28T02:00:00.000+02:00": "2023-12-28T00:00:00",
    "2023-12-28T02:00:00Z": "2023-12-28T02:00:00",
    "2023-12-28 02:00": "2023-12-28T02:00:00",
    "2023-12-28": "2023-12-28T00:00:00",
    "2023/12/28": "2023-12-28T00:00:00",
    "28 December 2023": "2023-12-28T00:00:00",
    "December 28, 2023": "2023-12-28T00:00:00",
    "Dec. 28, 2023": "2023-12-28T00:00:00",
    "28th Dec 2023 at 10:30 BST": "2023-12-28T09:30:00",
    "Published: 28 December 2023": "2023-12-28T00:00:00",
    "Published on 28 December 2023": "2023-12-28T00:00:00",
    "10.30 am, Sept 4, 2013": "2013-09-04T10:00:00",
    "Feb. 3, 2020 | 3:04 p.m. ET": "2020-02-03T20:04:00",
    "1614852000": "2021-03-04T10:00:00",
    "1614852000000": "2021-03-04T10:00:00",
    "3/4/2021": "2021-03-04T00:00:00",
    "13-MAR-1987 04:20:57.82RM V": "1987-03-13T04:20:57.820",
    "4 March 2021 10:15 h": "2021-03-04T10:15:00",
}


@pytest.mark.parametrize(("printed", "expected"), [pytest.param(*case, id=case[0]) for case in CASES.items()])
def test_moment(printed: str, expected: str) -> None:
    assert moment(printed) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "printed",
    [
        "Unknown",
        "",
        "2014",
        "March 2019",
        "Monday",
        "10:30",
        "2013-02-30",
        "31/31/2020",
        "0000-00-00",
        "12",
        "May 5",
        "x" * 200,
    ],
)
def test_what_names_no_day_is_no_moment(printed: str) -> None:
    assert moment(printed) is None


def test_the_day_may_come_first() -> None:
    found = moment("3/4/2021", day_first=True)
    assert found is not None
    assert (found.day, found.month) == (3, 4)


@pytest.mark.parametrize("row", rows("zones"), ids=lambda row: row["zone"])
def test_each_zone_is_known_by_its_example(row: dict[str, str]) -> None:
    sign = -1 if row["offset"].startswith("-") else 1
    hours, minutes = map(int, row["offset"][1:].split(":"))
    there, nowhere = moment(row["example"]), moment(row["example"].replace(row["zone"], "").replace("Z", ""))
    assert there is not None
    assert nowhere is not None
    assert nowhere - there == sign * timedelta(hours=hours, minutes=minutes)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ([("2024-03-04", "given"), ("2024-03-05", "meta")], ("2024-03-04", "given")),
        ([("Unknown", "given"), ("2024-03-05", "meta")], ("2024-03-05", "meta")),
        ([("2031-03-04", "given"), ("4 March 2024", "text")], ("2024-03-04", "text")),
        ([("1700-03-04", "meta")], ("2024-05-01", "first_seen")),
        ([("2024-05-02", "given")], ("2024-05-02", "given")),
        ([("2024-05-03", "given")], ("2024-05-01", "first_seen")),
        ([], ("2024-05-01", "first_seen")),
    ],
)
def test_the_first_possible_date_is_chosen(printed: list[tuple[str, str]], expected: tuple[str, str]) -> None:
    found, basis = choose([DateGiven(*one) for one in printed], SEEN)
    assert (found.date().isoformat(), basis) == expected


def test_an_impossible_date_is_told_with_its_reason() -> None:
    dates = [("2031-03-04", "given"), ("no date", "meta"), ("1700-03-04", "json-ld"), ("2024-04-30", "url")]
    assert refused([DateGiven(*one) for one in dates], SEEN) == [
        "given 2031-03-04: after the article was first seen",
        "json-ld 1700-03-04: before 1800",
    ]


@given(st.text())
def test_no_text_raises(text: str) -> None:
    found = moment(text)
    assert found is None or found.tzinfo is UTC


@given(st.text("0123456789:-/. TZ+APMapmjJnu,"))
def test_nothing_like_a_date_raises(text: str) -> None:
    moment(text)


@given(st.datetimes(datetime(1800, 1, 1), datetime(2200, 1, 1)))
def test_iso_dates_come_back(when: datetime) -> None:
    assert moment(when.isoformat()) == when.replace(tzinfo=UTC)
    assert moment(when.strftime("%a, %d %b %Y %H:%M:%S GMT")) == when.replace(microsecond=0, tzinfo=UTC)
