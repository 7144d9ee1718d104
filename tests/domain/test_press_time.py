"""Which times a sentence for the press names: all of them, and of each what a reader would take it for."""

from __future__ import annotations

from datetime import date

import pytest

from mapper.domain.press_time import NEVER, times_of

SUNDAY = date(2026, 11, 22)


def told(sentence: str, today: date = SUNDAY) -> list[str]:
    return [
        f"{first}/{last}" if first != last else str(first) for first, last in sorted(times_of(sentence, today=today))
    ]


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("3월 5일에 만나 6월 12일에 다시 찾았다", ["2026-03-05", "2026-06-12"]),
        ("오늘 찾은 가구는 2025년 12월에 처음 만났다", ["2025-12-01/2025-12-31", "2026-11-22"]),
        ("2026.6.12. 만나고 2026. 7. 1. 다시", ["2026-06-12", "2026-07-01"]),
        ("6월 12일과 14일", ["2026-06-12", "2026-06-14"]),
        ("6월 12일과 3월 4일", ["2026-03-04", "2026-06-12"]),
        ("지난해와 올해 상반기", ["2025-01-01/2025-12-31", "2026-01-01/2026-06-30"]),
    ],
)
def test_every_time_is_read_and_not_the_first_alone(sentence: str, days: list[str]) -> None:
    assert told(sentence) == days


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("6월 12일부터 14일까지", "2026-06-12/2026-06-14"),
        ("6월 12~14일", "2026-06-12/2026-06-14"),
        ("6월 28일부터 3일까지", "2026-06-28/2026-07-03"),
        ("2025년 12월부터 3월까지", "2025-12-01/2026-03-31"),
        ("12월 30일부터 1월 3일까지", "2025-12-30/2026-01-03"),
    ],
)
def test_from_one_to_another_is_one_time(sentence: str, days: str) -> None:
    assert told(sentence) == [days]


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("올해 6월 12일", "2026-06-12"),
        ("지난해 6월 12일", "2025-06-12"),
        ("재작년 6월", "2024-06-01/2024-06-30"),
        ("올 상반기", "2026-01-01/2026-06-30"),
        ("하반기", "2026-07-01/2026-12-31"),
        ("2024년 3분기", "2024-07-01/2024-09-30"),
        ("이달 5일", "2026-11-05"),
        ("지난달 30일", "2026-10-30"),
        ("지난 30일", "2026-10-30"),
        ("오는 25일", "2026-11-25"),
        ("오는 3일", "2026-12-03"),
        ("지난 달", "2026-10-01/2026-10-31"),
        ("두 달 전부터", "2026-09-01/2026-09-30"),
        ("지난주", "2026-11-09/2026-11-15"),
        ("일주일 전", "2026-11-09/2026-11-15"),
        ("이번 주", "2026-11-16/2026-11-22"),
        ("3일 전", "2026-11-19"),
        ("그저께", "2026-11-20"),
        ("내일", "2026-11-23"),
    ],
)
def test_what_is_said_from_today_is_a_time_as_well(sentence: str, days: str) -> None:
    assert told(f"가온동 조손 가구를 {sentence} 찾았다") == [days]


def test_a_half_year_to_come_is_that_of_last_year() -> None:
    assert told("하반기에", date(2026, 2, 1)) == ["2025-07-01/2025-12-31"]


@pytest.mark.parametrize(
    "sentence",
    [
        "매월 5일",
        "매달5일",
        "주 5일",
        "5일 동안",
        "5일분 쌀",
        "1일 2식",
        "112일 만에",
        "100일 잔치",
        "10일째",
        "오늘날",
        "그제야",
        "내일배움카드",
        "3개월간",
    ],
)
def test_how_long_or_how_often_is_no_time(sentence: str) -> None:
    assert told(f"{sentence} 반찬을 받았다") == []


@pytest.mark.parametrize(
    "sentence", ["2월 30일", "13월", "0000년", "9999년 12월", "5분기가 아니라 2026-13-40", "지난 99일"]
)
def test_a_day_of_no_calendar_fits_nobody(sentence: str) -> None:
    assert NEVER in times_of(sentence, today=SUNDAY)


def test_no_calendar_reaches_to_a_day_that_is_none() -> None:
    assert told("6월 12일부터 2월 30일까지") == ["2026-06-12", "9999-12-31"]
