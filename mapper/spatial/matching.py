"""Points to segments, many at once: the search whose finds the rule of ``mapper.domain.placement`` decides on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapper.domain.placement import Candidates, Method, place, road_key, search_radius, surface_distance
from mapper.frames import MATCHABLE_SEGMENTS, POINTS
from mapper.spatial.segment_grid import SegmentGrid

_BLOCK = 50_000
"""Points placed at a time, so that memory stays flat however many there are."""


@dataclass(frozen=True)
class Nearest:
    """The segment that each point is nearest to.

    Attributes
    ----------
    segment : ndarray of int, shape (p,)
        Its position in the frame of segments; of those equally near, the one with the lowest id; -1 for none.
    distance_m : ndarray, shape (p,)
        From the point to its line [m]; infinite for none.
    """

    segment: NDArray[np.int64]
    distance_m: NDArray[np.float64]


def nearest_segments(points: pd.DataFrame, segments: gpd.GeoDataFrame, *, within_m: float) -> Nearest:
    """Find the nearest segment of each point, with no regard to accuracy, width or address.

    Parameters
    ----------
    points : DataFrame
        By the contract POINTS, of which the coordinates count.
    segments : GeoDataFrame
        By the contract MATCHABLE_SEGMENTS.
    within_m : float
        How far it may be [m], inclusive.

    Returns
    -------
    Nearest
        For the points in their order.

    Raises
    ------
    FrameFault
        When a frame breaks its contract.
    """
    POINTS.check(points)
    MATCHABLE_SEGMENTS.check(segments)
    by_id = segments["id"].argsort().to_numpy()
    grid = SegmentGrid.of(segments.geometry.to_numpy()[by_id])
    line, distance = grid.nearest(*_xy(points), within_m=within_m)
    return Nearest(segment=np.append(by_id, -1)[line], distance_m=distance)


def place_points(
    points: pd.DataFrame, segments: gpd.GeoDataFrame, told: Callable[[int], None] = lambda _done: None
) -> pd.DataFrame:
    """Place points on the segments they lie on, or say that they must be asked about (spec 1.0 §7).

    Parameters
    ----------
    points : DataFrame
        By the contract POINTS; a point with a NaN coordinate has no position and is 미배정.
    segments : GeoDataFrame
        By the contract MATCHABLE_SEGMENTS: the graded ones.
    told : callable
        Told how many points are done by now.

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
    ground = _Ground.of(segments.iloc[segments["id"].argsort()])  # the rule wants them in order
    order = ground.grid.order(*_xy(points))
    placed = []
    for begin in range(0, max(len(points), 1), _BLOCK):
        placed.append(_placed(points.iloc[order[begin : begin + _BLOCK]], ground))
        told(min(begin + _BLOCK, len(points)))
    return pd.concat(placed).iloc[np.argsort(order)]


def find_candidates(points: pd.DataFrame, segments: gpd.GeoDataFrame) -> Candidates:
    """Find the segments that each point may lie on.

    A segment is a candidate when the point is at most its search radius from the surface of the alley:
    its distance to the centreline less half the width of the alley, to the micrometre.

    Parameters
    ----------
    points : DataFrame
        By the contract POINTS.
    segments : GeoDataFrame
        By the contract MATCHABLE_SEGMENTS.

    Returns
    -------
    Candidates
        Points and segments by position in their frames.
    """
    return _Ground.of(segments).candidates(points)


@dataclass(frozen=True)
class _Ground:
    """Segments, made ready to be searched as often as there are blocks of points."""

    ids: NDArray[Any]
    width_m: NDArray[np.float64]
    grid: SegmentGrid
    road_numbers: dict[str, int]
    roads: NDArray[np.int64]

    @classmethod
    def of(cls, segments: gpd.GeoDataFrame) -> Self:
        keys = {road_key(name) for name in segments["name"].dropna().unique()}
        numbers = {key: number for number, key in enumerate(keys - {""})}
        return cls(
            ids=segments["id"].to_numpy(dtype=object),
            width_m=segments["width_m"].to_numpy(dtype=float),
            grid=SegmentGrid.of(segments.geometry.to_numpy()),
            road_numbers=numbers,
            roads=_roads(segments["name"], numbers),
        )

    def candidates(self, points: pd.DataFrame) -> Candidates:
        radius = search_radius(points["accuracy_m"].to_numpy(dtype=float))
        half_width = np.nan_to_num(self.width_m) / 2
        point, segment, distance = self.grid.near(*_xy(points), radius_m=radius, half_width_m=half_width)
        near = surface_distance(distance, self.width_m[segment]) <= radius[point]
        point, segment, distance = point[near], segment[near], distance[near]
        asked = _roads(points["road_name"], self.road_numbers)[point]
        return Candidates(
            ids=self.ids,
            point=point,
            segment=segment,
            distance_m=distance,
            width_m=self.width_m[segment],
            address_match=(asked >= 0) & (asked == self.roads[segment]),
        )


def _xy(points: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return points["x"].to_numpy(dtype=float), points["y"].to_numpy(dtype=float)


def _roads(names: pd.Series[Any], numbers: dict[str, int]) -> NDArray[np.int64]:
    """Return the number of each road; -1 for one that has none, and for no name."""
    which, distinct = pd.factorize(names)
    return np.array([*(numbers.get(road_key(name), -1) for name in distinct), -1])[which]


def _placed(points: pd.DataFrame, ground: _Ground) -> pd.DataFrame:
    placed = place(points["accuracy_m"].to_numpy(dtype=float), ground.candidates(points))
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
