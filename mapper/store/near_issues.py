"""Open issues on the segments around a place, with what tells a person whether they are the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM
from mapper.store.geometry import from_wkb

_AROUND: Final = f"""
    WITH there AS (SELECT ST_SetSRID(ST_MakePoint(:x, :y), {KOREA_TM}) AS point), own AS MATERIALIZED (
        SELECT id, ST_ClosestPoint(line, point) AS foot FROM segment, there
        WHERE graded AND superseded_at IS NULL AND ST_DWithin(line, point, :reach_m)
            AND id = coalesce(CAST(:picked AS uuid), id)
        ORDER BY ST_Distance(line, point), id LIMIT 1
    )
    SELECT segment.id, segment.id = own.id AS is_own, ST_AsBinary(line) AS line
    FROM own JOIN segment ON ST_DWithin(line, foot, :within_m) WHERE superseded_at IS NULL ORDER BY segment.id
"""

_ISSUES: Final = """
    SELECT issue.id, state.segment_id, state.category, state.severity, state.reported_at, description AS text,
        ST_X(point) AS x, ST_Y(point) AS y,
        ARRAY(
            SELECT encode(sha256, 'hex') FROM photo_use JOIN photo USING (sha256)
            WHERE photo_use.issue_id = issue.id ORDER BY moment, ordinal, sha256
        ) AS photos
    FROM issue_state AS state JOIN issue ON issue.id = issue_id
    JOIN segment ON segment.id = segment_id LEFT JOIN district ON district.id = district_id
    WHERE segment_id = ANY(:segments) AND state.category = ANY(:categories) AND point IS NOT NULL
        AND NOT merged AND resolved_at IS NULL AND verification <> 'rejected'
        AND (CAST(:codes AS text[]) IS NULL OR code = ANY(:codes))
    ORDER BY issue.id
"""


@dataclass(frozen=True)
class Around:
    """The network around a place.

    Attributes
    ----------
    segments : tuple of UUID
        In order of id.
    lines : ndarray of LineString, shape (n,)
        Their lines, in EPSG:5179.
    own : int
        Position of the one that the place is on.
    """

    segments: tuple[UUID, ...]
    lines: NDArray[np.object_]
    own: int


@dataclass(frozen=True)
class OpenIssue:
    """An issue that is still there.

    Attributes
    ----------
    id, segment_id : UUID
        It, and where it is placed.
    category : str
        Id of its category.
    severity : int
        1 to 4.
    reported_at : datetime
        When it was seen.
    text : str or None
        What was written of it.
    x, y : float
        Where it was seen, in EPSG:5179 [m].
    photos : list of str
        SHA-256 of those that have arrived.
    """

    id: UUID
    segment_id: UUID
    category: str
    severity: int
    reported_at: datetime
    text: str | None
    x: float
    y: float
    photos: list[str]


def around(
    session: Session, *, x: float, y: float, picked: UUID | None, reach_m: float, within_m: float
) -> Around | None:
    """Read the network around a place.

    Parameters
    ----------
    session : Session
        Only read.
    x, y : float
        In EPSG:5179 [m].
    picked : UUID or None
        The segment that a person says it is on; the nearest graded one when not given.
    reach_m : float
        How far that one may be [m].
    within_m : float
        How far around its nearest point the network is read [m].

    Returns
    -------
    Around or None
        None where no such segment is within reach.
    """
    values: dict[str, Any] = {"x": x, "y": y, "picked": picked, "reach_m": reach_m, "within_m": within_m}
    rows = session.execute(text(_AROUND), values).all()
    if not rows:
        return None
    own = next(place for place, row in enumerate(rows) if row.is_own)
    return Around(tuple(row.id for row in rows), from_wkb(row.line for row in rows), own)


def open_issues(
    session: Session, segments: Sequence[UUID], categories: Sequence[str], *, codes: Sequence[str] | None
) -> list[OpenIssue]:
    """Read the issues on segments that are still there: neither resolved, nor rejected, nor merged into another.

    Parameters
    ----------
    session : Session
        Only read.
    segments : sequence of UUID
        Where.
    categories : sequence of str
        Which ones.
    codes : sequence of str or None
        Districts in reach; None for all.

    Returns
    -------
    list of OpenIssue
        Those that have a point, in order of id.
    """
    values = {
        "segments": list(segments),
        "categories": list(categories),
        "codes": None if codes is None else list(codes),
    }
    return [OpenIssue(**row) for row in session.execute(text(_ISSUES), values).mappings()]
