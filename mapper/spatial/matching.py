"""Points to segments, many at once: the search whose finds the rule of ``mapper.domain.placement`` decides on."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapper.domain.placement import Candidates, Method, place, road_key, search_radius, surface_distance
from mapper.frames import MATCHABLE_SEGMENTS, POINTS, plain

_SLACK_M = 0.001
"""What the search looks further than the rule, which alone decides at the edge [m]."""

_BLOCK = 100_000
"""Points placed at a time, so that memory stays flat however many there are."""


def place_points(points: pd.DataFrame, segments: gpd.GeoDataFrame) -> pd.DataFrame:
    """Place points on the segments they lie on, or say that they must be asked about (spec 1.0 §7).

    Parameters
    ----------
    points : DataFrame
        By the contract POINTS; a point with a NaN coordinate has no position and is 미배정.
    segments : GeoDataFrame
        By the contract MATCHABLE_SEGMENTS: the graded ones.

    Returns
    -------
    DataFrame
        One row per point, with its index: ``decision``, ``segment_id`` (missing unless assigned), ``method``,
        ``probability`` of the likeliest candidate (NaN without any), ``offer`` (dict of segment id to
        posterior, likeliest first, when it must be asked about), ``sigma_m`` and ``radius_m``.

    Raises
    ------
    FrameFault
        When a frame breaks its contract.
    """
    POINTS.check(points)
    MATCHABLE_SEGMENTS.check(segments)
    blocks = [points.iloc[begin : begin + _BLOCK] for begin in range(0, max(len(points), 1), _BLOCK)]
    tree = shapely.STRtree(segments.geometry.to_numpy())
    return pd.concat([_placed(block, segments, tree) for block in blocks])


def find_candidates(
    points: pd.DataFrame, segments: gpd.GeoDataFrame, tree: shapely.STRtree | None = None
) -> Candidates:
    """Find the segments that each point may lie on.

    A segment is a candidate when the point is at most its search radius from the surface of the alley:
    its distance to the centreline less half the width of the alley, to the micrometre.

    Parameters
    ----------
    points : DataFrame
        By the contract POINTS.
    segments : GeoDataFrame
        By the contract MATCHABLE_SEGMENTS.
    tree : STRtree or None
        Over the segments, where one is at hand.

    Returns
    -------
    Candidates
        Points and segments by position in their frames.
    """
    lines, width = segments.geometry.to_numpy(), segments["width_m"].to_numpy(dtype=float)
    x, y = (points[axis].to_numpy(dtype=float) for axis in ("x", "y"))
    radius = search_radius(points["accuracy_m"].to_numpy(dtype=float))
    reach = radius + np.nan_to_num(width).max(initial=0) / 2 + _SLACK_M
    located = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    boxes = shapely.box(x - reach, y - reach, x + reach, y + reach)[located]
    point, segment = (tree or shapely.STRtree(lines)).query(boxes)
    point = located[point]
    distance = shapely.distance(np.asarray(shapely.points(x, y))[point], lines[segment])
    near = surface_distance(distance, width[segment]) <= radius[point]
    point, segment = point[near], segment[near]
    return Candidates(
        ids=segments["id"].to_numpy(dtype=object),
        point=point,
        segment=segment,
        distance_m=distance[near],
        width_m=width[segment],
        address_match=_named(points["road_name"], segments["name"], point, segment),
    )


def _named(
    road_names: pd.Series[Any], alley_names: pd.Series[Any], point: NDArray[np.int64], segment: NDArray[np.int64]
) -> NDArray[np.bool_]:
    keys = [road_key(name) for column in (road_names, alley_names) for name in plain(column)]
    codes = pd.factorize(np.array(["", *keys], dtype=object))[0][1:]
    asked, named = codes[: len(road_names)][point], codes[len(road_names) :][segment]
    match: NDArray[np.bool_] = (asked == named) & (asked > 0)
    return match


def _placed(points: pd.DataFrame, segments: gpd.GeoDataFrame, tree: shapely.STRtree) -> pd.DataFrame:
    placed = place(points["accuracy_m"].to_numpy(dtype=float), find_candidates(points, segments, tree))
    located = np.isfinite(points[["x", "y"]].to_numpy(dtype=float)).all(axis=1)
    return pd.DataFrame(
        {
            "decision": placed.decision,
            "segment_id": pd.array(placed.segment, dtype="string"),
            "method": np.where(located, Method.POSTERIOR, Method.NONE),
            "probability": placed.probability,
            "offer": placed.offer,
            "sigma_m": placed.sigma_m,
            "radius_m": placed.radius_m,
        },
        index=points.index,
    )
