"""A labelled set of doubles: what was filed in a demo city, whose recipe knows which complaints are about one thing."""

from __future__ import annotations

from datetime import date
from functools import cache, cached_property
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from bench.duplicate_pairs import Floats, Pairs, Positions, near_pairs
from gis_data.demo import build_city, build_facts, build_issues_told
from mapper.domain.category import category_by_id
from mapper.domain.duplicate import NEAR_M, Foot, Street, network_distances
from mapper.domain.placement import position_sigma
from mapper.spatial.network import SNAP_M, shared_ends
from mapper.spatial.segmenting import cut_alleys

SEED: Final = 2024
LAST_DAY: Final = date(2024, 7, 4)


@cache
def demo_pairs(segments: int) -> Pairs:
    """Make a demo city without a database, and pair what was filed in it."""
    ground = _ground(segments)
    complaints = _complaints(ground)
    points = shapely.points(complaints["x"], complaints["y"])
    category = complaints["category"].to_numpy(dtype=object)
    group = np.array([category_by_id(one).effects[0].item for one in category], dtype=object)
    later, earlier, apart = near_pairs(points, group)
    sigma = position_sigma(complaints["accuracy_m"].to_numpy(dtype=np.float64))
    thing = complaints["thing"].to_numpy()
    return Pairs(
        later=later,
        earlier=earlier,
        apart_m=apart,
        sigma_m=np.hypot(sigma[later], sigma[earlier]),
        way_m=_Network(ground).ways(points, later, earlier, np.flatnonzero(apart <= NEAR_M)),
        same_category=category[later] == category[earlier],
        same=thing[later] == thing[earlier],
        doubles=int(complaints["thing"].duplicated().sum()),
    )


def _ground(segments: int) -> gpd.GeoDataFrame:
    city = build_city(seed=SEED, segments=segments)
    cut = cut_alleys(city.alleys, city.districts).segments
    named = cut.merge(city.alleys[["source_id", "name", "width_m"]], on="source_id", validate="many_to_one")
    named.insert(0, "id", [f"segment-{number}" for number in range(len(named))])
    return named


def _complaints(ground: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return what was filed with a position, in order of time, with the thing it is about."""
    complaints = build_facts(seed=SEED, segments=ground, as_of=LAST_DAY).complaints
    things = build_issues_told(seed=SEED, segments=ground, as_of=LAST_DAY)
    return complaints.assign(thing=things).dropna(subset=["x", "y"]).reset_index(drop=True)


class _Network:
    """The segments as streets, and the ways between points on them."""

    def __init__(self, ground: gpd.GeoDataFrame) -> None:
        self._lines = ground.geometry.to_numpy()
        self._graded = np.flatnonzero(ground["graded"])
        ends, lengths = shared_ends(self._lines, within_m=SNAP_M).tolist(), shapely.length(self._lines).tolist()
        self._streets = [Street((one, other), length) for (one, other), length in zip(ends, lengths, strict=True)]

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self._lines)

    def ways(self, points: NDArray[np.object_], later: Positions, earlier: Positions, asked: Positions) -> Floats:
        street = self._graded[shapely.STRtree(self._lines[self._graded]).nearest(points)]
        along = shapely.line_locate_point(self._lines[street], points)
        foot = [Foot(*one) for one in zip(street.tolist(), along.tolist(), strict=True)]
        at = shapely.line_interpolate_point(self._lines[street], along)
        ways = np.full(len(later), np.inf)
        for number, rows in pd.Series(asked).groupby(later[asked]):
            found = self._distances(at[number], foot[number], [foot[one] for one in earlier[rows]])
            ways[rows] = [np.inf if way is None else way for way in found]
        return ways

    def _distances(self, at: Any, begin: Foot, ends: list[Foot]) -> list[float | None]:
        around = self._tree.query(at, predicate="dwithin", distance=NEAR_M).tolist()
        place = {street: number for number, street in enumerate({*around, *(foot.street for foot in (begin, *ends))})}
        moved = [Foot(place[foot.street], foot.along_m) for foot in (begin, *ends)]
        return network_distances([self._streets[street] for street in place], moved[0], moved[1:], within_m=NEAR_M)
