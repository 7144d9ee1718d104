"""Segments of before: what an edition of the network put in their place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import geopandas as gpd
import numpy as np
from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM
from mapper.store.geometry import from_wkb
from mapper.store.tables import SegmentRow

_BESIDE_M: Final = 1.0
"""Further from the old line nothing takes its place [m]."""


def replaced(session: Session, recorded_at: datetime) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Read the segments that an edition superseded, and those that it brought.

    Parameters
    ----------
    session : Session
        Only read.
    recorded_at : datetime
        When the edition became known.

    Returns
    -------
    old, new : GeoDataFrame
        ``id``, ``graded`` and lines in EPSG:5179.
    """
    return _lines(session, SegmentRow.superseded_at == recorded_at), _lines(
        session, SegmentRow.recorded_at == recorded_at
    )


def cut_anew(session: Session, segment: UUID) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Read one segment that was superseded, and the graded ones of today beside it.

    Parameters
    ----------
    session : Session
        Only read.
    segment : UUID
        Id.

    Returns
    -------
    old, new : GeoDataFrame
        As `replaced` has them; ``old`` is empty when there is no such segment, or it is one of today.
    """
    line = select(SegmentRow.line).where(SegmentRow.id == segment).scalar_subquery()
    today = SegmentRow.graded & SegmentRow.superseded_at.is_(None)
    return _lines(session, (SegmentRow.id == segment) & SegmentRow.superseded_at.is_not(None)), _lines(
        session, today & func.ST_DWithin(SegmentRow.line, line, _BESIDE_M)
    )


_KIN: Final = text(
    """
    SELECT forebear_id AS one, segment_id AS other FROM succession WHERE forebear_id = ANY(:segments)
    UNION ALL SELECT segment_id, forebear_id FROM succession WHERE segment_id = ANY(:segments)
    """
)


def kin(session: Session, segments: Sequence[UUID]) -> list[tuple[UUID, UUID]]:
    """Read who took the place of some segments, and whose place they took.

    Parameters
    ----------
    session : Session
        Only read.
    segments : sequence of UUID
        Ids; one that nobody knows has no kin.

    Returns
    -------
    list of tuple of UUID
        Each of them with one of its kin, of whatever edition.
    """
    return [(one, other) for one, other in session.execute(_KIN, {"segments": list(segments)})]


_FOLLOW: Final = """
    WITH pair AS (SELECT * FROM unnest(CAST(:segments AS uuid[]), CAST(:forebears AS uuid[])) AS pair(heir, forebear))
    INSERT INTO succession (segment_id, forebear_id)
    SELECT heir, forebear FROM pair
    UNION SELECT heir, succession.forebear_id FROM pair JOIN succession ON succession.segment_id = forebear
    ON CONFLICT DO NOTHING
"""


def add_successions(session: Session, segments: Sequence[UUID], forebears: Sequence[UUID]) -> None:
    """Append which segments took the place of which: also of those whose place these had taken.

    Parameters
    ----------
    session : Session
        Not committed.
    segments, forebears : sequence of UUID
        Ids, pair by pair.
    """
    session.execute(text(_FOLLOW), {"segments": list(segments), "forebears": list(forebears)})


def _lines(session: Session, which: ColumnElement[bool]) -> gpd.GeoDataFrame:
    found = session.execute(
        select(SegmentRow.id, SegmentRow.graded, func.ST_AsBinary(SegmentRow.line)).where(which).order_by(SegmentRow.id)
    ).all()
    columns = list(zip(*found, strict=True)) or [()] * 3
    table = {"id": np.array(columns[0], dtype=object), "graded": np.array(columns[1], dtype=bool)}
    return gpd.GeoDataFrame(table, geometry=from_wkb(columns[2]), crs=KOREA_TM)
