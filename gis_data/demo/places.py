"""What stands around each segment, read back from where it lies in the city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis_data.demo.curves import Points
from gis_data.demo.plan import Plan, read_plan
from gis_data.demo.skeleton import lay_out
from gis_data.demo.terrain import gradient
from mapper.crs import KOREA_TM, require_crs

R68: Final = 1.5096
"""A 68 % radius in standard deviations of one coordinate (spec 1.0 §7)."""

RIVERSIDE: Final = "riverside"
"""Surroundings of the paths along a stream, which are not a pattern of alleys."""

_PATH: Final = "산책길"


@dataclass(frozen=True)
class Places:
    """The graded segments of the city, in order of fingerprint.

    Attributes
    ----------
    ids : ndarray of object, shape (n,)
        Ids as they were handed in.
    names : ndarray of object, shape (n,)
        Road names, "" for none.
    districts : ndarray of object, shape (n,)
        District codes.
    lines : ndarray of object, shape (n,)
        LineStrings in EPSG:5179.
    lengths : ndarray of float64, shape (n,)
        Lengths [m].
    middles : ndarray of float64, shape (n, 2)
        Their middles [m, EPSG:5179].
    patterns : ndarray of object, shape (n,)
        Key of the pattern around each, or ``RIVERSIDE``.
    climbs : ndarray of float64, shape (n,)
        Rise along each [m/m].
    """

    ids: NDArray[np.object_]
    names: NDArray[np.object_]
    districts: NDArray[np.object_]
    lines: NDArray[np.object_]
    lengths: NDArray[np.float64]
    middles: Points
    patterns: NDArray[np.object_]
    climbs: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.ids)


def read_places(segments: gpd.GeoDataFrame) -> Places:
    """Read what stands around the segments of the whole city.

    Parameters
    ----------
    segments : geopandas.GeoDataFrame
        All segments of a made city, graded or not: ``id``, ``fingerprint``, ``length_m``, ``district_code``,
        ``name``, ``graded`` and lines in EPSG:5179.

    Returns
    -------
    Places
        The graded ones.
    """
    require_crs(segments.crs, KOREA_TM, what="segments of the demo city")
    plan = read_plan()
    scale = _scale(segments, plan)
    graded = segments[segments["graded"]].sort_values("fingerprint")
    lines = graded.geometry.to_numpy()
    names = graded["name"].astype(object).where(graded["name"].notna(), "").to_numpy()
    middles = shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.5, normalized=True))
    ends = shapely.get_coordinates(shapely.get_point(lines, [[0], [-1]])).reshape(2, -1, 2)
    unit = (middles - plan.origin) / scale
    along = (ends[1] - ends[0]) / shapely.length(lines)[:, None]
    return Places(
        ids=graded["id"].astype(object).to_numpy(),
        names=names,
        districts=graded["district_code"].astype(object).to_numpy(),
        lines=lines,
        lengths=graded["length_m"].to_numpy(dtype=np.float64),
        middles=middles,
        patterns=_patterns(unit, names, plan),
        climbs=np.abs((gradient(unit, plan.peaks) * along).sum(axis=1)),
    )


def _scale(segments: gpd.GeoDataFrame, plan: Plan) -> float:
    """Return how large the city is: its main roads reach from one end of it to the other at every scale."""
    south, north = segments.total_bounds[[1, 3]]
    heights = [y for street in lay_out(plan, 1.0).streets for _, y in street.line]
    return float(north - south) / (max(heights) - min(heights))


def _patterns(unit: Points, names: NDArray[np.object_], plan: Plan) -> NDArray[np.object_]:
    """Return the pattern of the nearest patch that has one."""
    built = [patch for patch in plan.patches if patch.pattern != "open"]
    tree = shapely.STRtree([shapely.Point(patch.x, patch.y) for patch in built])
    keys = np.array([patch.pattern for patch in built], dtype=object)[tree.nearest(shapely.points(unit))]
    return np.where([name.endswith(_PATH) for name in names], RIVERSIDE, keys)
