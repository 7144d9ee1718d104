"""Days of the city: dates are Korean dates, moments carry their zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

KST: Final = ZoneInfo("Asia/Seoul")
EPOCH: Final = date(1970, 1, 1)
FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2099, 12, 31)
"""Of days that somebody asks for: beyond them nothing was recorded, and the ends of the calendar are near."""


def read_day(written: str) -> date:
    """Read a day that somebody asks for.

    Parameters
    ----------
    written : str
        As ISO 8601 writes dates.

    Returns
    -------
    date
        Of `FIRST_DAY` to `LAST_DAY`.

    Raises
    ------
    ValueError
        When it is no date, or one outside of them.
    """
    day = date.fromisoformat(written)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"{day} is not from {FIRST_DAY} to {LAST_DAY}.")
    return day


def end_of(day: date) -> datetime:
    """Return the first moment after a day.

    Parameters
    ----------
    day : date
        A Korean date.

    Returns
    -------
    datetime
        Midnight in Korea, with zone.
    """
    return datetime.combine(day + timedelta(days=1), time(), KST)


def day_number(day: date) -> int:
    """Return a date as whole days.

    Parameters
    ----------
    day : date
        A Korean date.

    Returns
    -------
    int
        Days since 1970-01-01.
    """
    return (day - EPOCH).days


def korean_date(day: date) -> str:
    """Write a date as Korean pages do.

    Parameters
    ----------
    day : date
        A Korean date.

    Returns
    -------
    str
        Such as ``2026. 11. 21.(토)``.
    """
    return f"{day.year}. {day.month}. {day.day}.({'월화수목금토일'[day.weekday()]})"


def english_date(day: date) -> str:
    """Write a date as English pages do.

    Parameters
    ----------
    day : date
        A Korean date.

    Returns
    -------
    str
        Such as ``21 Nov 2026``.
    """
    return f"{day.day} {day:%b %Y}"


def korean_moment(moment: datetime) -> str:
    """Write a moment as Korean pages do.

    Parameters
    ----------
    moment : datetime
        With zone.

    Returns
    -------
    str
        Such as ``2026. 11. 21.(토) 14:00``, in Korea.
    """
    there = moment.astimezone(KST)
    return f"{korean_date(there.date())} {there:%H:%M}"
