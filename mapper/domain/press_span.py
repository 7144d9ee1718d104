"""Days from one to another, as a 보도 문장 names them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

Span = tuple[date, date]
"""First and last day."""

NEVER: Final[Span] = (date.max, date.max)
"""A day that is in no calendar: nobody fits it, so the sentence is held."""

_IN_A_YEAR: Final = 12
_PARTS: Final = {
    "초": (1, 10),
    "초순": (1, 10),
    "상순": (1, 10),
    "초중순": (1, 20),
    "중순": (11, 20),
    "중하순": (11, 31),
    "하순": (21, 31),
    "말": (21, 31),
}
"""Days of a month."""
_SEASONS: Final = {"초": (1, 2), "중반": (5, 8), "말": (11, 12)}
"""Months of a year: few, as who reads it has them in mind at least."""


def months_on(day: date, months: int) -> date:
    """Return the first of the month that is so many after that of a day.

    Parameters
    ----------
    day : date
        Any.
    months : int
        How many; before it, when negative.

    Returns
    -------
    date
        Its first day.
    """
    month = day.month - 1 + months
    return date(day.year + month // _IN_A_YEAR, month % _IN_A_YEAR + 1, 1)


def whole(first: date, months: int) -> Span:
    """Return so many months.

    Parameters
    ----------
    first : date
        Their first day.
    months : int
        How many.

    Returns
    -------
    Span
        To the last day of the last one.
    """
    return first, months_on(first, months) - timedelta(days=1)


def week_on(day: date, weeks: int) -> Span:
    """Return the week that is so many after that of a day.

    Parameters
    ----------
    day : date
        Any.
    weeks : int
        How many; before it, when negative.

    Returns
    -------
    Span
        Monday to Sunday.
    """
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)
    return monday, monday + timedelta(days=6)


def part_of_month(month: date, part: str | None) -> Span:
    """Return a month, or ten days of it.

    Parameters
    ----------
    month : date
        Its first day.
    part : str or None
        Such as 초순; None for all of it.

    Returns
    -------
    Span
        Days of that month.
    """
    first, last = whole(month, 1)
    if not part:
        return first, last
    begins, ends = _PARTS[part]
    return first.replace(day=begins), last.replace(day=min(ends, last.day))


def part_of_year(year: int, part: str | None) -> Span:
    """Return a year, or the months that are meant by its beginning, its middle or its end.

    Parameters
    ----------
    year : int
        Which.
    part : str or None
        초, 중반 or 말; None for all of it.

    Returns
    -------
    Span
        Months of that year.
    """
    first, last = _SEASONS[part] if part else (1, _IN_A_YEAR)
    return whole(date(year, first, 1), last - first + 1)
