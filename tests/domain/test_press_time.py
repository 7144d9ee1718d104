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
        ("3일 전에", "2026-11-19"),
        ("그저께", "2026-11-20"),
        ("내일", "2026-11-23"),
    ],
)
def test_what_is_said_from_today_is_a_time_as_well(sentence: str, days: str) -> None:
    assert told(f"가온동 조손 가구를 {sentence} 찾았다") == [days]


FRIDAY = date(2026, 3, 20)
TWELFTH = "2026-03-12"


@pytest.mark.parametrize(
    "sentence",
    [
        "12일 뒤늦게 발견된 1인가구",
        "지난 12일 후원자와 1인가구를 찾았다",
        "12일 후암동에서",
        "12일 이하나 동장",
        "12일 정도윤",
        "12일 이상호",
        "12일 이상 징후가 잡힌 1인가구",
        "12일 내내 비가 새던 집",
        "12일 동안구에서",
        "12일 2회 찾은 집",
        "12일 전달식",
        "12일 전기가 끊긴",
        "12일 전체 세대",
        "지난 12일 전 직원이",
        "지난 12일 동안",
        "지난 12일 이후",
        "광주 12일",
    ],
)
def test_a_word_that_begins_as_one_of_duration_leaves_the_day(sentence: str) -> None:
    assert told(sentence, FRIDAY) == [TWELFTH]


@pytest.mark.parametrize("sentence", ["12일 전 직원이 찾은 1인가구", "12일 전 찾은 1인가구", "12일 전의 1인가구"])
def test_a_day_or_days_ago_is_read_as_both(sentence: str) -> None:
    assert told(sentence, FRIDAY) == ["2026-03-08", TWELFTH]


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("이틀 전", "2026-03-18"),
        ("사흘 전에", "2026-03-17"),
        ("나흘전", "2026-03-16"),
        ("닷새 전 찾은", "2026-03-15"),
        ("열흘 전부터", "2026-03-10"),
        ("보름 전쯤", "2026-03-05"),
        ("45일 전 찾은", "2026-02-03"),
        ("12일 전부터", "2026-03-08"),
        ("12일 전, 1인가구를", "2026-03-08"),
        ("지난 월요일", "2026-03-16"),
        ("지난 금요일", "2026-03-13"),
        ("지난주 수요일", "2026-03-11"),
        ("이번 주 월요일", "2026-03-16"),
        ("이번 목요일", "2026-03-19"),
        ("오는 월요일", "2026-03-23"),
        ("어젯밤", "2026-03-19"),
        ("지난 밤", "2026-03-19"),
        ("어제", "2026-03-19"),
        ("그제", "2026-03-18"),
        ("25년 3월 12일", "2025-03-12"),
    ],
)
def test_a_day_is_told_in_words_as_well(sentence: str, days: str) -> None:
    assert told(sentence, FRIDAY) == [days]


@pytest.mark.parametrize(
    "sentence",
    [
        "3/12",
        "3/12일에",
        "3/12(목)",
        "03/12 1인가구",
        "3/12, 1인가구",
        "3. 12.",
        "3. 12. 5가구를 찾았다",
        "3.12.",
        "3.12 가온동",
        "3.12(목)",
        "3.12에",
        "3.12 목요일",
        "3.12방문한 집",
        "'26.3.12",
        "’26.3.12",
        "26.3.12.",
        "26. 3. 12. 가온동",
        "2026. 3. 12.(목)",
    ],
)
def test_a_day_is_told_in_figures(sentence: str) -> None:
    assert told(sentence, FRIDAY) == [TWELFTH]


def test_what_may_be_a_share_is_rather_a_date() -> None:
    assert told("4/5 가구", FRIDAY) == ["2025-04-05"]


@pytest.mark.parametrize(
    "sentence",
    [
        "13/45",
        "0/5",
        "3/45",
        "3. 12개",
        "3. 12명이",
        "3.5%",
        "3.5배로",
        "4.5점을",
        "2.5kg",
        "36.5",
        "v3.12",
        "1.2.3",
        "24/7",
    ],
)
def test_a_number_that_is_no_day_is_no_time(sentence: str) -> None:
    assert told(sentence, FRIDAY) == []


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("3. 12월에", ["2025-12-01/2025-12-31"]),
        ("1/4분기", ["2026-01-01/2026-03-31"]),
        ("3월 12, 14일", [TWELFTH, "2026-03-14"]),
        ("3월 10·12ㆍ14일", ["2026-03-10", TWELFTH, "2026-03-14"]),
        ("3월 12, 14~16일", [TWELFTH, "2026-03-14/2026-03-16"]),
        ("지난 12, 14일", [TWELFTH, "2026-03-14"]),
        ("지난달 12, 14일", ["2026-02-12", "2026-02-14"]),
        ("12일(목)과 14일(토)", [TWELFTH, "2026-03-14"]),
        ("12일(목)부터 14일(토)까지", ["2026-03-12/2026-03-14"]),
        ("12일(목)~14일(토)", ["2026-03-12/2026-03-14"]),
        ("3월 12일 목요일부터 14일 토요일까지", ["2026-03-12/2026-03-14"]),
        ("3/12~3/14", ["2026-03-12/2026-03-14"]),
        ("3. 12.(목)~3. 14.(토)", ["2026-03-12/2026-03-14"]),
        ("2026. 3. 12. ~ 2026. 3. 14.", ["2026-03-12/2026-03-14"]),
        ("이번 주 5일", ["2026-03-05", "2026-03-16/2026-03-22"]),
    ],
)
def test_several_days_are_told_apart_and_a_range_is_one(sentence: str, days: list[str]) -> None:
    assert told(sentence, FRIDAY) == days


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
        "5일간의",
        "5일 동안은",
        "5일 이내에",
        "5일 정도",
        "5일 뒤",
        "5일 이상,",
        "3, 4일 동안",
        "10일마다",
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
