"""Patrols that were walked, and which segments they looked at week by week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.calendar import KST
from mapper.store.patrols import FOUND
from mapper.store.revised import REVISED, WITHDRAWN

_WALKED: Final = f"""
    SELECT patrol.id, patrol.team_id AS team, team.name AS team_name, plan_id AS plan, patrol_plan.name AS plan_name,
        started_at, patrol.ended_at,
        ARRAY(
            SELECT user_account.name FROM unnest(officers) WITH ORDINALITY AS officer(id, place)
            JOIN user_account USING (id) ORDER BY place
        ) AS officers,
        cardinality(planned_segment_ids) AS planned,
        (SELECT count(*) FROM patrol_check WHERE patrol_id = patrol.id) AS checked,
        (
            SELECT count(*) FROM patrol_check WHERE patrol_id = patrol.id AND segment_id = ANY(planned_segment_ids)
        ) AS checked_of_plan,
        (
            SELECT count(*) FROM issue {REVISED}
            WHERE issue.patrol_id = patrol.id AND issue.patrol_id IS NOT NULL AND NOT {WITHDRAWN} AND {FOUND}
        ) AS found,
        note
    FROM patrol JOIN team ON team.id = patrol.team_id LEFT JOIN patrol_plan ON patrol_plan.id = plan_id
"""

_COVERAGE: Final = """
    SELECT code, CAST(date_trunc('week', checked_at AT TIME ZONE 'Asia/Seoul') AS date), count(DISTINCT segment_id)
    FROM patrol_check JOIN segment ON segment.id = segment_id JOIN district ON district.id = district_id
    WHERE graded AND segment.superseded_at IS NULL AND code = ANY(:codes) AND checked_at >= :since AND checked_at < :until
    GROUP BY GROUPING SETS ((1, 2), (1))
"""

_GRADED: Final = """
    SELECT code, name, (
        SELECT count(*) FROM segment WHERE district_id = district.id AND graded AND segment.superseded_at IS NULL
    ) FROM district
    WHERE superseded_at IS NULL AND (CAST(:codes AS text[]) IS NULL OR code = ANY(CAST(:codes AS text[]))) ORDER BY code
"""

_LOOKED_AT: Final = """
    SELECT segment_id, count(DISTINCT patrol_id), max(checked_at)
    FROM patrol_check JOIN segment ON segment.id = segment_id JOIN district ON district.id = district_id
    WHERE code = :code AND checked_at >= :since AND checked_at < :until GROUP BY segment_id ORDER BY segment_id
"""


@dataclass(frozen=True)
class Walked:
    """A patrol as it is listed.

    Attributes
    ----------
    id, team : UUID
        Of the patrol, and of whose it was.
    team_name : str
        Of the team.
    plan : UUID or None
        What it followed.
    plan_name : str or None
        Of that plan.
    started_at, ended_at : datetime
        With the clock of the device put right.
    officers : tuple of str
        Names of those who walked.
    planned : int
        How many segments it was to look at.
    checked : int
        How many it looked at.
    checked_of_plan : int
        How many of those were planned.
    found : int
        How many issues name it.
    note : str or None
        What was said of the whole of it.
    """

    id: UUID
    team: UUID
    team_name: str
    plan: UUID | None
    plan_name: str | None
    started_at: datetime
    ended_at: datetime
    officers: tuple[str, ...]
    planned: int
    checked: int
    checked_of_plan: int
    found: int
    note: str | None

    @property
    def day(self) -> date:
        """Korean date on which it began."""
        return self.started_at.astimezone(KST).date()


@dataclass(frozen=True)
class Covered:
    """A district and what patrols looked at of it.

    Attributes
    ----------
    code, name : str
        Of the district.
    segments : int
        How many it has that are graded.
    by_week : dict of date to int
        How many of them were looked at, by the Monday of the week.
    ever : int
        How many in the whole period.
    """

    code: str
    name: str
    segments: int
    by_week: dict[date, int]
    ever: int


def patrols(session: Session, teams: Sequence[UUID], *, since: datetime, until: datetime) -> list[Walked]:
    """Read the patrols of teams.

    Parameters
    ----------
    session : Session
        Only read.
    teams : sequence of UUID
        Whose.
    since, until : datetime
        When they began; the end is not included.

    Returns
    -------
    list of Walked
        The latest first.
    """
    which = "WHERE patrol.team_id = ANY(:teams) AND started_at >= :since AND started_at < :until"
    return _walked(session, which, {"teams": list(teams), "since": since, "until": until})


def patrol(session: Session, patrol_id: UUID) -> Walked | None:
    """Read one patrol.

    Parameters
    ----------
    session : Session
        Only read.
    patrol_id : UUID
        Of the patrol.

    Returns
    -------
    Walked or None
        None when none has arrived under that id.
    """
    return next(iter(_walked(session, "WHERE patrol.id = :patrol", {"patrol": patrol_id})), None)


def coverage(session: Session, codes: Sequence[str] | None, *, since: datetime, until: datetime) -> list[Covered]:
    """Read how much of each district patrols looked at, week by week.

    Parameters
    ----------
    session : Session
        Only read.
    codes : sequence of str or None
        Codes of the districts; None for all.
    since, until : datetime
        When it was looked at; the end is not included.

    Returns
    -------
    list of Covered
        In order of code.
    """
    asked = {"codes": None if codes is None else list(codes)}
    graded = [tuple(row) for row in session.execute(text(_GRADED), asked)]
    period = {"codes": [code for code, _, _ in graded], "since": since, "until": until}
    counted: dict[str, dict[date | None, int]] = {}
    for code, monday, count in session.execute(text(_COVERAGE), period):
        counted.setdefault(code, {})[monday] = count
    return [
        Covered(
            code,
            name,
            segments,
            {monday: count for monday, count in counted.get(code, {}).items() if monday is not None},
            counted.get(code, {}).get(None, 0),
        )
        for code, name, segments in graded
    ]


def looked_at(session: Session, code: str, *, since: datetime, until: datetime) -> dict[UUID, tuple[int, datetime]]:
    """Read which segments of a district patrols looked at.

    Parameters
    ----------
    session : Session
        Only read.
    code : str
        Of the district.
    since, until : datetime
        When; the end is not included.

    Returns
    -------
    dict of UUID to (int, datetime)
        How many patrols looked at the segment, and when one did last.
    """
    period = {"code": code, "since": since, "until": until}
    return {segment: (count, at) for segment, count, at in session.execute(text(_LOOKED_AT), period)}


def _walked(session: Session, which: str, values: dict[str, object]) -> list[Walked]:
    found = session.execute(text(f"{_WALKED} {which} ORDER BY started_at DESC, patrol.id"), values).mappings()
    return [Walked(**{**row, "officers": tuple(row["officers"])}) for row in found]
