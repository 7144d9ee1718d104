"""Plans of patrols: made and ended, never changed, so that every week is held against what was planned in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from mapper.domain.calendar import KST
from mapper.store.tables import PatrolPlanRow, SegmentRow


@dataclass(frozen=True)
class Plan:
    """A plan as it stands.

    Attributes
    ----------
    id : UUID
        Of the plan.
    team : UUID
        Who walks it.
    team_name : str
        Of the team.
    name : str
        Its own.
    weekdays : tuple of int
        From 0, Monday.
    segments : tuple of UUID
        In the order in which they are walked.
    length_m : float
        Of those segments that are there now [m].
    recorded_at : datetime
        When it was made.
    ended_at : datetime or None
        When it ended; None while it holds.
    """

    id: UUID
    team: UUID
    team_name: str
    name: str
    weekdays: tuple[int, ...]
    segments: tuple[UUID, ...]
    length_m: float
    recorded_at: datetime
    ended_at: datetime | None

    @property
    def begins(self) -> date:
        """Korean date on which it was made."""
        return self.recorded_at.astimezone(KST).date()

    @property
    def ends(self) -> date | None:
        """Korean date on which it ended."""
        return None if self.ended_at is None else self.ended_at.astimezone(KST).date()


def plans(session: Session, teams: Sequence[UUID], *, ended_after: datetime | None = None) -> list[Plan]:
    """Read the plans of teams.

    Parameters
    ----------
    session : Session
        Only read.
    teams : sequence of UUID
        Whose.
    ended_after : datetime, optional
        Those that ended later than this too; none that have ended when not given.

    Returns
    -------
    list of Plan
        Those that hold first, by team and name.
    """
    return _read(
        session,
        "plan.team_id = ANY(:teams) AND (plan.ended_at IS NULL OR plan.ended_at > :after)",
        {"teams": list(teams), "after": ended_after},
    )


def plan(session: Session, plan_id: UUID) -> Plan | None:
    """Read one plan.

    Parameters
    ----------
    session : Session
        Only read.
    plan_id : UUID
        Of the plan.

    Returns
    -------
    Plan or None
        None when there is none.
    """
    return next(iter(_read(session, "plan.id = :plan", {"plan": plan_id})), None)


def add_plan(
    session: Session,
    plan_id: UUID,
    *,
    team: UUID,
    name: str,
    weekdays: Sequence[int],
    segments: Sequence[UUID],
    user_id: UUID | None,
    recorded_at: datetime,
) -> None:
    """Store a plan.

    Parameters
    ----------
    session : Session
        Not committed.
    plan_id : UUID
        New.
    team : UUID
        Who walks it.
    name : str
        As people call it.
    weekdays : sequence of int
        From 0, Monday.
    segments : sequence of UUID
        In the order in which they are walked.
    user_id : UUID or None
        Who makes it.
    recorded_at : datetime
        Now.
    """
    values = {"id": plan_id, "team_id": team, "name": name, "weekdays": list(weekdays), "segment_ids": list(segments)}
    session.execute(insert(PatrolPlanRow).values(**values, user_id=user_id, recorded_at=recorded_at))


def end_plan(session: Session, plan_id: UUID, *, ended_at: datetime) -> bool:
    """Write down that a plan has ended.

    Parameters
    ----------
    session : Session
        Not committed.
    plan_id : UUID
        Of the plan.
    ended_at : datetime
        Now.

    Returns
    -------
    bool
        False when it had ended before.
    """
    holding = PatrolPlanRow.id == plan_id, PatrolPlanRow.ended_at.is_(None)
    ended = update(PatrolPlanRow).where(*holding).values(ended_at=ended_at).returning(PatrolPlanRow.id)
    return session.execute(ended).first() is not None


def walkable(session: Session, segments: Collection[UUID]) -> set[UUID]:
    """Return those of some segments that a plan can have.

    Parameters
    ----------
    session : Session
        Only read.
    segments : collection of UUID
        Ids.

    Returns
    -------
    set of UUID
        Those that are there now and are graded.
    """
    there = select(SegmentRow.id).where(
        SegmentRow.id.in_(segments), SegmentRow.graded, SegmentRow.superseded_at.is_(None)
    )
    return set(session.scalars(there))


def _read(session: Session, which: str, values: dict[str, object]) -> list[Plan]:
    statement = f"""
        SELECT plan.id, team_id, team.name, plan.name, weekdays, segment_ids,
            coalesce((SELECT sum(length_m) FROM segment WHERE segment.id = ANY(segment_ids)), 0),
            plan.recorded_at, plan.ended_at
        FROM patrol_plan AS plan JOIN team ON team.id = team_id WHERE {which}
        ORDER BY plan.ended_at IS NOT NULL, team.name, plan.name, plan.id
    """
    return [
        Plan(plan_id, team, team_name, name, tuple(weekdays), tuple(segments), length_m, recorded_at, ended_at)
        for plan_id, team, team_name, name, weekdays, segments, length_m, recorded_at, ended_at in session.execute(
            text(statement), values
        )
    ]
