"""How far segments are from the imported places that many people walk to."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from mapper.domain.facility import FACILITIES
from mapper.store.columns import ID, Query, positions, read_columns

_NEAR: Final = """
    SELECT segment.id AS segment_id, min(ST_Distance(line, point)) AS far_m
    FROM place JOIN segment ON ST_DWithin(line, point, {within_m})
    WHERE replace(lower(kind), ' ', '') = ANY(:{kinds}) AND graded
        AND place.recorded_at <= :known AND (place.superseded_at IS NULL OR place.superseded_at > :known)
        AND segment.recorded_at <= :known AND (segment.superseded_at IS NULL OR segment.superseded_at > :known)
    GROUP BY segment.id
"""
_QUERIES: Final = {
    one.id: Query(_NEAR.format(within_m=one.within_m, kinds=f"kinds_{one.id}"), {"segment_id": ID, "far_m": ">f8"})
    for one in FACILITIES
}


def distances(session: Session, ids: NDArray[np.bytes_], *, known_at: datetime) -> dict[str, NDArray[np.float64]]:
    """Measure how far segments are from the nearest place of each kind, in a straight line.

    Parameters
    ----------
    session : Session
        Only read.
    ids : ndarray of bytes, shape (n,)
        Segments as the 16 bytes of their ids, in order.
    known_at : datetime
        Places that were recorded later are ignored.

    Returns
    -------
    dict of str to ndarray of float64, shape (n,)
        By `mapper.domain.facility.Facility.id` [m]; infinite where none is as near as counts.
    """
    kinds = {f"kinds_{one.id}": list(one.kinds) for one in FACILITIES}
    found = read_columns(session, _QUERIES, {"known": known_at, **kinds}, often=False)
    return {key: _spread(ids, rows["segment_id"], rows["far_m"]) for key, rows in found.items()}


def _spread(ids: NDArray[np.bytes_], there: NDArray[np.bytes_], values: NDArray[np.float64]) -> NDArray[np.float64]:
    far = np.full(len(ids), np.inf)
    place = positions(ids, there)
    far[place[place >= 0]] = values[place >= 0]
    return far
