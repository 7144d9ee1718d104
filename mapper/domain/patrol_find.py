"""What patrols found, and how much of it was put right: the figures of 로드체킹, counted from its rows.

"Resolved" is what a second person has seen put right. What was closed without a fix, or what one person alone says is
fixed, is not. What was merged into another issue counts once, with it; a report that was rejected stays found.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from mapper.domain.calendar import KST
from mapper.domain.issue import OPEN
from mapper.domain.patrol import DAYS_A_WEEK, week_of


@dataclass(frozen=True)
class Find:
    """Something that patrols found.

    Attributes
    ----------
    issue : UUID
        Under which it is found now: the one that the others were merged into.
    found_at : datetime
        When a patrol first reported it.
    reports : int
        How many reports of patrols are one with it.
    patrol : UUID or None
        The patrol that found it first; None for what a file tells only the origin of.
    category : str
        Id.
    severity : int
        1 to 4.
    status : str
        A key of `mapper.domain.issue.STATUSES`.
    resolved_at : datetime or None
        When it was resolved; None while it is not.
    district : str or None
        Code of where it lies.
    alley : str or None
        Name of the alley that it is on.
    """

    issue: UUID
    found_at: datetime
    reports: int
    patrol: UUID | None
    category: str
    severity: int
    status: str
    resolved_at: datetime | None
    district: str | None
    alley: str | None

    @property
    def found_on(self) -> date:
        """Korean date on which it was found."""
        return self.found_at.astimezone(KST).date()

    @property
    def is_resolved(self) -> bool:
        """Whether it was put right, as a second person has seen."""
        return self.resolved_at is not None


@dataclass(frozen=True)
class Tally:
    """Finds, counted.

    Attributes
    ----------
    found : int
        All of them.
    resolved : int
        Those that were put right.
    closed : int
        Those that were closed without a fix.
    open : int
        Those on which somebody still has something to do.
    """

    found: int
    resolved: int
    closed: int
    open: int

    @property
    def resolved_share(self) -> float | None:
        """Resolved of found, 0 to 1; None of nothing."""
        return self.resolved / self.found if self.found else None


def tally(finds: Collection[Find]) -> Tally:
    """Count finds.

    Parameters
    ----------
    finds : collection of Find
        Any.

    Returns
    -------
    Tally
        Of all of them.
    """
    return Tally(
        found=len(finds),
        resolved=sum(one.is_resolved for one in finds),
        closed=sum(one.status == "closed" for one in finds),
        open=sum(one.status in OPEN for one in finds),
    )


GROUPINGS: Final[dict[str, Callable[[Find], str]]] = {
    "category": lambda one: one.category,
    "district": lambda one: one.district or "",
    "month": lambda one: f"{one.found_on:%Y-%m}",
}
"""By what finds are counted apart."""


def tallies(finds: Iterable[Find], grouping: str) -> dict[str, Tally]:
    """Count finds apart.

    Parameters
    ----------
    finds : iterable of Find
        Any.
    grouping : str
        A key of `GROUPINGS`.

    Returns
    -------
    dict of str to Tally
        Months in order of time, anything else by how much was found.
    """
    groups: dict[str, list[Find]] = {}
    for one in finds:
        groups.setdefault(GROUPINGS[grouping](one), []).append(one)
    ordered = sorted(groups, key=lambda key: (0 if grouping == "month" else -len(groups[key]), key))
    return {key: tally(groups[key]) for key in ordered}


def days_per_week(days: Iterable[tuple[Hashable, date]], *, last: date) -> float | None:
    """Tell on how many days of a week something was done.

    Only whole weeks count, of each that does it from the first in which it did. Before a whole week of anybody is over, the
    days of the one that runs do. Twice on a day is once.

    Parameters
    ----------
    days : iterable of (Hashable, date)
        Who did it, and on which Korean date.
    last : date
        Last day that is looked at.

    Returns
    -------
    float or None
        Days in a week, on average; None when nobody did it.
    """
    end = week_of(last + timedelta(days=1))
    done = {(who, day) for who, day in days if day <= last}
    began: dict[Hashable, date] = {}
    for who, day in done:
        began[who] = min(week_of(day), began.get(who, date.max))
    weeks = sum((end - monday).days // DAYS_A_WEEK for monday in began.values() if monday < end)
    if not weeks:
        return len(done) / len(began) if began else None
    return sum(day < end for _, day in done) / weeks
