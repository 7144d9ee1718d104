"""Place many points district by district: on the segments that the whole network would place them on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from uuid import UUID

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapper.domain.placement import search_radius
from mapper.errors import PartsAmiss
from mapper.frames import POINTS
from mapper.operations.partition.workers import Workers
from mapper.operations.placing import with_picks
from mapper.operations.progress import Progress, in_silence
from mapper.spatial.districting import district_codes_at
from mapper.spatial.matching import place_points
from mapper.store import districts as district_rows
from mapper.store.engine import Session
from mapper.store.parts import graded_among, segments_around

_CELL_M: Final = 500.0
"""Side of the squares by which the ground around points is read [m]: a district has a few dozen."""
_COLUMNS: Final = ["x", "y", "accuracy_m", "road_name"]


@dataclass(frozen=True)
class PointsPart:
    """The points of one district.

    Attributes
    ----------
    rows : ndarray of int, shape (p,)
        Their positions in the whole frame.
    points : DataFrame
        By the contract POINTS.
    """

    rows: NDArray[np.int64]
    points: pd.DataFrame


def place_by_district(
    workers: Workers, session: Session, rows: pd.DataFrame, progress: Progress = in_silence
) -> pd.DataFrame:
    """Place the rows of a frame as `mapper.operations.placing.place_many` does; the answer is the same to the last bit.

    The workers read the present network as it is committed, so nothing of it may have been changed by the session.

    Parameters
    ----------
    workers : Workers
        Whoever places.
    session : Session
        Only read, for the districts and the segments that people picked.
    rows : DataFrame
        By the contract POINTS, with ``segment_id``: the id a person picked, or None.
    progress : callable
        Told how many districts are done.

    Returns
    -------
    DataFrame
        As `place_many` gives it.

    Raises
    ------
    PartsAmiss
        When what the workers placed is not each row once.
    """
    POINTS.check(rows)
    parts = _parts(rows, district_codes_at(*_xy(rows), district_rows.frame(session)))
    placed = workers.each(place_part, parts, progress)
    whole = pd.concat(placed)
    whole = whole.iloc[np.argsort(np.concatenate([part.rows for part in parts]))]
    if len(whole) != len(rows) or not whole.index.equals(rows.index):
        raise PartsAmiss(f"The workers placed {len(whole)} points where there are {len(rows)}; nothing was stored.")
    return with_picks(whole, rows, partial(_graded_among, session))


def _parts(rows: pd.DataFrame, codes: NDArray[Any]) -> list[PointsPart]:
    which, _ = pd.factorize(codes, sort=True)
    order = np.argsort(which, kind="stable")
    cuts = np.flatnonzero(np.diff(which[order])) + 1
    return [PointsPart(found, rows[_COLUMNS].iloc[found]) for found in np.split(order, cuts)]


def place_part(session: Session, part: PointsPart) -> pd.DataFrame:
    """Place the points of one part on the segments around them, be they of its district or of the next.

    Parameters
    ----------
    session : Session
        Only read.
    part : PointsPart
        Points that lie together, more or less.

    Returns
    -------
    DataFrame
        As `mapper.spatial.matching.place_points` gives it.
    """
    x, y = _xy(part.points)
    here = np.isfinite(x) & np.isfinite(y)
    cells = np.unique(np.floor(np.column_stack([x[here], y[here]]) / _CELL_M), axis=0) * _CELL_M
    reach = search_radius(part.points["accuracy_m"].to_numpy(dtype=float)).max(initial=0.0)
    ground = segments_around(session, cells[:, 0], cells[:, 1], side_m=_CELL_M, reach_m=float(reach) + _SLACK_M)
    return place_points(part.points, ground)


_SLACK_M: Final = 0.001
"""What is read further than the rule looks, which alone decides at the edge [m]."""


def _xy(rows: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return rows["x"].to_numpy(dtype=float), rows["y"].to_numpy(dtype=float)


def _graded_among(session: Session, picked: pd.Series[Any]) -> list[str]:
    return graded_among(session, [found for name in picked.unique() if (found := _as_id(name))])


def _as_id(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None
