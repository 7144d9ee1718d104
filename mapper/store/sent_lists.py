"""What teams were sent, as they have it, and what they have by now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.store.segment_lists import SURVEYED


@dataclass(frozen=True)
class SentList:
    """A list as the team has it that it was sent to.

    Attributes
    ----------
    id : UUID
        Its own.
    name, reason : str or None
        What it is called, and why it was made.
    team, by : str
        Names of the team and of who sent it.
    at : datetime
        When.
    segments, surveyed : list of UUID
        What is on it, in order, and what of that somebody surveyed since.
    issues : list of UUID
        What was assigned with it and is not assigned otherwise since.
    """

    id: UUID
    name: str
    reason: str | None
    team: str
    by: str
    at: datetime
    segments: list[UUID]
    surveyed: list[UUID]
    issues: list[UUID]


@dataclass(frozen=True)
class Holder:
    """A team that issues are assigned to.

    Attributes
    ----------
    team : UUID
        Its own id.
    name : str
        What it is called.
    issues : int
        How many.
    """

    team: UUID
    name: str
    issues: int


_SENT: Final = f"""
    SELECT list.id, list.name, list.reason, team.name, coalesce(maker.name, ''), list.recorded_at,
        ARRAY(SELECT segment_id FROM listed_segment WHERE list_id = list.id ORDER BY ordinal),
        ARRAY(SELECT segment_id FROM listed_segment AS one WHERE list_id = list.id AND {SURVEYED} ORDER BY ordinal),
        ARRAY(
            SELECT issue_id FROM assignment AS one WHERE act_id = list.act_id AND NOT EXISTS (
                SELECT FROM assignment AS later WHERE later.issue_id = one.issue_id
                    AND (later.recorded_at, later.id) > (one.recorded_at, one.id))
            ORDER BY issue_id
        )
    FROM segment_list AS list JOIN team ON team.id = list.team_id
    LEFT JOIN user_account AS maker ON maker.id = list.user_id
    WHERE team.ended_at IS NULL AND NOT EXISTS (SELECT FROM withdrawn_list WHERE list_id = list.id)
        AND (
            CAST(:user AS uuid) IS NULL
            OR list.team_id IN (SELECT team_id FROM team_member WHERE user_id = CAST(:user AS uuid))
        )
    ORDER BY list.recorded_at DESC, list.id LIMIT :limit
"""
_HELD: Final = """
    SELECT team.id, team.name, count(*) FROM (
        SELECT DISTINCT ON (issue_id) issue_id, team_id FROM assignment WHERE issue_id = ANY(:issues)
        ORDER BY issue_id, recorded_at DESC, id DESC
    ) AS latest JOIN team ON team.id = team_id GROUP BY team.id, team.name ORDER BY team.name, team.id
"""


def sent(session: Session, *, user: UUID | None, limit: int) -> list[SentList]:
    """Read what was sent to teams and not taken back.

    Parameters
    ----------
    session : Session
        Only read.
    user : UUID or None
        To the teams that they are in; to any team when not given.
    limit : int
        How many at most.

    Returns
    -------
    list of SentList
        The newest first.
    """
    return [SentList(*row) for row in session.execute(text(_SENT), {"user": user, "limit": limit})]


def holders(session: Session, issues: Sequence[UUID]) -> list[Holder]:
    """Read which teams have some issues.

    Parameters
    ----------
    session : Session
        Only read.
    issues : sequence of UUID
        Ids.

    Returns
    -------
    list of Holder
        By name; none for issues that no team has.
    """
    return [Holder(*row) for row in session.execute(text(_HELD), {"issues": list(issues)})]
