"""Teams (추진단): who they are, and in which districts they work."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from mapper.store.tables import TeamDistrictRow, TeamMemberRow, TeamRow, UserRow

LEADER: Final = "leader"
MEMBER: Final = "member"
"""Roles in a team."""


@dataclass(frozen=True)
class Team:
    """A team as it stands.

    Attributes
    ----------
    id : UUID
        Of the team.
    name : str
        No two teams share one.
    districts : tuple of str
        Codes of the districts it works in.
    members : dict of UUID to str
        Name of each user in it, by id; its leaders first.
    leaders : frozenset of UUID
        Those of them who lead it.
    recorded_at : datetime
        When it was set up.
    ended_at : datetime or None
        When it ended; None while it works.
    """

    id: UUID
    name: str
    districts: tuple[str, ...]
    members: dict[UUID, str]
    leaders: frozenset[UUID]
    recorded_at: datetime
    ended_at: datetime | None


def all_teams(session: Session) -> list[Team]:
    """Read every team.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    list of Team
        Those that work first, each group by name.
    """
    rows = session.execute(select(TeamRow).order_by(TeamRow.ended_at.is_not(None), TeamRow.name)).scalars().all()
    return _with_parts(session, rows)


def find_team(session: Session, team_id: UUID) -> Team | None:
    """Read one team.

    Parameters
    ----------
    session : Session
        Only read.
    team_id : UUID
        Of the team.

    Returns
    -------
    Team or None
        None when there is none.
    """
    row = session.get(TeamRow, team_id, populate_existing=True)
    return None if row is None else _with_parts(session, [row])[0]


def users_by_id(session: Session) -> dict[UUID, str]:
    """Return who can be in a team.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    dict of UUID to str
        Names of the users that are not disabled, in order of name.
    """
    named = select(UserRow.id, UserRow.name).where(UserRow.disabled_at.is_(None)).order_by(UserRow.name)
    return {user_id: name for user_id, name in session.execute(named)}  # noqa: C416 - dict() does not take rows by their type


def add_team(session: Session, team_id: UUID, name: str, *, recorded_at: datetime) -> None:
    """Store a team without districts and members.

    Parameters
    ----------
    session : Session
        Not committed.
    team_id : UUID
        New.
    name : str
        Not taken.
    recorded_at : datetime
        Now.
    """
    session.execute(insert(TeamRow).values(id=team_id, name=name, recorded_at=recorded_at))


def write_team(
    session: Session,
    team_id: UUID,
    *,
    name: str,
    districts: Iterable[str],
    members: Iterable[UUID],
    leaders: Collection[UUID],
) -> None:
    """Give a stored team its name, its districts and its members, in place of those it had.

    Parameters
    ----------
    session : Session
        Not committed.
    team_id : UUID
        Of the team.
    name : str
        Not taken by another.
    districts : iterable of str
        Codes.
    members : iterable of UUID
        Users.
    leaders : collection of UUID
        Those of the members who lead it.
    """
    session.execute(update(TeamRow).where(TeamRow.id == team_id).values(name=name))
    session.execute(delete(TeamDistrictRow).where(TeamDistrictRow.team_id == team_id))
    session.execute(delete(TeamMemberRow).where(TeamMemberRow.team_id == team_id))
    if codes := [{"team_id": team_id, "district_code": code} for code in districts]:
        session.execute(insert(TeamDistrictRow), codes)
    if users := [
        {"team_id": team_id, "user_id": user_id, "role": LEADER if user_id in leaders else MEMBER}
        for user_id in members
    ]:
        session.execute(insert(TeamMemberRow), users)


def end_team(session: Session, team_id: UUID, *, ended_at: datetime) -> None:
    """Write down that a team has ended.

    Parameters
    ----------
    session : Session
        Not committed.
    team_id : UUID
        Of a team that works.
    ended_at : datetime
        Now.
    """
    session.execute(update(TeamRow).where(TeamRow.id == team_id).values(ended_at=ended_at))


def _with_parts(session: Session, rows: Iterable[TeamRow]) -> list[Team]:
    rows = list(rows)
    ids = [row.id for row in rows]
    districts: dict[UUID, list[str]] = {}
    for team_id, code in session.execute(
        select(TeamDistrictRow.team_id, TeamDistrictRow.district_code)
        .where(TeamDistrictRow.team_id.in_(ids))
        .order_by(TeamDistrictRow.district_code)
    ):
        districts.setdefault(team_id, []).append(code)
    members: dict[UUID, dict[UUID, str]] = {}
    leaders: dict[UUID, set[UUID]] = {}
    for team_id, role, user_id, name in session.execute(
        select(TeamMemberRow.team_id, TeamMemberRow.role, UserRow.id, UserRow.name)
        .join(UserRow, UserRow.id == TeamMemberRow.user_id)
        .where(TeamMemberRow.team_id.in_(ids))
        .order_by(TeamMemberRow.role != LEADER, UserRow.name)
    ):
        members.setdefault(team_id, {})[user_id] = name
        if role == LEADER:
            leaders.setdefault(team_id, set()).add(user_id)
    return [
        Team(
            row.id,
            row.name,
            tuple(districts.get(row.id, ())),
            members.get(row.id, {}),
            frozenset(leaders.get(row.id, ())),
            row.recorded_at,
            row.ended_at,
        )
        for row in rows
    ]
