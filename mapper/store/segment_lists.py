"""Lists of segments that were sent to a team or are kept for a visit; never changed, only taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from mapper.crs import WGS84
from mapper.store.tables import ListedSegmentRow, SegmentListRow, WithdrawnListRow


@dataclass(frozen=True)
class SegmentList:
    """A list as it stands.

    Attributes
    ----------
    id : UUID
        Its own.
    kind : str
        ``work`` or ``visit``.
    name : str
        Its own.
    reason : str or None
        Why it was made.
    team : UUID or None
        Whom it was sent to.
    team_name : str or None
        Of the team.
    act : UUID or None
        What assigned the issues to the team.
    ranked_by : dict
        How its order came about.
    by : str
        Who made it.
    recorded_at : datetime
        When.
    withdrawn_at : datetime or None
        When it was taken back.
    withdrawn_by : str or None
        Who took it back.
    segments, surveyed : int
        How many are on it, and how many of them somebody surveyed since.
    issues, over : int
        How many issues were assigned with it, and how many of them are over.
    """

    id: UUID
    kind: str
    name: str
    reason: str | None
    team: UUID | None
    team_name: str | None
    act: UUID | None
    ranked_by: dict[str, Any]
    by: str
    recorded_at: datetime
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    segments: int
    surveyed: int
    issues: int
    over: int


@dataclass(frozen=True)
class Stop:
    """A segment on a list.

    Attributes
    ----------
    ordinal : int
        From 1.
    segment : UUID
        Id.
    is_there : bool
        Whether the network still has it.
    name, district : str or None
        Of its alley and of its district.
    length_m : float
        Its length [m].
    lon, lat : float
        Its middle [degrees].
    """

    ordinal: int
    segment: UUID
    is_there: bool
    name: str | None
    district: str | None
    length_m: float
    lon: float
    lat: float


SURVEYED: Final = """
    EXISTS (SELECT FROM survey WHERE survey.segment_id = one.segment_id AND walked_at > list.recorded_at)
"""
"""SQL of whether somebody surveyed a segment (``one``) since its list (``list``) was made."""
_LISTS: Final = f"""
    SELECT list.id, list.kind, list.name, list.reason, list.team_id, team.name, list.act_id, list.ranked_by,
        coalesce(maker.name, ''), list.recorded_at, withdrawn.recorded_at, taker.name,
        (SELECT count(*) FROM listed_segment WHERE list_id = list.id),
        (
            SELECT count(*) FROM listed_segment AS one WHERE list_id = list.id AND {SURVEYED}
        ),
        (SELECT count(*) FROM assignment WHERE assignment.act_id = list.act_id),
        (
            SELECT count(*) FROM assignment JOIN issue_state AS state USING (issue_id)
            WHERE assignment.act_id = list.act_id
                AND (state.resolved_at IS NOT NULL OR state.verification = 'rejected' OR state.merged)
        )
    FROM segment_list AS list LEFT JOIN team ON team.id = list.team_id
    LEFT JOIN user_account AS maker ON maker.id = list.user_id
    LEFT JOIN withdrawn_list AS withdrawn ON withdrawn.list_id = list.id
    LEFT JOIN user_account AS taker ON taker.id = withdrawn.user_id
"""
_STOPS: Final = f"""
    SELECT one.ordinal, segment.id, segment.superseded_at IS NULL, alley.name, district.name, segment.length_m,
        ST_X(middle), ST_Y(middle)
    FROM listed_segment AS one JOIN segment ON segment.id = segment_id
    LEFT JOIN alley ON alley.id = alley_id LEFT JOIN district ON district.id = district_id
    CROSS JOIN LATERAL ST_Transform(ST_LineInterpolatePoint(line, 0.5), {WGS84}) AS middle
    WHERE list_id = :list ORDER BY one.ordinal
"""
_ISSUES: Final = """
    SELECT issue_id, segment_id FROM issue_state
    WHERE segment_id = ANY(:segments) AND NOT merged AND resolved_at IS NULL AND verification <> 'rejected'
    ORDER BY issue_id
"""


def add(session: Session, values: dict[str, Any], segments: Sequence[UUID]) -> None:
    """Store a list.

    Parameters
    ----------
    session : Session
        Not committed.
    values : dict
        Of `SegmentListRow`.
    segments : sequence of UUID
        In order, at least one.
    """
    session.execute(insert(SegmentListRow), [values])
    rows = [
        {"list_id": values["id"], "ordinal": ordinal, "segment_id": segment}
        for ordinal, segment in enumerate(segments, 1)
    ]
    session.execute(insert(ListedSegmentRow), rows)


def withdraw(session: Session, list_id: UUID, *, user: UUID | None, recorded_at: datetime) -> None:
    """Store that a list was taken back.

    Parameters
    ----------
    session : Session
        Not committed.
    list_id : UUID
        Which.
    user : UUID or None
        Who; None for the operator at the machine.
    recorded_at : datetime
        When.
    """
    session.execute(insert(WithdrawnListRow), [{"list_id": list_id, "user_id": user, "recorded_at": recorded_at}])


def lists(
    session: Session,
    *,
    kind: str | None = None,
    only: UUID | None = None,
    standing: bool = False,
    offset: int = 0,
    limit: int | None = 50,
) -> list[SegmentList]:
    """Read lists.

    Parameters
    ----------
    session : Session
        Only read.
    kind : str or None
        ``work`` or ``visit``; both when not given.
    only : UUID or None
        This one.
    standing : bool
        Whether those that were taken back are left out.
    offset, limit : int or None
        Which page; a limit of None is all of them.

    Returns
    -------
    list of SegmentList
        The newest first.
    """
    statement = f"""
        {_LISTS} WHERE (CAST(:kind AS text) IS NULL OR list.kind = :kind)
            AND (CAST(:only AS uuid) IS NULL OR list.id = :only)
            AND (withdrawn.list_id IS NULL OR NOT :standing)
        ORDER BY list.recorded_at DESC, list.id OFFSET :offset LIMIT CAST(:limit AS int)
    """
    page = {"offset": offset, "limit": limit}
    found = session.execute(text(statement), {"kind": kind, "only": only, "standing": standing, **page})
    return [SegmentList(*row) for row in found]


def count(session: Session, *, kind: str | None = None) -> int:
    """Count lists.

    Parameters
    ----------
    session : Session
        Only read.
    kind : str or None
        ``work`` or ``visit``; both when not given.

    Returns
    -------
    int
        Those that were taken back among them.
    """
    statement = "SELECT count(*) FROM segment_list WHERE CAST(:kind AS text) IS NULL OR kind = :kind"
    return int(session.execute(text(statement), {"kind": kind}).scalar_one())


def stops(session: Session, list_id: UUID) -> list[Stop]:
    """Read the segments of a list.

    Parameters
    ----------
    session : Session
        Only read.
    list_id : UUID
        Which.

    Returns
    -------
    list of Stop
        In their order.
    """
    return [Stop(*row) for row in session.execute(text(_STOPS), {"list": list_id})]


def issues_on(session: Session, segments: Sequence[UUID]) -> dict[UUID, UUID]:
    """Read the issues on segments that are not over.

    Parameters
    ----------
    session : Session
        Only read.
    segments : sequence of UUID
        Ids.

    Returns
    -------
    dict of UUID to UUID
        Segment by issue.
    """
    found = session.execute(text(_ISSUES), {"segments": list(segments)})
    return {issue: segment for issue, segment in found}  # noqa: C416 - dict() does not take rows by their type
