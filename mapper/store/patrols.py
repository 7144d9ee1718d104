"""Patrols in: whose they are, what they were to follow, and their rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.domain.patrol import NewPatrol
from mapper.store.tables import (
    PatrolCheckRow,
    PatrolPlanRow,
    PatrolRow,
    SegmentRow,
    TeamDistrictRow,
    TeamMemberRow,
    TeamRow,
    UserRow,
)


@dataclass(frozen=True)
class Crew:
    """A team as far as its patrols go.

    Attributes
    ----------
    name : str
        Of the team.
    districts : frozenset of str
        Codes of where it works.
    members : frozenset of UUID
        Users.
    """

    name: str
    districts: frozenset[str]
    members: frozenset[UUID]


def crew_of(session: Session, team: UUID) -> Crew | None:
    """Read a team, ended or not: what was walked before it ended may arrive later.

    Parameters
    ----------
    session : Session
        Only read.
    team : UUID
        Id.

    Returns
    -------
    Crew or None
        None when there never was such a team.
    """
    name = session.execute(select(TeamRow.name).where(TeamRow.id == team)).scalar_one_or_none()
    if name is None:
        return None
    codes = session.scalars(select(TeamDistrictRow.district_code).where(TeamDistrictRow.team_id == team))
    members = session.scalars(select(TeamMemberRow.user_id).where(TeamMemberRow.team_id == team))
    return Crew(name, frozenset(codes), frozenset(members))


def route_of(session: Session, plan: UUID, team: UUID) -> list[UUID] | None:
    """Read what a plan of a team goes over.

    Parameters
    ----------
    session : Session
        Only read.
    plan : UUID
        Id; the plan may have ended.
    team : UUID
        Whose.

    Returns
    -------
    list of UUID or None
        Its segments in order; None when the team never had such a plan.
    """
    named = select(PatrolPlanRow.segment_ids).where(PatrolPlanRow.id == plan, PatrolPlanRow.team_id == team)
    return session.execute(named).scalar_one_or_none()


def unknown_segments(session: Session, segments: Iterable[UUID]) -> set[UUID]:
    """Return those that never were segments.

    Parameters
    ----------
    session : Session
        Only read.
    segments : iterable of UUID
        Ids, of any edition of the network.

    Returns
    -------
    set of UUID
        Empty when all are known.
    """
    asked = set(segments)
    return asked - set(session.scalars(select(SegmentRow.id).where(SegmentRow.id.in_(asked))))


def unknown_users(session: Session, users: Iterable[UUID]) -> set[UUID]:
    """Return those that never were users.

    Parameters
    ----------
    session : Session
        Only read.
    users : iterable of UUID
        Ids; who is disabled by now may have walked before.

    Returns
    -------
    set of UUID
        Empty when all are known.
    """
    asked = set(users)
    return asked - set(session.scalars(select(UserRow.id).where(UserRow.id.in_(asked))))


def add_patrol(
    session: Session,
    patrol: NewPatrol,
    planned: Sequence[UUID],
    *,
    offset: timedelta,
    user_id: UUID | None,
    recorded_at: datetime,
) -> bool:
    """Append a patrol and its checks, unless another has its id.

    Parameters
    ----------
    session : Session
        Not committed.
    patrol : NewPatrol
        As it was handed in.
    planned : sequence of UUID
        Segments that it was to look at, as its plan was; kept with it, whatever becomes of the plan.
    offset : timedelta
        Puts the clock of the device right.
    user_id : UUID or None
        Who hands it in.
    recorded_at : datetime
        By the clock of knowledge.

    Returns
    -------
    bool
        Whether it was appended.
    """
    values = {
        "id": patrol.id,
        "team_id": patrol.team,
        "plan_id": patrol.plan,
        "officers": list(patrol.officers),
        "planned_segment_ids": list(planned),
        "note": patrol.note,
        "started_at": patrol.started_at + offset,
        "ended_at": patrol.ended_at + offset,
        "user_id": user_id,
        "recorded_at": recorded_at,
    }
    added = insert(PatrolRow).values(values).on_conflict_do_nothing().returning(PatrolRow.id)
    if session.execute(added).first() is None:
        return False
    checks = [
        {"patrol_id": patrol.id, "segment_id": one.segment, "checked_at": one.checked_at + offset}
        for one in patrol.checks
    ]
    if checks:
        session.execute(insert(PatrolCheckRow), checks)
    return True
