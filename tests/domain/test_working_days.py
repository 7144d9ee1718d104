"""Holidays and working days: the law as it stood in each year, worked out here a second time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pytest

from mapper.domain.working_days import (
    add_working_days,
    holiday_name,
    holidays_between,
    is_working_day,
    working_days_between,
)

# 설날, 부처님오신날 and 추석 of each year, by the almanac of the Korea Astronomy and Space Science Institute.
LUNAR_DAYS = {
    2015: ("02-19", "05-25", "09-27"),
    2016: ("02-08", "05-14", "09-15"),
    2017: ("01-28", "05-03", "10-04"),
    2018: ("02-16", "05-22", "09-24"),
    2019: ("02-05", "05-12", "09-13"),
    2020: ("01-25", "04-30", "10-01"),
    2021: ("02-12", "05-19", "09-21"),
    2022: ("02-01", "05-08", "09-10"),
    2023: ("01-22", "05-27", "09-29"),
    2024: ("02-10", "05-15", "09-17"),
    2025: ("01-29", "05-05", "10-06"),
    2026: ("02-17", "05-24", "09-25"),
    2027: ("02-07", "05-13", "09-15"),
    2028: ("01-27", "05-02", "10-03"),
    2029: ("02-13", "05-20", "09-22"),
    2030: ("02-03", "05-09", "09-12"),
    2031: ("01-23", "05-28", "10-01"),
    2032: ("02-11", "05-16", "09-19"),
    2033: ("01-31", "05-06", "09-08"),
    2034: ("02-19", "05-25", "09-27"),
    2035: ("02-08", "05-15", "09-16"),
}
TEMPORARY = ["2015-08-14", "2016-05-06", "2017-10-02", "2020-08-17", "2023-10-02", "2024-10-01", "2025-01-27"]
# Those of 2028 and later follow from the ends of the terms (공직선거법 §34).
ELECTIONS = [
    *("2016-04-13", "2017-05-09", "2018-06-13", "2020-04-15", "2022-03-09", "2022-06-01", "2024-04-10", "2025-06-03"),
    *("2026-06-03", "2028-04-12", "2030-03-27", "2030-06-12", "2032-04-14", "2034-05-31", "2035-03-28"),
]
WEEKEND, SUNDAY, NEVER = (5, 6), (6,), ()

Statutory = list[tuple[date, tuple[int, ...] | None]]


def statutory(year: int) -> Statutory:
    """Each holiday with the weekdays that give it a substitute; None where even another holiday gives none."""

    def since(first: int, month: int, day: int) -> tuple[date, tuple[int, ...] | None]:
        return date(year, month, day), WEEKEND if year >= first else None

    seollal, buddha, chuseok = (date.fromisoformat(f"{year}-{day}") for day in LUNAR_DAYS[year])
    days: Statutory = [(date(year, 1, 1), None), (date(year, 6, 6), None)]
    days += [(feast + timedelta(days=n), SUNDAY) for feast in (seollal, chuseok) for n in (-1, 0, 1)]
    days += [since(2014, 5, 5), since(2022, 3, 1), since(2021, 8, 15), since(2021, 10, 3), since(2021, 10, 9)]
    days += [since(2023, buddha.month, buddha.day), since(2023, 12, 25)]
    return days + ([since(2026, 5, 1), since(2026, 7, 17)] if year >= 2026 else [])


def holidays_of(year: int) -> set[date]:
    days = statutory(year)
    known = {day for day, _ in days}
    known |= {day for day in map(date.fromisoformat, TEMPORARY + ELECTIONS) if day.year == year}
    substituted = {
        day
        for day, weekdays in days
        if weekdays and (day.weekday() in weekdays or [other for other, _ in days].count(day) > 1)
    }
    for day in sorted(substituted):
        known.add(np.busday_offset(day, 1, "backward", holidays=sorted(known)).astype(date))
    return known


def days_of(year: int) -> Iterator[date]:
    return (date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days))


@pytest.mark.parametrize("year", LUNAR_DAYS)
def test_every_day_of_a_year_is_what_the_law_makes_of_it(year: int) -> None:
    holidays = holidays_of(year)
    assert {day for day in days_of(year) if holiday_name(day)} == holidays
    working = {day for day in days_of(year) if day.weekday() not in WEEKEND} - holidays
    assert {day for day in days_of(year) if is_working_day(day)} == working


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2017-10-02", "임시공휴일"),
        ("2018-05-07", "어린이날 대체 휴일"),
        ("2026-05-01", "노동절"),
        ("2026-06-03", "지방선거일"),
        ("2027-05-03", "노동절 대체 휴일"),
        ("2027-07-19", "제헌절 대체 휴일"),
        ("2028-10-03", "개천절; 추석"),
        ("2028-10-05", "추석 대체 휴일"),
    ],
)
def test_a_holiday_has_its_korean_name(day: str, name: str) -> None:
    assert holiday_name(date.fromisoformat(day)) == name


@pytest.mark.parametrize("day", ["2015-05-01", "2025-05-01", "2025-07-17", "2020-03-02", "2022-05-09", "2026-09-28"])
def test_what_is_no_holiday_has_no_name(day: str) -> None:
    assert holiday_name(date.fromisoformat(day)) is None


def test_a_plain_sunday_is_no_holiday_and_no_working_day() -> None:
    sunday = date(2026, 11, 22)
    assert holiday_name(sunday) is None
    assert not is_working_day(sunday)


def test_a_holiday_of_the_city_is_no_working_day_of_the_city() -> None:
    day = date(2026, 4, 3)
    assert is_working_day(day)
    assert not is_working_day(day, extra=[day])


@pytest.mark.parametrize(
    ("first", "days", "last"),
    [
        ("2026-11-23", 1, "2026-11-23"),
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-11-20", 2, "2026-11-23"),
        ("2017-09-29", 2, "2017-10-10"),
        ("2026-12-31", 2, "2027-01-04"),
    ],
)
def test_working_days_are_counted_from_the_first(first: str, days: int, last: str) -> None:
    assert add_working_days(date.fromisoformat(first), days) == date.fromisoformat(last)


def test_a_holiday_of_the_city_is_stepped_over() -> None:
    assert add_working_days(date(2026, 4, 2), 2, extra={date(2026, 4, 3)}) == date(2026, 4, 6)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-11-23", "2026-11-23", 0),
        ("2026-11-20", "2026-11-23", 1),
        ("2026-11-21", "2026-11-22", 0),
        ("2026-11-23", "2026-11-20", -1),
        ("2017-09-29", "2017-10-11", 2),
        ("2024-12-31", "2025-12-31", 244),
    ],
)
def test_the_start_is_not_counted_and_the_end_is(start: str, end: str, days: int) -> None:
    assert working_days_between(date.fromisoformat(start), date.fromisoformat(end)) == days


def test_a_holiday_of_the_city_does_not_count() -> None:
    assert working_days_between(date(2026, 4, 2), date(2026, 4, 6), extra={date(2026, 4, 3)}) == 1


def test_holidays_between_two_days_are_those_that_take_a_working_day() -> None:
    found = holidays_between(date(2026, 9, 24), date(2026, 10, 9))
    assert [day for day, _ in found] == [date(2026, 9, 25), date(2026, 10, 5), date(2026, 10, 9)]
    assert found[0][1] == "추석"


def test_holidays_of_the_city_are_told_beside_them() -> None:
    monday, saturday = date(2026, 9, 28), date(2026, 10, 3)
    found = holidays_between(date(2026, 9, 24), date(2026, 10, 9), extra={monday, saturday, date(2026, 10, 9)})
    assert [day for day, _ in found] == [date(2026, 9, 25), monday, date(2026, 10, 5), date(2026, 10, 9)]
    assert [found[1][1], found[3][1]] == ["임시 휴일", "한글날"]
