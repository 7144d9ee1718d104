"""현장방문 (visit): what it is, where it goes, and when whoever walks it is at which stop.

A household is never a stop, and no row here tells that somebody goes to one: that is a record of its case, sealed, which
its case worker writes and nobody else sees (`mapper.domain.escort`; trust: R2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from math import ceil
from typing import Final
from uuid import UUID

from mapper.domain.calendar import KST
from mapper.domain.label import Label
from mapper.domain.meeting import choose, written
from mapper.domain.patrol import WALKING_SPEED
from mapper.errors import InvalidInput

CARE: Final = "care"
LIVELIHOOD: Final = "livelihood"

VISIT_KINDS: Final = {
    "field_office": Label("현장시장실", "Field office"),
    "strategy": Label("현장 전략회의", "Strategy meeting on site"),
    LIVELIHOOD: Label("민생 속으로", "Into everyday life"),
    CARE: Label("돌봄 삶의 현장", "Where people are cared for"),
    "patrol": Label("로드체킹", "Patrol"),
    "residents": Label("주민회의", "Residents' meeting"),
}
"""What a visit is called."""

PLANNED_KINDS: Final = {kind: label for kind, label in VISIT_KINDS.items() if kind != CARE}
"""What one can be planned as; that the mayor goes to where people are cared for is written in their case alone."""

PLACE_KINDS: Final = {
    "living": Label("삶터", "Where people live"),
    "working": Label("일터", "Where people work"),
    "learning": Label("배움터", "Where people learn"),
    "playing": Label("놀이터", "Where people play"),
}
"""To which kind of place a visit of the kind `LIVELIHOOD` goes."""

REASONS: Final = {
    "list": Label("고른 목록", "From a list"),
    "map": Label("지도에서 고름", "Picked on the map"),
    "overdue": Label("기한 지난 불편사항", "Overdue issues"),
    "worst": Label("등급이 낮고 불편사항이 열림", "Poor grade with open issues"),
}
"""Why somewhere is a stop."""

MOST_STOPS: Final = 60
LONGEST_MINUTES: Final = 12 * 60
LONGEST_STOP: Final = 240
SHORTEST_LIMIT_M: Final = 100
LONGEST_LIMIT_M: Final = 30_000
USUAL_MINUTES: Final = 120
USUAL_LIMIT_M: Final = 3_000
USUAL_STOP: Final = 5
"""Minutes at a stop, unless somebody says otherwise."""
FURTHEST_AHEAD: Final = timedelta(days=2 * 365)
EXPIRES_AFTER: Final = timedelta(days=7)
"""How long after the day of the visit its files are good for."""


@dataclass(frozen=True)
class StopDraft:
    """A stop that somebody wants.

    Attributes
    ----------
    segment : UUID
        Where; the walk leads to its middle.
    minutes : int
        How long one stays [min].
    because : str
        A key of `REASONS`.
    """

    segment: UUID
    minutes: int = USUAL_STOP
    because: str = "map"


@dataclass(frozen=True)
class VisitDraft:
    """What a visit shall be.

    Attributes
    ----------
    kind : str
        A key of `VISIT_KINDS`.
    place_kind : str or None
        A key of `PLACE_KINDS`, of a visit of the kind `LIVELIHOOD`.
    theme : str
        What it is about, in one line.
    starts_at : datetime
        When it begins.
    minutes : int
        How long it may take [min].
    limit_m : int
        How far one walks at most [m].
    begin, end : UUID or None
        Public places at which the walk starts and ends; the first and the last stop when not given.
    stops : tuple of StopDraft
        In walking order.
    cancelled : bool
        Whether nobody goes after all.
    """

    kind: str
    place_kind: str | None
    theme: str
    starts_at: datetime
    minutes: int = USUAL_MINUTES
    limit_m: int = USUAL_LIMIT_M
    begin: UUID | None = None
    end: UUID | None = None
    stops: tuple[StopDraft, ...] = ()
    cancelled: bool = False

    @property
    def day(self) -> date:
        """Korean date on which it begins."""
        return self.starts_at.astimezone(KST).date()


@dataclass(frozen=True)
class Timetable:
    """When one is where, in minutes since the start.

    Attributes
    ----------
    arrivals : tuple of int
        By stop [min].
    minutes : int
        Until all is over, the way to the end included [min].
    """

    arrivals: tuple[int, ...]
    minutes: int


def walking_minutes(metres: float) -> int:
    """Tell how long a way takes a group of people.

    Parameters
    ----------
    metres : float
        Of the way [m].

    Returns
    -------
    int
        At `mapper.domain.patrol.WALKING_SPEED`, rounded up; none for no way.
    """
    return ceil(metres / WALKING_SPEED)


def timetable(legs: Sequence[int], stays: Sequence[int], *, has_begin: bool) -> Timetable:
    """Work out when one is where.

    Parameters
    ----------
    legs : sequence of int
        Minutes of every way, in walking order: to the first stop when there is a beginning, between the stops, and to
        the end when there is one.
    stays : sequence of int
        Minutes at every stop.
    has_begin : bool
        Whether the walk starts elsewhere than at the first stop.

    Returns
    -------
    Timetable
        Empty without stops.
    """
    before = list(legs[: len(stays)]) if has_begin else [0, *legs[: max(len(stays) - 1, 0)]]
    leaves = accumulate(way + stay for way, stay in zip(before, stays, strict=False))
    arrivals = tuple(left - stay for left, stay in zip(leaves, stays, strict=False))
    return Timetable(arrivals, sum(legs) + sum(stays))


def checked_visit(draft: VisitDraft, *, now: datetime) -> VisitDraft:
    """Check what a visit shall be, but for whether its segments and places are there.

    Parameters
    ----------
    draft : VisitDraft
        As typed.
    now : datetime
        This moment.

    Returns
    -------
    VisitDraft
        As it is kept.

    Raises
    ------
    InvalidInput
        For a kind there is not, a time that no visit has, too little or too much of something, or stops of a visit that
        has none.
    PersonalDataFound
        When its theme tells of a person.
    """
    if draft.kind == CARE:
        message = "A visit to where people are cared for is planned in their case, by whoever follows it; not here."
        raise InvalidInput(message, field="care")
    choose("kind", draft.kind, PLANNED_KINDS)
    if draft.kind == LIVELIHOOD:
        choose("place_kind", draft.place_kind or "", PLACE_KINDS)
    if draft.starts_at.year < 2000 or draft.starts_at > now + FURTHEST_AHEAD:
        message = f"No visit begins at {draft.starts_at.isoformat()}; name a time up to two years ahead."
        raise InvalidInput(message, field="starts_at")
    within("minutes", draft.minutes, 1, LONGEST_MINUTES)
    within("limit_m", draft.limit_m, SHORTEST_LIMIT_M, LONGEST_LIMIT_M)
    return VisitDraft(
        draft.kind,
        draft.place_kind if draft.kind == LIVELIHOOD else None,
        written(draft.theme, field="theme", confirmed=False),
        draft.starts_at,
        draft.minutes,
        draft.limit_m,
        draft.begin,
        draft.end,
        _checked_stops(draft),
        draft.cancelled,
    )


def _checked_stops(draft: VisitDraft) -> tuple[StopDraft, ...]:
    stops = {stop.segment: stop for stop in reversed(draft.stops)}
    kept = tuple(stops[segment] for segment in dict.fromkeys(stop.segment for stop in draft.stops))
    within("stops", len(kept), 0, MOST_STOPS)
    for stop in kept:
        within("stay", stop.minutes, 0, LONGEST_STOP)
        choose("because", stop.because, REASONS)
    return kept


def within(field: str, value: int, least: int, most: int) -> None:
    """Refuse a number that is too small or too large.

    Parameters
    ----------
    field : str
        Named in the error.
    value, least, most : int
        The number, and the smallest and the largest that will do.

    Raises
    ------
    InvalidInput
        Naming both.
    """
    if not least <= value <= most:
        raise InvalidInput(f"{field} cannot be {value}; write {least} to {most}.", field=field)
