"""Put points on segments: one by an indexed query, many in one pass; both by the same rule."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from mapper.domain.placement import Candidates, Decision, Method, Placed, place, road_key, search_radius
from mapper.spatial.matching import place_points
from mapper.store import segments as segment_rows
from mapper.store.engine import Session


def place_one(session: Session, *, x: float, y: float, accuracy_m: float | None, road_name: str | None) -> Placed:
    """Place one point, such as a pin that was just set.

    Parameters
    ----------
    session : Session
        Only read.
    x, y : float
        In EPSG:5179 [m].
    accuracy_m : float or None
        68 % radius [m], None when unknown.
    road_name : str or None
        Road that its address names.

    Returns
    -------
    Placed
        Arrays of length 1.
    """
    accuracy = np.array([np.nan if accuracy_m is None else accuracy_m])
    near = segment_rows.near(session, x=x, y=y, radius_m=float(search_radius(accuracy)[0]))
    wanted = road_key(road_name)
    candidates = Candidates.of_one_point(
        [one.segment for one in near],
        [one.distance_m for one in near],
        [one.width_m for one in near],
        [wanted != "" and road_key(one.name) == wanted for one in near],
    )
    return place(accuracy, candidates)


def place_many(session: Session, rows: pd.DataFrame) -> pd.DataFrame:
    """Place the rows of a frame; where a person picked the segment, that one is taken.

    Parameters
    ----------
    session : Session
        Only read.
    rows : DataFrame
        By the contract POINTS, with ``segment_id``: the id a person picked, or None.

    Returns
    -------
    DataFrame
        One row each, with ``decision``, ``segment_id``, ``method``, ``probability`` and ``offer``; a picked
        segment that does not exist is 미배정.
    """
    network = segment_rows.frame(session)
    graded = network[network["graded"]]
    placed = place_points(rows, graded)
    picked = rows["segment_id"].notna().to_numpy()
    named = rows.loc[picked, "segment_id"].astype(str)
    exists = named.isin(graded["id"]).to_numpy()
    placed.loc[picked, "decision"] = np.where(exists, Decision.ASSIGNED, Decision.UNASSIGNED)
    placed.loc[picked, "segment_id"] = named
    placed.loc[picked, "method"] = Method.PICKED
    placed.loc[picked, "probability"] = np.nan
    return placed


def count_decisions(placed: pd.DataFrame) -> dict[str, int]:
    """Count what became of the points.

    Parameters
    ----------
    placed : DataFrame
        From `place_many`.

    Returns
    -------
    dict of str to int
        By decision.
    """
    counted = Counter(placed["decision"])
    return {str(decision): counted[decision] for decision in Decision}
