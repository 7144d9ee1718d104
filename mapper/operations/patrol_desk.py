"""The desk of 로드체킹: a week's calendar, plans held against what was walked, and what of each district was looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from mapper.domain.access import districts_for
from mapper.domain.calendar import end_of
from mapper.domain.patrol import DAYS_A_WEEK, PlanWeek, plan_weeks, week_of, weeks_between
from mapper.domain.reader import Reader
from mapper.errors import NotAllowed
from mapper.operations.patrol_plans import teams_in_reach
from mapper.operations.patrols import PERMISSION
from mapper.store import patrol_list as rows
from mapper.store.engine import Session
from mapper.store.patrol_list import Covered, Walked
from mapper.store.patrol_plans import Plan, plans
from mapper.store.people.teams import Team

WEEKS: Final = 8
"""How many weeks the desk looks back on, the one that is shown included."""


@dataclass(frozen=True)
class Day:
    """A day of the calendar.

    Attributes
    ----------
    day : date
        Korean date.
    due : tuple of Plan
        Plans that were to be walked and were not, or not yet.
    walked : tuple of Walked
        Patrols that began on it, in order of time.
    """

    day: date
    due: tuple[Plan, ...]
    walked: tuple[Walked, ...]


@dataclass(frozen=True)
class Held:
    """A plan held against what was walked.

    Attributes
    ----------
    plan : Plan
        What was planned.
    weeks : tuple of PlanWeek
        One each, in order.
    """

    plan: Plan
    weeks: tuple[PlanWeek, ...]


@dataclass(frozen=True)
class Desk:
    """Everything on the desk.

    Attributes
    ----------
    teams : tuple of Team
        Whose patrols the reader sees.
    team : Team or None
        The one that is looked at; None for all of them.
    mondays : tuple of date
        The weeks, the one that is shown last.
    days : tuple of Day
        Of the week that is shown.
    plans : tuple of Held
        Those that hold first.
    walked : tuple of Walked
        Patrols of all the weeks, the latest first.
    coverage : tuple of Covered
        Of the districts that the reader sees.
    """

    teams: tuple[Team, ...]
    team: Team | None
    mondays: tuple[date, ...]
    days: tuple[Day, ...]
    plans: tuple[Held, ...]
    walked: tuple[Walked, ...]
    coverage: tuple[Covered, ...]


def desk(session: Session, *, by: Reader, team: UUID | None, day: date) -> Desk:
    """Lay the desk.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who looks.
    team : UUID or None
        Whose patrols; None for every team in reach.
    day : date
        Some day of the week that is shown.

    Returns
    -------
    Desk
        As of now.

    Raises
    ------
    NotAllowed
        When the team is none of theirs.
    """
    teams = teams_in_reach(session, by)
    chosen = [one for one in teams if team in {None, one.id}]
    if team is not None and not chosen:
        raise NotAllowed("This team is none of yours; choose one from the list.", permission=PERMISSION)
    monday = week_of(day)
    mondays = weeks_between(monday - timedelta(weeks=WEEKS - 1), monday)
    since, until = _period(mondays)
    ids = [one.id for one in chosen]
    walked = rows.patrols(session, ids, since=since, until=until)
    held = [_held(plan, walked, mondays) for plan in plans(session, ids, ended_after=since)]
    every = districts_for(PERMISSION, by)
    codes = every if team is None else sorted({code for one in chosen for code in one.districts})
    return Desk(
        teams=tuple(teams),
        team=chosen[0] if team is not None else None,
        mondays=tuple(mondays),
        days=tuple(_day(monday + timedelta(days=number), held, walked) for number in range(DAYS_A_WEEK)),
        plans=tuple(held),
        walked=tuple(walked),
        coverage=tuple(rows.coverage(session, codes, since=since, until=until)),
    )


def looked_at(session: Session, code: str, *, by: Reader, day: date) -> dict[UUID, tuple[int, datetime]]:
    """Return which segments of a district were looked at in the weeks of the desk.

    Parameters
    ----------
    session : Session
        Only read.
    code : str
        Of the district.
    by : Reader
        Who looks.
    day : date
        Some day of the last week.

    Returns
    -------
    dict of UUID to (int, datetime)
        How many patrols looked at the segment, and when one did last.

    Raises
    ------
    NotAllowed
        When the district is none of theirs.
    """
    codes = districts_for(PERMISSION, by)
    if codes is not None and code not in codes:
        raise NotAllowed(f"{code!r} is none of the districts of {by.name}; name one of theirs.", permission=PERMISSION)
    monday = week_of(day)
    since, until = _period([monday - timedelta(weeks=WEEKS - 1), monday])
    return rows.looked_at(session, code, since=since, until=until)


def _period(mondays: Sequence[date]) -> tuple[datetime, datetime]:
    return end_of(mondays[0] - timedelta(days=1)), end_of(mondays[-1] + timedelta(days=DAYS_A_WEEK - 1))


def _held(plan: Plan, walked: Sequence[Walked], mondays: Sequence[date]) -> Held:
    days = [one.day for one in walked if one.plan == plan.id]
    weeks = plan_weeks(plan.weekdays, begins=plan.begins, ends=plan.ends, walked=days, mondays=mondays)
    return Held(plan, tuple(weeks))


def _day(day: date, held: Sequence[Held], walked: Sequence[Walked]) -> Day:
    began = tuple(one for one in reversed(walked) if one.day == day)
    gone = {one.plan for one in began}
    due = tuple(one.plan for one in held if day in one.weeks[-1].planned and one.plan.id not in gone)
    return Day(day, due, began)
