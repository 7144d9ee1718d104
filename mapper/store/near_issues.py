"""The network around a place, and what tells a person whether an issue is what they see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM
from mapper.store.geometry import from_wkb
from mapper.store.merges import WHOLE
from mapper.store.revised import DESCRIPTION, REVISED
from mapper.store.told import COMPLAINED

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

_SHOWN: Final = f"""
    WITH RECURSIVE {WHOLE} SELECT issue.id, {DESCRIPTION} AS text, {COMPLAINED} AS complaint, ARRAY(
        SELECT encode(sha256, 'hex') FROM photo_use JOIN photo USING (sha256) JOIN whole ON member = photo_use.issue_id
        WHERE root = issue.id ORDER BY moment = 'after', moment, photo_use.recorded_at, ordinal, sha256
    ) AS photos
    FROM issue {REVISED} WHERE issue.id = ANY(:issues)
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


def shown_of(session: Session, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Read what tells a person whether issues are what they see.

    Parameters
    ----------
    session : Session
        Only read.
    ids : sequence of UUID
        Which ones.

    Returns
    -------
    dict of UUID to dict
        ``text``, where there is none what a resident wrote (``complaint``, which may tell of people), and ``photos``:
        SHA-256 of those that have arrived, also of what was merged into it.
    """
    rows = session.execute(text(_SHOWN), {"issues": list(ids)})
    return {row.id: {"text": row.text, "complaint": row.complaint, "photos": row.photos} for row in rows}
