"""Dates as people and spreadsheets write them."""

from collections.abc import Callable

import pandas as pd
import pytest

from mapper.importers import Reading

Judge = Callable[..., Reading]

HEADER = "id,category,reported_at,verified_at,resolved_at\n"


def reported(judge_text: Judge, written: str) -> Reading:
    return judge_text("issues", f'id,category,date\nA,낙서,"{written}"\n')


@pytest.mark.parametrize(
    ("written", "seoul"),
    [
        ("2024-05-31", "2024-05-31 00:00"),
        ("2024-5-1", "2024-05-01 00:00"),
        ("2024.05.31", "2024-05-31 00:00"),
        ("2024. 5. 31.", "2024-05-31 00:00"),
        ("2024/05/31", "2024-05-31 00:00"),
        ("2024년 5월 31일", "2024-05-31 00:00"),
        ("2024년5월31일 14시 5분", "2024-05-31 14:05"),
        ("20240531", "2024-05-31 00:00"),
        ("20240531 1405", None),
        ("2024-05-31 14:05", "2024-05-31 14:05"),
        ("2024-05-31T14:05:07", "2024-05-31 14:05:07"),
        ("2024-05-31 14:05:07.25", "2024-05-31 14:05:07.25"),
        ("2024-05-31T05:05:07Z", "2024-05-31 14:05:07"),
        ("2024-05-31T22:05:00+02:00", "2024-06-01 05:05"),
        ("2024-05-31T00:05:00-0900", "2024-05-31 18:05"),
        ("2024. 5. 31. 14:05", "2024-05-31 14:05"),
        ("2024-05-31 오후 2:05:07", "2024-05-31 14:05:07"),
        ("2024-05-31 오전 12:05", "2024-05-31 00:05"),
        ("2024-05-31 오후 12:05", "2024-05-31 12:05"),
        ("2025-06-30 23:59", "2025-06-30 23:59"),
    ],
)
def test_dates_are_read_as_seoul_sees_them(judge_text: Judge, written: str, seoul: str | None) -> None:
    reading = reported(judge_text, written)
    if seoul is None:
        assert [fault.code for fault in reading.faults] == ["not_a_date"]
    else:
        assert reading.faults == ()
        assert reading.frames["ISSUES"]["reported_at"].tolist() == [pd.Timestamp(seoul, tz="Asia/Seoul")]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1905-07-15", "excel_serial"),
        ("1905-07-16 00:00", "excel_serial"),
        ("45443", "excel_serial"),
        ("45443.5", "excel_serial"),
        ("2024", "no_day"),
        ("2022년", "no_day"),
        ("2024-05", "no_day"),
        ("2024년 5월", "no_day"),
        ("2024-02-30", "no_such_date"),
        ("2024-13-01", "no_such_date"),
        ("2024-05-31 24:01", "no_such_date"),
        ("2024-05-31 오후 13:00", "no_such_date"),
        ("0000-01-01", "no_such_date"),
        ("1989-12-31", "too_early"),
        ("2025-07-01", "in_future"),
        ("2025-06-30T23:00:00-05:00", "in_future"),
        ("05/31/2024", "not_a_date"),
        ("12/06/2012 04:39:00 AM", "not_a_date"),
        ("24.05.31", "not_a_date"),
        ("어제", "not_a_date"),
        ("2024-01-01" + " " * 100_000 + "x", "not_a_date"),
        ("", "blank"),
    ],
)
def test_other_dates_are_named(judge_text: Judge, written: str, code: str) -> None:
    reading = reported(judge_text, written)
    assert [(fault.rows, fault.column, fault.code) for fault in reading.faults] == [((2,), "date", code)]
    assert len(reading.frames["ISSUES"]) == 0


def test_a_spoilt_date_says_which_year_was_typed(judge_text: Judge) -> None:
    assert "the year 2022 was typed" in str(reported(judge_text, "1905-07-14").faults[0])


def test_what_ends_before_it_begins_is_named(judge_text: Judge) -> None:
    rows = (
        "A,낙서,2024-05-10 14:00,2024-05-09,\nB,낙서,2024-05-10,,2024-05-01\nC,낙서,2024-05-01,2024-05-09,2024-05-08\n"
    )
    faults = judge_text("issues", HEADER + rows).faults
    assert [(f.rows, f.column, f.code, f.expected) for f in faults] == [
        ((2,), "verified_at", "out_of_order", "not before reported_at"),
        ((3,), "resolved_at", "out_of_order", "not before reported_at"),
        ((4,), "resolved_at", "out_of_order", "not before verified_at"),
    ]


def test_a_day_without_time_may_hold_both(judge_text: Judge) -> None:
    events = judge_text("issues", HEADER + "A,낙서,2024-05-10 14:00,2024-05-10,2024-05-10\n").frames["ISSUE_EVENTS"]
    assert events["kind"].tolist() == ["verified", "resolved"]
    assert events["occurred_at"].tolist() == [pd.Timestamp("2024-05-10 14:00", tz="Asia/Seoul")] * 2


def test_one_value_is_one_fault_with_all_its_rows(judge_text: Judge) -> None:
    rows = "".join(f"{i},낙서,2022년\n" for i in range(12))
    [fault] = judge_text("issues", "id,category,date\n" + rows).faults
    assert fault.rows == tuple(range(2, 14))
    assert str(fault) == (
        "made.csv, lines 2, 3, 4, 5, 6, 7, 8, 9 and 4 more, column date: '2022년' given, expected a date with its day;"
        " add the month and the day, or map another column."
    )
