"""When things happened and when they became known, on Korean clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from mapper.domain.calendar import KST, day_number

Seconds = NDArray[np.int64]
"""Moments as seconds since 1970-01-01 00:00 on a Korean clock, shape (n,)."""

_DAY: Final = 86_400
OFFICE: Final = (9, 18)
"""From when to when an office is open [hours of the day]."""

ON_PATROL: Final = (14, 16)
"""From when to when a patrol is out [hours of the day]."""

AWAKE: Final = (7, 23)
"""From when to when residents complain [hours of the day]."""


@dataclass(frozen=True)
class Period:
    """The time the demo city looks back on.

    Attributes
    ----------
    as_of : date
        Its last day. Nothing happens or is recorded on that day itself, so that a city loaded in the
        morning knows no afternoon.
    """

    as_of: date

    @property
    def last_day(self) -> int:
        """The day before ``as_of`` [days since 1970-01-01]."""
        return day_number(self.as_of) - 1

    @property
    def end(self) -> int:
        """Last second of the last day [s]."""
        return (self.last_day + 1) * _DAY - 1

    def days(self, *, back: int, weekdays: tuple[int, ...]) -> Seconds:
        """Return the days of the week that lie in the last so many days.

        Parameters
        ----------
        back : int
            How many days before ``as_of`` to begin.
        weekdays : tuple of int
            Monday is 0.

        Returns
        -------
        ndarray of int64
            Days since 1970-01-01, rising.
        """
        first = self.as_of - timedelta(days=back)
        every = (first + timedelta(days=i) for i in range(back))
        return np.array([day_number(day) for day in every if day.weekday() in weekdays], dtype=np.int64)


def at_hours(days: Seconds, hours: tuple[int, int], rng: Generator) -> Seconds:
    """Choose a time of day.

    Parameters
    ----------
    days : ndarray of int64
        Days since 1970-01-01, shape (n,).
    hours : tuple of int
        From when to when, such as `OFFICE`.
    rng : numpy.random.Generator
        Source of every draw.

    Returns
    -------
    ndarray of int64
        Moments, shape (n,).
    """
    first, last = hours
    return days * _DAY + rng.integers(first * 3600, last * 3600, size=len(days))


def to_office_day(days: Seconds) -> Seconds:
    """Move Saturdays and Sundays to the Friday before.

    Parameters
    ----------
    days : ndarray of int64
        Days since 1970-01-01, a Thursday.

    Returns
    -------
    ndarray of int64
        Days, shape (n,).
    """
    weekday = (days + 3) % 7
    return days - np.maximum(weekday - 4, 0)


def recorded_after(occurred: Seconds, period: Period, rng: Generator) -> Seconds:
    """Choose when each thing became known: mostly within hours, sometimes days later.

    Parameters
    ----------
    occurred : ndarray of int64
        Moments, shape (n,).
    period : Period
        Nothing is recorded after its end.
    rng : numpy.random.Generator
        Source of every draw.

    Returns
    -------
    ndarray of int64
        Moments, none before it occurred.
    """
    count = len(occurred)
    soon = rng.integers(60, 4 * 3600, size=count)
    late = rng.integers(_DAY, 9 * _DAY, size=count)
    delay = np.where(rng.random(count) < 0.88, soon, late)
    return np.minimum(occurred + delay, period.end)


def korean(moments: Seconds) -> pd.Series[Any]:
    """Return moments with their zone.

    Parameters
    ----------
    moments : ndarray of int64
        Moments on a Korean clock, shape (n,).

    Returns
    -------
    pandas.Series
        Timestamps in Asia/Seoul, shape (n,).
    """
    return pd.Series(pd.DatetimeIndex(moments.astype("datetime64[s]")).tz_localize(KST))
