"""``snap-posterior``: a million points placed by the whole rule, beside the nearest line of geopandas."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import geopandas as gpd
import numpy as np

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal
from bench.snap import POINTS, WITHIN_M, Snapping, sides
from mapper.domain.placement import search_radius, surface_distance
from mapper.spatial.matching import find_candidates, place_points

CHECKED: Final = 100_000
"""Points of which every candidate is held against the peer's nearest."""


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    snapping = Snapping.of(city)
    yield sides(
        lambda: place_points(snapping.points, snapping.segments), snapping.geopandas, check=lambda: _check(snapping)
    )


def _check(snapping: Snapping) -> None:
    """See that each nearest segment within the search radius is a candidate of ours."""
    some = Snapping(snapping.points.iloc[:CHECKED], snapping.segments)
    nearest, found = some.geopandas(), find_candidates(some.points, some.segments)
    point = np.flatnonzero(nearest >= 0)
    there = gpd.points_from_xy(some.points["x"].iloc[point], some.points["y"].iloc[point], crs=some.segments.crs)
    lines = some.segments.iloc[nearest[point]]
    distance = np.asarray(lines.distance(gpd.GeoSeries(there, index=lines.index), align=False), dtype=np.float64)
    radius = search_radius(some.points["accuracy_m"].to_numpy())[point]
    within = surface_distance(distance, lines["width_m"].to_numpy()) <= radius
    wanted = set(zip(point[within].tolist(), nearest[point][within].tolist(), strict=True))
    missed = wanted - set(zip(found.point.tolist(), found.segment.tolist(), strict=True))
    if missed or not wanted:
        message = f"of {len(wanted)} nearest segments within the search radius, {len(missed)} are no candidates"
        raise Unequal(message)


COMPARISON: Final = Comparison(
    name="snap-posterior",
    unit="ms",
    peer=f"geopandas {gpd.__version__} sjoin_nearest and the lowest id",
    equal=(
        f"the same {POINTS:,} points and segments; wherever the peer's nearest is within the search radius it is a "
        f"candidate of ours, seen for {CHECKED:,} of them"
    ),
    unequal=(
        "ours does more: every candidate within each point's own radius of up to 50 m, less half the width of the "
        "alley, matched by road name, weighed to a posterior and decided, with up to three to offer; the peer only "
        f"names the nearest within {WITHIN_M:g} m"
    ),
    sides=_sides,
)
