"""What on the map a meeting talks about: segments and issues by their ids, and the issues that are open on a segment."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import WGS84
from mapper.store.geometry import from_wkb
from mapper.store.reach import IN_REACH
from mapper.store.revised import POINT, REVISED

_SEGMENTS: Final = f"""
    SELECT segment.id, alley.name, district.name, district.code, length_m, ST_AsBinary(line),
        ST_AsBinary(ST_Transform(line, {WGS84})), segment.superseded_at IS NULL
    FROM segment JOIN alley ON alley.id = alley_id LEFT JOIN district ON district.id = district_id
    WHERE segment.id = ANY(:ids) ORDER BY district.name, alley.name, segment.ordinal, segment.id
"""
_ISSUES: Final = f"""
    SELECT issue.id, state.category, state.severity, state.resolved_at IS NOT NULL, state.reported_at, state.segment_id,
        alley.name, ST_AsBinary(ST_Transform(coalesce({POINT}, ST_LineInterpolatePoint(line, 0.5)), {WGS84}))
    FROM issue_state AS state JOIN issue ON issue.id = state.issue_id {REVISED}
    LEFT JOIN segment ON segment.id = state.segment_id LEFT JOIN alley ON alley.id = alley_id
    LEFT JOIN district ON district.id = segment.district_id LEFT JOIN unplaced ON unplaced.issue_id = issue.id
    WHERE %s AND {IN_REACH} ORDER BY state.reported_at DESC, issue.id LIMIT :most
"""
_MOST: Final = 1000


@dataclass(frozen=True)
class TiedSegment:
    """A segment that something is tied to.

    Attributes
    ----------
    id : UUID
        Of the segment.
    alley, district : str or None
        Their names.
    code : str or None
        Of its district.
    length_m : float
        Its length [m].
    line : LineString
        In EPSG:5179.
    shown : ndarray, shape (n, 2)
        Its vertices in longitude and latitude.
    is_there : bool
        Whether it is one of the network of now.
    """

    id: UUID
    alley: str | None
    district: str | None
    code: str | None
    length_m: float
    line: shapely.LineString
    shown: NDArray[np.float64]
    is_there: bool


@dataclass(frozen=True)
class TiedIssue:
    """An issue that something is tied to.

    Attributes
    ----------
    id : UUID
        Of the issue.
    category : str
        Id of its category.
    severity : int
        From 1 to 4.
    is_over : bool
        Whether it is resolved.
    reported_at : datetime
        When it was reported.
    segment : UUID or None
        On which it is.
    alley : str or None
        Name of the alley.
    lon, lat : float or None
        Where; None where nobody knows yet.
    """

    id: UUID
    category: str
    severity: int
    is_over: bool
    reported_at: datetime
    segment: UUID | None
    alley: str | None
    lon: float | None
    lat: float | None


def segments(session: Session, ids: Collection[UUID]) -> dict[UUID, TiedSegment]:
    """Read segments.

    Parameters
    ----------
    session : Session
        Only read.
    ids : collection of UUID
        Which.

    Returns
    -------
    dict of UUID to TiedSegment
        Those there are or were, by district and alley.
    """
    rows = session.execute(text(_SEGMENTS), {"ids": list(ids)}).all()
    lines, shown = from_wkb(row[5] for row in rows), from_wkb(row[6] for row in rows)
    return {
        segment: TiedSegment(segment, alley, district, code, length_m, line, shapely.get_coordinates(degrees), is_there)
        for (segment, alley, district, code, length_m, _, _, is_there), line, degrees in zip(
            rows, lines, shown, strict=True
        )
    }


def issues(session: Session, ids: Collection[UUID], *, codes: Sequence[str] | None) -> dict[UUID, TiedIssue]:
    """Read issues.

    Parameters
    ----------
    session : Session
        Only read.
    ids : collection of UUID
        Which.
    codes : sequence of str or None
        Codes of the districts where they may lie; None for everywhere.

    Returns
    -------
    dict of UUID to TiedIssue
        The latest reported first.
    """
    return _issues(session, "issue.id = ANY(:ids)", codes, ids=list(ids))


def open_on(session: Session, segment: UUID, *, codes: Sequence[str] | None) -> dict[UUID, TiedIssue]:
    """Read the issues that are open on a segment.

    Parameters
    ----------
    session : Session
        Only read.
    segment : UUID
        Which.
    codes : sequence of str or None
        Codes of the districts where it may lie; None for everywhere.

    Returns
    -------
    dict of UUID to TiedIssue
        The latest reported first.
    """
    which = (
        "state.segment_id = :segment AND state.resolved_at IS NULL AND NOT state.merged"
        " AND state.verification <> 'rejected'"
    )
    return _issues(session, which, codes, segment=segment)


def alley_of(session: Session, segment: UUID) -> list[UUID]:
    """Read the segments of the alley that a segment belongs to, as far as its district reaches.

    Parameters
    ----------
    session : Session
        Only read.
    segment : UUID
        One of them.

    Returns
    -------
    list of UUID
        Those of the network of now that are graded, in their order.
    """
    statement = """
        SELECT other.id FROM segment JOIN segment AS other ON other.alley_id = segment.alley_id
            AND other.district_id IS NOT DISTINCT FROM segment.district_id
        WHERE segment.id = :segment AND other.graded AND other.superseded_at IS NULL ORDER BY other.ordinal, other.id
    """
    return list(session.scalars(text(statement), {"segment": segment}))


def _issues(session: Session, which: str, codes: Sequence[str] | None, **values: Any) -> dict[UUID, TiedIssue]:
    given = {"codes": None if codes is None else list(codes), "most": _MOST, **values}
    rows = session.execute(text(_ISSUES % which), given).all()
    places = shapely.get_coordinates(from_wkb(row[-1] for row in rows if row[-1] is not None)).tolist()
    where = iter(places)
    found = {}
    for issue, category, severity, is_over, reported_at, segment, alley, place in rows:
        lon, lat = (None, None) if place is None else next(where)
        found[issue] = TiedIssue(issue, category, severity, is_over, reported_at, segment, alley, lon, lat)
    return found
