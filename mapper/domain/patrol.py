"""로드체킹 (patrol): one as it was walked, and whether a week saw as many as were planned."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from mapper.domain.declared_photo import DeclaredPhoto
from mapper.errors import InvalidInput

TWICE_A_WEEK: Final = (1, 4)
"""Weekdays of a plan unless somebody chooses others: Tuesday and Friday."""

WEEKDAYS: Final = "월화수목금토일"
DAYS_A_WEEK: Final = len(WEEKDAYS)
WALKING_SPEED: Final = 50.0
"""Metres a minute at which a route is looked at: 3 km/h, slower than one walks who looks at nothing."""
LONGEST: Final = timedelta(hours=24)
"""Of a patrol: what seems to have taken longer was not ended when it was over."""


@dataclass(frozen=True)
class Check:
    """A segment that a patrol looked at.

    Attributes
    ----------
    segment : UUID
        Which.
    checked_at : datetime
        By the clock of the device.
    """

    segment: UUID
    checked_at: datetime


@dataclass(frozen=True)
class NewPatrol:
    """A patrol.

    Attributes
    ----------
    id : UUID
        Chosen by whoever made it.
    team : UUID
        Whose patrol it was.
    plan : UUID or None
        What it was to follow.
    officers : tuple of UUID
        The users who walked, each once.
    started_at, ended_at : datetime
        By the clock of the device.
    checks : tuple of Check
        In the order in which they were made, a segment once.
    note : str or None
        What is to be said of the whole of it.
    photos : tuple of DeclaredPhoto
        Of no one issue.
    """

    id: UUID
    team: UUID
    plan: UUID | None
    officers: tuple[UUID, ...]
    started_at: datetime
    ended_at: datetime
    checks: tuple[Check, ...]
    note: str | None
    photos: tuple[DeclaredPhoto, ...]


def require_one_walk(started_at: datetime, ended_at: datetime) -> None:
    """Refuse what is no one walk.

    Parameters
    ----------
    started_at, ended_at : datetime
        Of a patrol.

    Raises
    ------
    InvalidInput
        When it ends before it begins, or later than `LONGEST` after it.
    """
    if not timedelta() <= ended_at - started_at <= LONGEST:
        message = (
            f"A patrol from {started_at.isoformat()} to {ended_at.isoformat()} is no walk; end it after it began, "
            f"{LONGEST // timedelta(hours=1)} hours later at most."
        )
        raise InvalidInput(message, field="ended_at")


def require_made_meanwhile(checks: Iterable[datetime], *, started_at: datetime, ended_at: datetime) -> None:
    """Refuse checks of segments that were not made on the walk.

    Parameters
    ----------
    checks : iterable of datetime
        When each was made.
    started_at, ended_at : datetime
        Of the patrol.

    Raises
    ------
    InvalidInput
        When one was made before it began, or after it ended.
    """
    if outside := [at for at in checks if not started_at <= at <= ended_at]:
        message = (
            f"{len(outside)} checks, such as that at {outside[0].isoformat()}, were not made from "
            f"{started_at.isoformat()} to {ended_at.isoformat()}; correct their times, or those of the patrol."
        )
        raise InvalidInput(message, field="checks")


def first_checks(checks: Iterable[Check]) -> tuple[Check, ...]:
    """Keep of each segment the time when it was looked at first.

    Parameters
    ----------
    checks : iterable of Check
        In any order; a patrol may pass a segment twice.

    Returns
    -------
    tuple of Check
        In order of time.
    """
    first: dict[UUID, Check] = {}
    for check in sorted(checks, key=lambda one: one.checked_at):
        first.setdefault(check.segment, check)
    return tuple(first.values())


def weekdays_of(chosen: Collection[int]) -> tuple[int, ...]:
    """Put the weekdays of a plan in order.

    Parameters
    ----------
    chosen : collection of int
        From 0, Monday.

    Returns
    -------
    tuple of int
        Each once.

    Raises
    ------
    InvalidInput
        When there is none, or one that no week has.
    """
    if not chosen or not set(chosen) <= set(range(DAYS_A_WEEK)):
        message = (
            f"A plan is walked on weekdays from 0 (Monday) to 6, not on {sorted(set(chosen))}; choose one or more."
        )
        raise InvalidInput(message, field="weekdays")
    return tuple(sorted(set(chosen)))


def week_of(day: date) -> date:
    """Return the Monday of a day's week.

    Parameters
    ----------
    day : date
        A Korean date.

    Returns
    -------
    date
        The day itself or one of the six before it.
    """
    return day - timedelta(days=day.weekday())


def weeks_between(first: date, last: date) -> list[date]:
    """Return the weeks that a period touches.

    Parameters
    ----------
    first, last : date
        Korean dates, both included.

    Returns
    -------
    list of date
        Their Mondays, in order.
    """
    monday, count = week_of(first), (week_of(last) - week_of(first)).days // DAYS_A_WEEK + 1
    return [monday + timedelta(weeks=number) for number in range(count)]


def minutes_for(length_m: float) -> int:
    """Tell how long a route takes.

    Parameters
    ----------
    length_m : float
        Of its segments [m].

    Returns
    -------
    int
        Minutes at `WALKING_SPEED`, at least one.
    """
    return max(1, round(length_m / WALKING_SPEED))


@dataclass(frozen=True)
class PlanWeek:
    """A plan in one week.

    A patrol counts for the week in which it was walked, on whichever day: what is missed on Tuesday for rain and made
    up for on Wednesday is not missed. Two on one day are one.

    Attributes
    ----------
    monday : date
        Of the week.
    planned : frozenset of date
        Days on which the plan was to be walked; those before it was made and after it ended are none.
    walked : frozenset of date
        Days on which it was.
    """

    monday: date
    planned: frozenset[date]
    walked: frozenset[date]

    def state(self, today: date) -> str:
        """Tell how the week stands.

        Parameters
        ----------
        today : date
            A Korean date.

        Returns
        -------
        str
            ``met``, ``missed`` when the week is over without as many days walked as planned, ``running`` until then,
            or ``none`` when nothing was planned.
        """
        if not self.planned:
            return "none"
        if len(self.walked) >= len(self.planned):
            return "met"
        return "missed" if week_of(today) > self.monday else "running"


def plan_weeks(
    weekdays: Collection[int], *, begins: date, ends: date | None, walked: Collection[date], mondays: Iterable[date]
) -> list[PlanWeek]:
    """Look at a plan week by week.

    Parameters
    ----------
    weekdays : collection of int
        From 0, Monday.
    begins : date
        Its first day.
    ends : date or None
        The day on which it was ended, on which it did not hold any more.
    walked : collection of date
        Days on which it was walked.
    mondays : iterable of date
        The weeks.

    Returns
    -------
    list of PlanWeek
        One each.
    """
    weeks = []
    for monday in mondays:
        days = [monday + timedelta(days=number) for number in range(DAYS_A_WEEK)]
        planned = {day for day in days if day.weekday() in weekdays and begins <= day and (ends is None or day < ends)}
        weeks.append(PlanWeek(monday, frozenset(planned), frozenset(days).intersection(walked)))
    return weeks
