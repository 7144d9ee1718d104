"""Put points on segments: one by an indexed query, many in one pass; both by the same rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np
import orjson
import pandas as pd
from numpy.typing import NDArray

from mapper.domain.placement import Candidates, Decision, Method, Placed, Placing, place, road_key, search_radius
from mapper.operations.progress import Progress, in_silence
from mapper.spatial.matching import place_points
from mapper.store import segments as segment_rows
from mapper.store.engine import Session
from mapper.store.segments import Nearby


def place_one(session: Session, *, x: float, y: float, accuracy_m: float | None, road_name: str | None) -> Placing:
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
    Placing
        As the rule has it.
    """
    (radius,) = radii_of([accuracy_m])
    near = segment_rows.near(session, x=x, y=y, radius_m=radius)
    return place_each([near], accuracy_m=[accuracy_m], road_names=[road_name]).at(0)


def radii_of(accuracy_m: Sequence[float | None]) -> list[float]:
    """Return how far from each of some points the segments are that it may lie on.

    Parameters
    ----------
    accuracy_m : sequence of float or None
        68 % radii [m], None when unknown.

    Returns
    -------
    list of float
        To their surfaces [m].
    """
    radii: list[float] = search_radius(_as_array(accuracy_m)).tolist()
    return radii


def _as_array(accuracy_m: Sequence[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if one is None else one for one in accuracy_m], dtype=float)


def place_each(
    near: Sequence[Sequence[Nearby]], *, accuracy_m: Sequence[float | None], road_names: Sequence[str | None]
) -> Placed:
    """Place some points, each on one of the segments near it.

    Parameters
    ----------
    near : sequence of sequence of Nearby
        By point, at least those within `radii_of` it.
    accuracy_m : sequence of float or None
        68 % radii [m], None when unknown.
    road_names : sequence of str or None
        Roads that their addresses name.

    Returns
    -------
    Placed
        For the points in their order.
    """
    pairs = [(point, one) for point, around in enumerate(near) for one in around]
    ids = {segment: position for position, segment in enumerate(dict.fromkeys(one.segment for _, one in pairs))}
    wanted = [road_key(name) for name in road_names]
    candidates = Candidates(
        ids=np.array(list(ids), dtype=object),
        point=np.array([point for point, _ in pairs], dtype=np.int64),
        segment=np.array([ids[one.segment] for _, one in pairs], dtype=np.int64),
        distance_m=np.array([one.distance_m for _, one in pairs], dtype=float),
        width_m=np.array([one.width_m for _, one in pairs], dtype=float),
        address_match=np.array(
            [wanted[at] != "" and road_key(one.name) == wanted[at] for at, one in pairs], dtype=bool
        ),
    )
    return place(_as_array(accuracy_m), candidates)


def place_many(session: Session, rows: pd.DataFrame, progress: Progress = in_silence) -> pd.DataFrame:
    """Place the rows of a frame; where a person picked the segment, that one is taken.

    Parameters
    ----------
    session : Session
        Only read.
    rows : DataFrame
        By the contract POINTS, with ``segment_id``: the id a person picked, or None.
    progress : callable
        Told how many are placed.

    Returns
    -------
    DataFrame
        One row each, with ``decision``, ``segment_id``, ``method``, ``probability`` and ``offer``; a picked
        segment that does not exist is 미배정.
    """
    progress("placing", 0, len(rows))
    network = segment_rows.frame(session)
    graded = network[network["graded"]]
    placed = place_points(rows, graded, lambda done: progress("placing", done, len(rows)))
    return with_picks(placed, rows, lambda _picked: graded["id"])


def with_picks(
    placed: pd.DataFrame, rows: pd.DataFrame, graded_among: Callable[[pd.Series[Any]], Collection[str]]
) -> pd.DataFrame:
    """Put the segments that people picked in the place of those that were worked out.

    Parameters
    ----------
    placed : DataFrame
        From `mapper.spatial.matching.place_points`; changed.
    rows : DataFrame
        What was placed, with ``segment_id``.
    graded_among : callable
        Given the picked ids, returns at least those of them that are graded segments, and none that is not one.

    Returns
    -------
    DataFrame
        As `place_many` gives it.
    """
    picked = rows["segment_id"].notna().to_numpy()
    named = rows.loc[picked, "segment_id"].astype(str)
    exists = named.isin(graded_among(named)).to_numpy()
    placed.loc[picked, "decision"] = np.where(exists, Decision.ASSIGNED, Decision.UNASSIGNED)
    placed.loc[picked, "segment_id"] = named
    placed.loc[picked, "method"] = Method.PICKED
    placed.loc[picked, "probability"] = np.nan
    return placed


def placement_rows(placed: pd.DataFrame, ids: pd.Series[Any], *, recorded_at: Any) -> pd.DataFrame:
    """Return what became of the points of issues as it is stored: what may be chosen from is kept where a person is asked.

    Parameters
    ----------
    placed : DataFrame
        From `place_many`.
    ids : Series
        Of the issues, in the same order.
    recorded_at : datetime or Series
        When it became known.

    Returns
    -------
    DataFrame
        As `mapper.store.issues.add_placements` takes it.
    """
    offers = [
        orjson.dumps(offer).decode() if decision == Decision.ASK else "{}"
        for offer, decision in zip(placed["offer"], placed["decision"], strict=True)
    ]
    return placed.assign(
        issue_id=ids, offer=pd.Series(offers, index=placed.index, dtype=object), recorded_at=recorded_at
    )


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
