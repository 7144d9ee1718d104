"""처리기간 (deadline): by when a complaint must be answered.

Counted as 민원 처리에 관한 법률 §19 says:

- up to 5 days: in working hours from the moment it is received, 8 to a day;
- 6 days or more: in working days, the first one counted;
- weeks, months and years: by the calendar, the first day counted (민법 §159-161), and an end on a Saturday or holiday
  moves to the next working day;
- 즉시 (at once): 3 working hours (the Act's decree, §19).

What arrives while the office is closed is received when it opens next.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from mapper.domain.calendar import KST
from mapper.domain.label import Label
from mapper.domain.working_days import add_working_days, working_days_between
from mapper.errors import UnknownKind


class Unit(StrEnum):
    """In what a deadline is set."""

    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True)
class Deadline:
    """How long a kind of complaint may take.

    Attributes
    ----------
    id : str
        Stable key.
    label : Label
        Name of the kind.
    amount : int
        How many of `unit`, from 1.
    unit : Unit
        Hours are working hours. How days are counted depends on how many there are.
    """

    id: str
    label: Label
    amount: int
    unit: Unit


DEADLINES: Final = (
    Deadline("at_once", Label("즉시", "At once"), 3, Unit.HOURS),
    Deadline("grievance", Label("고충·진정", "Grievance"), 7, Unit.DAYS),
    Deadline("question", Label("단순 질의", "Question"), 7, Unit.DAYS),
    Deadline("legal_question", Label("법령 질의", "Question of law"), 14, Unit.DAYS),
    Deadline("suggestion", Label("건의", "Suggestion"), 14, Unit.DAYS),
)
"""Kinds of complaints whose deadline the Act's decree sets (§14, §15, §17, §19), the shortest first."""

_BY_ID: Final = {deadline.id: deadline for deadline in DEADLINES}

_HOUR: Final = timedelta(hours=1)
_OPENS: Final = time(9)
_CLOSES: Final = time(18)
_BEFORE_LUNCH: Final = 3 * _HOUR
_LUNCH: Final = _HOUR
_WORKING_DAY: Final = 8 * _HOUR
_MOST_DAYS_IN_HOURS: Final = 5


def deadline_by_id(deadline_id: str) -> Deadline:
    """Return the deadline of that id.

    Parameters
    ----------
    deadline_id : str
        Id, such as ``"grievance"``.

    Returns
    -------
    Deadline
        The row of ``DEADLINES``.

    Raises
    ------
    UnknownKind
        When there is no such deadline; the message lists those there are.
    """
    if deadline_id not in _BY_ID:
        choices = list(_BY_ID)
        message = f"No deadline has id {deadline_id!r}; choose one of {', '.join(choices)}."
        raise UnknownKind(message, kind="deadline", value=deadline_id, choices=choices)
    return _BY_ID[deadline_id]


def due_at(rule: Deadline, received_at: datetime, *, extra: Collection[date] = ()) -> datetime:
    """Return the last moment at which an answer is in time.

    Parameters
    ----------
    rule : Deadline
        How long it may take.
    received_at : datetime
        When the complaint arrived, with zone.
    extra : collection of date, optional
        Holidays beside the national ones.

    Returns
    -------
    datetime
        In Korea, within a working day; for a deadline that is not counted in hours, the day's last moment.
    """
    opened = _next_open(received_at.astimezone(KST), extra)
    match rule.unit:
        case Unit.HOURS:
            return _after_hours(opened, rule.amount * _HOUR, extra)
        case Unit.DAYS if rule.amount <= _MOST_DAYS_IN_HOURS:
            return _after_hours(opened, rule.amount * _WORKING_DAY, extra)
        case Unit.DAYS:
            last = add_working_days(opened.date(), rule.amount, extra=extra)
        case Unit.WEEKS:
            last = opened.date() + timedelta(weeks=rule.amount, days=-1)
        case Unit.MONTHS:
            last = _last_day_of_months(opened.date(), rule.amount)
        case Unit.YEARS:
            last = _last_day_of_months(opened.date(), 12 * rule.amount)
    return datetime.combine(add_working_days(last, 1, extra=extra), time.max, KST)


def is_overdue(due: datetime, now: datetime) -> bool:
    """Tell whether a deadline has passed.

    Parameters
    ----------
    due : datetime
        From `due_at`.
    now : datetime
        With zone.

    Returns
    -------
    bool
        False at the moment that is due itself.
    """
    return now > due


def working_days_left(due: datetime, now: datetime, *, extra: Collection[date] = ()) -> int:
    """Count the working days that remain after today.

    Parameters
    ----------
    due : datetime
        From `due_at`.
    now : datetime
        With zone.
    extra : collection of date, optional
        Holidays beside the national ones.

    Returns
    -------
    int
        0 on the day that is due and on days off after it, then negative: how many working days it is late.
    """
    return working_days_between(now.astimezone(KST).date(), due.astimezone(KST).date(), extra=extra)


def _next_open(moment: datetime, extra: Collection[date]) -> datetime:
    # A lunch break needs no move: no working hour passes in it, and the day is the same.
    earliest = moment.date() + timedelta(days=moment.time() >= _CLOSES)
    day = add_working_days(earliest, 1, extra=extra)
    return max(moment, datetime.combine(day, _OPENS, KST))


def _after_hours(opened: datetime, hours: timedelta, extra: Collection[date]) -> datetime:
    """Return when so many working hours have passed since a moment of a working day."""
    total = _worked_by(opened) + hours
    # A whole number of days ends when the office closes, not when it opens next.
    days_before = (total - timedelta.resolution) // _WORKING_DAY
    last_day = add_working_days(opened.date(), days_before + 1, extra=extra)
    worked = total - days_before * _WORKING_DAY
    break_taken = _LUNCH if worked > _BEFORE_LUNCH else timedelta()
    return datetime.combine(last_day, _OPENS, KST) + worked + break_taken


def _worked_by(moment: datetime) -> timedelta:
    """Return how much of its working day has passed at a moment of office hours."""
    passed = moment - datetime.combine(moment.date(), _OPENS, KST)
    return min(passed, max(_BEFORE_LUNCH, passed - _LUNCH))


def _last_day_of_months(first: date, months: int) -> date:
    years, month_before = divmod(first.month - 1 + months, 12)
    year, month = first.year + years, month_before + 1
    length = monthrange(year, month)[1]
    # 민법 §160: the day before the same day of the month, or the month's last where it has no such day.
    return date(year, month, length) if first.day > length else date(year, month, first.day) - timedelta(days=1)
