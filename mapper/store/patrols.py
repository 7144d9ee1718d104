"""Patrols in: whose they are, what they were to follow, and their rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.domain.patrol import NewPatrol
from mapper.store.tables import (
    DistrictRow,
    PatrolCheckRow,
    PatrolPlanRow,
    PatrolRow,
    SegmentRow,
    TeamDistrictRow,
    TeamMemberRow,
    TeamRow,
    UserDistrictRow,
)

FOUND: Final = """
    (issue.origin = 'patrol' OR EXISTS (
        SELECT FROM receipt WHERE receipt.id = issue.id AND receipt.user_id = ANY(patrol.officers || patrol.user_id)
    ))
"""
"""SQL that tells whether what names a patrol is a find of it: whoever logged it walked, or handed the patrol in.

Both were checked when it was handed in, so that who is in the team later changes no figure."""


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


def segments_elsewhere(session: Session, segments: Iterable[UUID], codes: Collection[str]) -> dict[UUID, bool]:
    """Find the segments that do not lie in some districts.

    Parameters
    ----------
    session : Session
        Only read.
    segments : iterable of UUID
        Ids, of any edition of the network.
    codes : collection of str
        Of the districts.

    Returns
    -------
    dict of UUID to bool
        Of each whether it is, or was, a segment at all.
    """
    asked = set(segments)
    found = session.execute(
        select(SegmentRow.id, DistrictRow.code)
        .outerjoin(DistrictRow, DistrictRow.id == SegmentRow.district_id)
        .where(SegmentRow.id.in_(asked))
    ).all()
    return dict.fromkeys(asked - {row.id for row in found}, False) | {
        row.id: True for row in found if row.code not in codes
    }


def users_elsewhere(session: Session, users: Iterable[UUID], codes: Collection[str]) -> set[UUID]:
    """Find those who do not work in some districts.

    Parameters
    ----------
    session : Session
        Only read.
    users : iterable of UUID
        Ids; who is disabled by now may have walked before.
    codes : collection of str
        Of the districts.

    Returns
    -------
    set of UUID
        Also those who never were users; who works in all districts is named in none.
    """
    asked = set(users)
    here = select(UserDistrictRow.user_id).where(
        UserDistrictRow.user_id.in_(asked), UserDistrictRow.district_code.in_(codes)
    )
    return asked - set(session.scalars(here))


def add_patrol(
    session: Session,
    patrol: NewPatrol,
    planned: Sequence[UUID],
    *,
    user_id: UUID | None,
    recorded_at: datetime,
) -> bool:
    """Append a patrol and its checks, unless another has its id.

    Parameters
    ----------
    session : Session
        Not committed.
    patrol : NewPatrol
        As it was handed in, its times put right.
    planned : sequence of UUID
        Segments that it was to look at, as its plan was; kept with it, whatever becomes of the plan.
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
        "started_at": patrol.started_at,
        "ended_at": patrol.ended_at,
        "user_id": user_id,
        "recorded_at": recorded_at,
    }
    added = insert(PatrolRow).values(values).on_conflict_do_nothing().returning(PatrolRow.id)
    if session.execute(added).first() is None:
        return False
    checks = [
        {"patrol_id": patrol.id, "segment_id": one.segment, "checked_at": one.checked_at} for one in patrol.checks
    ]
    if checks:
        session.execute(insert(PatrolCheckRow), checks)
    return True
