"""Where the public map shows an issue: the point of a group of segments, never of one short alley (R3).

A group stands for at least eight addresses, so that nobody can tell whose door an issue is at. Groups
follow from the network alone: no issue, complaint or survey moves one.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapper.domain.disclosure import LEAST_ADDRESSES, METRES_PER_ADDRESS
from mapper.frames import NETWORK
from mapper.spatial.network import SNAP_M, shared_ends

_LEAST_M = LEAST_ADDRESSES * METRES_PER_ADDRESS

_MEETING_M = 2 * SNAP_M
"""Ends of segments that meet are at most this far apart: a cut may lie one snap distance off, on either line [m]."""


def public_points(segments: gpd.GeoDataFrame) -> pd.DataFrame:
    """Group the graded segments of each district along the network and give each group its public point.

    Groups grow from the shortest segments through their shortest neighbours; what is left over joins the
    nearest group of its district. Where a whole district has too few addresses for one group, it has no point.

    Parameters
    ----------
    segments : GeoDataFrame
        By the contract NETWORK: the whole network, since its groups are made together.

    Returns
    -------
    DataFrame
        One row per segment, with its index: ``fingerprint``; ``group``, counted from 0, and missing for a
        segment without a public point or not graded; ``x``, ``y`` of the middle of the longest segment of
        the group in EPSG:5179 [m], NaN without one.

    Raises
    ------
    FrameFault
        When the frame breaks its contract.
    """
    NETWORK.check(segments)
    graded = segments[segments["graded"]].sort_values("fingerprint")
    lines, length = graded.geometry.to_numpy(), np.round(graded["length_m"].to_numpy(), 3)
    district = pd.factorize(graded["district_code"])[0]
    joined = _with_leftovers(_grown(lines, length, district), lines, length, district)
    shown = joined >= 0
    lines, length, index = lines[shown], length[shown], graded.index[shown]
    group = pd.factorize(joined[shown])[0]
    xy = _middles(lines, length, group)[group]
    return pd.DataFrame(
        {
            "fingerprint": segments["fingerprint"],
            "group": pd.Series(group, index=index, dtype="Int64"),
            "x": pd.Series(xy[:, 0], index=index),
            "y": pd.Series(xy[:, 1], index=index),
        },
        index=segments.index,
    )


def _grown(lines: NDArray[Any], length: NDArray[np.float64], district: NDArray[np.int64]) -> NDArray[np.int64]:
    """Grow groups until each is long enough or has no free neighbour left."""
    places, at_place = _meeting_places(lines, district)
    free, metres = [True] * len(lines), length.tolist()
    group = np.empty(len(lines), dtype=np.int64)
    for seed in np.argsort(length, kind="stable").tolist():
        reached, frontier = 0.0, [(metres[seed], seed)]
        while frontier and reached < _LEAST_M:
            _, segment = heappop(frontier)
            if free[segment]:
                free[segment] = False
                group[segment] = seed
                reached += metres[segment]
                for place in places[segment]:
                    for neighbour in at_place[place]:
                        heappush(frontier, (metres[neighbour], neighbour))
    return group


def _meeting_places(lines: NDArray[Any], district: NDArray[np.int64]) -> tuple[list[list[int]], list[list[int]]]:
    """Return the two ends of each segment, and the segments at each; no end is shared across a district line."""
    nodes = pd.MultiIndex.from_arrays([shared_ends(lines, within_m=_MEETING_M).ravel(), np.repeat(district, 2)])
    places = pd.factorize(nodes)[0]
    order = np.argsort(places, kind="stable")
    at_place = np.split(order // 2, np.flatnonzero(np.diff(places[order])) + 1)
    return places.reshape(-1, 2).tolist(), [segments.tolist() for segments in at_place]


def _with_leftovers(
    group: NDArray[np.int64], lines: NDArray[Any], length: NDArray[np.float64], district: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Join groups that stayed too short to the nearest one of their district; -1 where there is none."""
    enough = np.bincount(group, weights=length, minlength=len(group))[group] >= _LEAST_M
    joined = np.where(enough, group, -1)
    for code in np.unique(district[~enough]):
        short, whole = (np.flatnonzero(rows & (district == code)) for rows in (~enough, enough))
        (one, other), gap = shapely.STRtree(lines[whole]).query_nearest(lines[short], return_distance=True)
        found = pd.DataFrame({"short": group[short[one]], "gap_m": np.round(gap, 3), "whole": whole[other]})
        nearest = found.sort_values(["short", "gap_m", "whole"]).drop_duplicates("short")
        target = pd.Series(group[nearest["whole"]], index=nearest["short"])
        joined[short] = target.reindex(group[short], fill_value=-1)
    return joined


def _middles(lines: NDArray[Any], length: NDArray[np.float64], group: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the middle of the longest segment of each group, by group; of equal ones the first."""
    by_length = np.lexsort((-length, group))
    longest = by_length[np.unique(group[by_length], return_index=True)[1]]
    return shapely.get_coordinates(shapely.line_interpolate_point(lines[longest], 0.5, normalized=True))
