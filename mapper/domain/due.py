"""By when an issue must be answered: the earliest that anybody who told of it may expect, by the kind that they filed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.calendar import KST, end_of
from mapper.domain.deadline import DEADLINES, Deadline, deadline_by_id, due_at, is_overdue

DEFAULT_KIND: Final = "grievance"
"""Whoever tells the city of something wrong in an alley files a 고충민원, unless they say otherwise."""

_LOOKED_BACK: Final = timedelta(days=366)
"""Longer than any deadline of the table takes."""

TODAY: Final = 60
"""Position of today among the days of a `DueRule`."""

_DAYS_AFTER: Final = 40
_BEGINNING: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """Somebody told of an issue.

    Attributes
    ----------
    kind : str
        Id of the deadline by which they are answered.
    at : datetime
        When.
    """

    kind: str
    at: datetime


@dataclass(frozen=True)
class DueRule:
    """A deadline in the form in which a list of many issues is put in order by it.

    Attributes
    ----------
    kind : str
        Id of the deadline.
    overdue_before : datetime
        What was received before this is overdue.
    days : tuple of datetime
        Of each day from two months ago on, what was received before this was due by its end.
    length_s : float
        How long it takes these days [s]: what was due longer ago is put in order by that.
    """

    kind: str
    overdue_before: datetime
    days: tuple[datetime, ...]
    length_s: float


def due_of(received_at: datetime, kind: str = DEFAULT_KIND) -> datetime:
    """Return by when whoever told of an issue must have an answer.

    Parameters
    ----------
    received_at : datetime
        When they told.
    kind : str
        Id of the deadline.

    Returns
    -------
    datetime
        In Korea.
    """
    return due_at(deadline_by_id(kind), received_at)


def first_due(told: Iterable[Told]) -> tuple[datetime, str]:
    """Return by when an issue must be answered.

    Parameters
    ----------
    told : iterable of Told
        By everybody who told of it, at least one.

    Returns
    -------
    tuple of datetime and str
        The earliest, and the deadline that sets it.
    """
    return min((due_of(one.at, one.kind), one.kind) for one in told)


def due_rules(now: datetime) -> list[DueRule]:
    """Return every deadline as a list is put in order by it.

    Parameters
    ----------
    now : datetime
        With zone.

    Returns
    -------
    list of DueRule
        In the order of `DEADLINES`.
    """
    today = now.astimezone(KST).date()
    return [
        DueRule(
            kind=rule.id,
            overdue_before=_first_in_time(rule, now, step=timedelta.resolution),
            days=_due_by_days(rule, today),
            length_s=(due_at(rule, now) - now).total_seconds(),
        )
        for rule in DEADLINES
    ]


@lru_cache(maxsize=4 * len(DEADLINES))
def _due_by_days(rule: Deadline, today: date) -> tuple[datetime, ...]:
    days = (today + timedelta(days=n) for n in range(-TODAY, _DAYS_AFTER))
    return tuple(_first_in_time(rule, end_of(day), step=timedelta(minutes=1)) for day in days)


def _first_in_time(rule: Deadline, now: datetime, *, step: timedelta) -> datetime:
    """Return from when on what arrives is not overdue yet: the later it arrives, the later it is due."""
    first = now - _LOOKED_BACK
    steps = range(_LOOKED_BACK // step + 1)
    return first + step * bisect_left(steps, x=True, key=lambda n: not is_overdue(due_at(rule, first + n * step), now))


def first_days(
    issue: NDArray[np.int64], kind: NDArray[np.int64], told_at: NDArray[np.int64], *, issues: int, now: datetime
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return on which day issues are due: the earliest for anybody who told of them.

    Parameters
    ----------
    issue : ndarray of int64, shape (t,)
        Position of the issue that somebody told of.
    kind : ndarray of int64, shape (t,)
        Position in `DEADLINES`.
    told_at : ndarray of int64, shape (t,)
        When [us since 2000-01-01 UTC].
    issues : int
        How many issues there are.
    now : datetime
        With zone.

    Returns
    -------
    day : ndarray of int64, shape (issues,)
        Position in the days of `DueRule`: `TODAY` for today, 0 for two months ago and before.
    overdue : ndarray of bool, shape (issues,)
        Whether that moment has passed.
    """
    day = np.full(issues, TODAY + _DAYS_AFTER)
    overdue = np.zeros(issues, dtype=np.bool_)
    for code, rule in enumerate(due_rules(now)):
        rows = kind == code
        due_on = np.searchsorted(np.array([_microseconds(one) for one in rule.days]), told_at[rows], side="right")
        np.minimum.at(day, issue[rows], due_on)
        overdue[issue[rows][told_at[rows] < _microseconds(rule.overdue_before)]] = True
    return day, overdue


def _microseconds(moment: datetime) -> int:
    return (moment - _BEGINNING) // timedelta(microseconds=1)
