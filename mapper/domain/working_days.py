"""Working days of Korean public offices.

The holidays are those of 공휴일에 관한 법률 and 관공서의 공휴일에 관한 규정 as they stood in each year: with the
substitute holidays (대체공휴일), election days and temporary holidays (임시공휴일) of the time, and from 2026 on
노동절 and 제헌절. They come from the library `holidays`. What it cannot know, such as a holiday announced after its
release or one of the city's own (지방공휴일), is handed in as `extra`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import count, islice
from typing import Final

from holidays import country_holidays

_SATURDAY: Final = 5
_OF_THE_CITY: Final = "임시 휴일"


def holiday_name(day: date) -> str | None:
    """Return what public holiday a date is.

    Parameters
    ----------
    day : date
        A Korean date.

    Returns
    -------
    str or None
        In Korean, such as ``추석 대체 휴일``; several on one day are joined by ``; ``. None for any other day, a plain
        Saturday or Sunday among them.
    """
    return _holidays_of(day.year).get(day)


def is_working_day(day: date, *, extra: Collection[date] = ()) -> bool:
    """Tell whether public offices work on a date.

    Parameters
    ----------
    day : date
        A Korean date.
    extra : collection of date, optional
        Holidays beside the national ones.

    Returns
    -------
    bool
        False on Saturdays, Sundays and holidays.
    """
    return day.weekday() < _SATURDAY and day not in extra and holiday_name(day) is None


def add_working_days(first: date, days: int, *, extra: Collection[date] = ()) -> date:
    """Return the last of a number of working days.

    Parameters
    ----------
    first : date
        Where to start; it is counted when it is a working day itself.
    days : int
        How many, from 1. One finds the first working day that is not before `first`.
    extra : collection of date, optional
        Holidays beside the national ones.

    Returns
    -------
    date
        A working day.
    """
    following = (first + timedelta(days=n) for n in count())
    working = (day for day in following if is_working_day(day, extra=extra))
    return next(islice(working, days - 1, None))


def working_days_between(start: date, end: date, *, extra: Collection[date] = ()) -> int:
    """Count the working days after one date, up to and with another.

    Parameters
    ----------
    start : date
        Not counted.
    end : date
        Counted when it is a working day.
    extra : collection of date, optional
        Holidays beside the national ones.

    Returns
    -------
    int
        Negative when `end` is before `start`: then the days after `end`, up to and with `start`.
    """
    if end < start:
        return -working_days_between(end, start, extra=extra)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day, extra=extra) for day in days)


def holidays_between(start: date, end: date, *, extra: Collection[date] = ()) -> list[tuple[date, str]]:
    """Return the public holidays after one date, up to and with another, that fall on no weekend.

    Parameters
    ----------
    start, end : date
        The first is left out.
    extra : collection of date, optional
        Holidays beside the national ones.

    Returns
    -------
    list of tuple of date and str
        Each with its Korean name.
    """
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    named = ((day, holiday_name(day) or (_OF_THE_CITY if day in extra else None)) for day in days)
    return [(day, name) for day, name in named if day.weekday() < _SATURDAY and name is not None]


@cache
def _holidays_of(year: int) -> Mapping[date, str]:
    # A year at a time and complete: left to itself the library fills a year while it is asked for a day of it, and
    # another thread that asks meanwhile is told that a holiday is none.
    return dict(country_holidays("KR", years=year, language="ko"))
