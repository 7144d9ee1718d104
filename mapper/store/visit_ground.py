"""What a visit walks over: the network around it, public places to begin and end at, and how steep segments are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM, WGS84
from mapper.domain.paper import Extent
from mapper.store.columns import ID
from mapper.store.geometry import from_wkb

_NETWORK: Final = "SELECT uuid_send(id), ST_AsBinary(line) FROM segment WHERE superseded_at IS NULL %s ORDER BY id"
_IN_BOX: Final = f"AND line && ST_MakeEnvelope(:west, :south, :east, :north, {KOREA_TM})"
_PLACES: Final = f"""
    SELECT place.id, place.kind, place.name, district.name, ST_AsBinary(point), ST_X(shown), ST_Y(shown)
    FROM place CROSS JOIN LATERAL ST_Transform(point, {WGS84}) AS shown
    LEFT JOIN district ON district.superseded_at IS NULL AND ST_Intersects(boundary, point)
    WHERE point IS NOT NULL AND %s ORDER BY district.name, place.kind, place.name, place.id LIMIT :most
"""
_MOST_PLACES: Final = 500
_PUBLIC_POINTS: Final = f"""
    SELECT id, ST_X(shown), ST_Y(shown)
    FROM segment CROSS JOIN LATERAL ST_Transform(public_point, {WGS84}) AS shown
    WHERE id = ANY(:segments) AND public_point IS NOT NULL
"""
_LEVELS: Final = """
    SELECT DISTINCT ON (segment_id) segment_id, levels[:item] FROM survey
    WHERE segment_id = ANY(:segments) AND levels[:item] >= 0 ORDER BY segment_id, walked_at DESC, id
"""


@dataclass(frozen=True)
class PublicPlace:
    """A public place at which a walk can begin or end.

    Attributes
    ----------
    id : UUID
        Of the place.
    kind : str
        As its file calls it.
    name, district : str or None
        Its own, and that of the district it lies in.
    point : Point
        In EPSG:5179.
    lon, lat : float
        The same [degrees].
    """

    id: UUID
    kind: str
    name: str | None
    district: str | None
    point: shapely.Point
    lon: float
    lat: float


def network(session: Session, box: Extent | None) -> tuple[NDArray[np.bytes_], NDArray[Any]]:
    """Read the network of now: what one can walk on.

    Parameters
    ----------
    session : Session
        Only read.
    box : Extent or None
        Segments that touch it; all of them when not given.

    Returns
    -------
    ids : ndarray of bytes, shape (n,)
        As 16 bytes each, in order.
    lines : ndarray of LineString, shape (n,)
        In EPSG:5179.
    """
    statement, values = (_NETWORK % "", {}) if box is None else (_NETWORK % _IN_BOX, vars(box))
    rows = session.execute(text(statement), values).all()
    return np.array([bytes(row[0]) for row in rows], dtype=ID), from_wkb(row[1] for row in rows)


def public_places(session: Session, only: Collection[UUID] | None = None) -> list[PublicPlace]:
    """Read public places.

    Parameters
    ----------
    session : Session
        Only read.
    only : collection of UUID or None
        These, however old they are; those known now when not given.

    Returns
    -------
    list of PublicPlace
        By district, kind and name.
    """
    which = "place.superseded_at IS NULL" if only is None else "place.id = ANY(:only)"
    rows = session.execute(text(_PLACES % which), {"most": _MOST_PLACES, "only": list(only or ())}).all()
    points = from_wkb(row[4] for row in rows)
    return [
        PublicPlace(place, kind, name, district, point, lon, lat)
        for (place, kind, name, district, _, lon, lat), point in zip(rows, points, strict=True)
    ]


def public_points(session: Session, segments: Collection[UUID]) -> dict[UUID, tuple[float, float]]:
    """Read where the public map shows what is on segments.

    Parameters
    ----------
    session : Session
        Only read.
    segments : collection of UUID
        Which.

    Returns
    -------
    dict of UUID to tuple of float
        Longitude and latitude [degrees]; without those that have no public point.
    """
    found = session.execute(text(_PUBLIC_POINTS), {"segments": list(segments)})
    return {segment: (lon, lat) for segment, lon, lat in found}


def levels(session: Session, segments: Collection[UUID], *, item: int) -> dict[UUID, int]:
    """Read what was found last of one item of the rubric.

    Parameters
    ----------
    session : Session
        Only read.
    segments : collection of UUID
        Which.
    item : int
        Its place in the rubric, from 1.

    Returns
    -------
    dict of UUID to int
        Level by segment, of those where somebody saw it.
    """
    found = session.execute(text(_LEVELS), {"segments": list(segments), "item": item})
    return {segment: level for segment, level in found}  # noqa: C416 - dict() does not take rows by their type
