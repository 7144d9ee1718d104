"""What stands on the result sheet of one patrol: the segments it passed, what it found, and photos of both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM
from mapper.domain.issue import status_of
from mapper.store.acts import LATEST_EVENT
from mapper.store.geometry import from_wkb
from mapper.store.merges import FAMILIES
from mapper.store.patrols import FOUND
from mapper.store.revised import CATEGORY, DESCRIPTION, POINT, REVISED, SEVERITY, WITHDRAWN

_AROUND_M: Final = 60
"""How far beyond the route the map of a sheet reaches [m]."""

_MOST_AROUND: Final = 3000

_ROUTE: Final = """
    SELECT segment.id AS segment, alley.name AS alley, length_m, planned, checked_at, ST_AsBinary(line) AS line
    FROM (
        SELECT segment_id, min(place) AS planned, max(at) AS checked_at FROM (
            SELECT segment_id, place, CAST(NULL AS timestamptz) AS at
            FROM patrol, unnest(planned_segment_ids) WITH ORDINALITY AS plan(segment_id, place) WHERE patrol.id = :patrol
            UNION ALL SELECT segment_id, NULL, checked_at FROM patrol_check WHERE patrol_id = :patrol
        ) AS passed GROUP BY segment_id
    ) AS stretch
    JOIN segment ON segment.id = segment_id LEFT JOIN alley ON alley.id = alley_id
    ORDER BY checked_at, planned, segment.id
"""
_AROUND: Final = f"""
    SELECT ST_AsBinary(line) FROM segment
    WHERE superseded_at IS NULL AND ST_Intersects(line, ST_MakeEnvelope(:west, :south, :east, :north, {KOREA_TM}))
    ORDER BY id LIMIT :most
"""
_FOUND: Final = f"""
    WITH RECURSIVE {FAMILIES} SELECT issue.id, {CATEGORY} AS category, {SEVERITY} AS severity,
        {DESCRIPTION} AS description, issue.reported_at,
        alley.name AS alley, latest.kind, latest.occurred_at, latest.into_id, act.reason,
        ST_X({POINT}) AS x, ST_Y({POINT}) AS y,
        ARRAY(
            SELECT DISTINCT encode(sha256, 'hex') FROM photo_use JOIN photo USING (sha256)
            WHERE photo_use.issue_id IN (SELECT issue.id UNION ALL SELECT member FROM family WHERE root = issue.id)
            ORDER BY 1
        ) AS photos
    FROM issue JOIN patrol ON patrol.id = issue.patrol_id {REVISED}
    LEFT JOIN issue_state AS state ON state.issue_id = issue.id
    LEFT JOIN segment ON segment.id = state.segment_id LEFT JOIN alley ON alley.id = alley_id
    LEFT JOIN LATERAL ({LATEST_EVENT % "issue.id"}) AS latest ON true LEFT JOIN act ON act.id = latest.act_id
    WHERE issue.patrol_id = :patrol AND issue.patrol_id IS NOT NULL AND NOT {WITHDRAWN} AND {FOUND}
    ORDER BY issue.reported_at, issue.id
"""
_PHOTOS: Final = """
    SELECT encode(sha256, 'hex') FROM photo_use JOIN photo USING (sha256)
    WHERE patrol_id = :patrol ORDER BY ordinal, sha256
"""


@dataclass(frozen=True)
class Stretch:
    """A segment that a patrol was to look at, or looked at.

    Attributes
    ----------
    segment : UUID
        Which.
    alley : str or None
        Name of its alley.
    length_m : float
        Of the segment [m].
    planned : int or None
        Its place in the plan, from 1; None when it was not in it.
    checked_at : datetime or None
        When it was looked at; None when it was not.
    """

    segment: UUID
    alley: str | None
    length_m: float
    planned: int | None
    checked_at: datetime | None


@dataclass(frozen=True)
class Found:
    """An issue that names the patrol, and what became of it.

    Attributes
    ----------
    issue : UUID
        Which.
    category : str
        Id.
    severity : int
        1 to 4.
    text : str or None
        What was written down.
    reported_at : datetime
        When it was found.
    alley : str or None
        Name of the alley that it is on.
    status : str
        A key of `mapper.domain.issue.STATUSES`.
    since : datetime or None
        When it came to stand so; None while nothing has happened to it.
    into : UUID or None
        The issue that it was merged into.
    reason : str or None
        Why, in the words of who decided it.
    x, y : float or None
        Where, in EPSG:5179 [m].
    photos : tuple of str
        SHA-256 of those that have arrived, also of what was merged into it, in hexadecimal digits.
    """

    issue: UUID
    category: str
    severity: int
    text: str | None
    reported_at: datetime
    alley: str | None
    status: str
    since: datetime | None
    into: UUID | None
    reason: str | None
    x: float | None
    y: float | None
    photos: tuple[str, ...]


def route(session: Session, patrol: UUID) -> tuple[list[Stretch], NDArray[np.object_]]:
    """Read what a patrol passed, and what it left out.

    Parameters
    ----------
    session : Session
        Only read.
    patrol : UUID
        Id.

    Returns
    -------
    stretches : list of Stretch
        In the order in which they were looked at; those that were left out last, in the order of the plan.
    lines : ndarray, shape (n,)
        In EPSG:5179.
    """
    rows = session.execute(text(_ROUTE), {"patrol": patrol}).all()
    return [Stretch(*row[:-1]) for row in rows], from_wkb(row.line for row in rows)


def lines_around(session: Session, bounds: tuple[float, float, float, float]) -> NDArray[np.object_]:
    """Read the network around a route.

    Parameters
    ----------
    session : Session
        Only read.
    bounds : tuple of float
        West, south, east and north of the route in EPSG:5179 [m].

    Returns
    -------
    ndarray, shape (n,)
        In EPSG:5179.
    """
    west, south, east, north = bounds
    values = {
        "west": west - _AROUND_M,
        "south": south - _AROUND_M,
        "east": east + _AROUND_M,
        "north": north + _AROUND_M,
        "most": _MOST_AROUND,
    }
    return from_wkb(session.execute(text(_AROUND), values).scalars())


def found_on(session: Session, patrol: UUID) -> list[Found]:
    """Read what a patrol found, but for what people withdrew.

    Parameters
    ----------
    session : Session
        Only read.
    patrol : UUID
        Id of one that has arrived.

    Returns
    -------
    list of Found
        In order of time.
    """
    return [_found(dict(row)) for row in session.execute(text(_FOUND), {"patrol": patrol}).mappings()]


def photos_of(session: Session, patrol: UUID) -> list[str]:
    """Read which photos of a patrol itself have arrived.

    Parameters
    ----------
    session : Session
        Only read.
    patrol : UUID
        Id.

    Returns
    -------
    list of str
        SHA-256 in hexadecimal digits, in the order in which they were declared.
    """
    return list(session.execute(text(_PHOTOS), {"patrol": patrol}).scalars())


def _found(row: dict[str, Any]) -> Found:
    return Found(
        issue=row["id"],
        category=row["category"],
        severity=row["severity"],
        text=row["description"],
        reported_at=row["reported_at"],
        alley=row["alley"],
        status=status_of(row["kind"]),
        since=row["occurred_at"],
        into=row["into_id"] if row["kind"] == "merged" else None,
        reason=row["reason"],
        x=row["x"],
        y=row["y"],
        photos=tuple(row["photos"]),
    )
