"""Segments by what a planner knows of them: a position near to them, an issue on them, a building of their alley."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session
from sqlalchemy.types import String

from mapper.crs import KOREA_TM, WGS84
from mapper.store.grades import IN_NETWORK, View

_FOUND: Final = f"""
    SELECT segment.id::text AS segment_id, alley.name, district.name AS district, (
        SELECT ARRAY[ST_XMin(shape), ST_YMin(shape), ST_XMax(shape), ST_YMax(shape)]
        FROM ST_Transform(line, {WGS84}) AS shape
    ) AS bounds
"""
_FROM: Final = "FROM segment LEFT JOIN alley ON alley.id = alley_id LEFT JOIN district ON district.id = district_id"
_NEAREST: Final = text(f"""
    {_FOUND}, ST_Distance(line, point) AS far_m {_FROM},
        ST_SetSRID(ST_MakePoint(:x, :y), {KOREA_TM}) AS point
    WHERE graded AND {IN_NETWORK} AND ST_DWithin(line, point, :reach_m) ORDER BY line <-> point, segment.id LIMIT 1
""")
_UNDER_ISSUE: Final = text(f"""
    {_FOUND} {_FROM} JOIN issue_state ON segment_id = segment.id WHERE issue_id = :issue AND graded AND {IN_NETWORK}
""")
_ADDRESSES: Final = text(f"""
    {_FOUND}, address {_FROM} JOIN issue_state ON segment_id = segment.id JOIN issue ON issue.id = issue_id
    WHERE translate(alley.name, ' ', '') = :road AND strpos(translate(address, ' ', ''), :building) > 0
        AND graded AND {IN_NETWORK}
    ORDER BY segment.id
""").bindparams(bindparam("road", type_=String()), bindparam("building", type_=String()))


def nearest(session: Session, view: View, *, x: float, y: float, reach_m: float) -> dict[str, Any] | None:
    """Find the graded segment nearest to a position.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        From where the map is looked at.
    x, y : float
        In EPSG:5179 [m].
    reach_m : float
        How far it may be [m].

    Returns
    -------
    dict or None
        ``segment_id``, ``name``, ``district``, ``bounds`` (west, south, east, north in degrees) and ``far_m``.
    """
    row = session.execute(_NEAREST, {"x": x, "y": y, "reach_m": reach_m, **vars(view)}).one_or_none()
    return None if row is None else row._asdict()


def under_issue(session: Session, view: View, issue: UUID) -> dict[str, Any] | None:
    """Find the graded segment on which an issue lies.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        From where the map is looked at.
    issue : UUID
        Id.

    Returns
    -------
    dict or None
        As `nearest`, without how far; None where it is on none, or on one that is not there any more.
    """
    row = session.execute(_UNDER_ISSUE, {"issue": issue, **vars(view)}).one_or_none()
    return None if row is None else row._asdict()


def with_addresses(session: Session, view: View, *, road: str, number: str) -> list[dict[str, Any]]:
    """Find segments of an alley with issues at addresses that may be those of a building.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        From where the map is looked at.
    road, number : str
        Of the building, without blanks.

    Returns
    -------
    list of dict
        As `nearest`, with ``address`` and without how far: one for each issue whose address has the two in it, which
        are those of other buildings, too, such as 210 for 21.
    """
    values = {"road": road, "building": road + number, **vars(view)}
    return [row._asdict() for row in session.execute(_ADDRESSES, values)]
