"""``snap``: points to the segments they lie on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal, milliseconds
from mapper.domain.parameters import PLACEMENT
from mapper.domain.placement import search_radius, surface_distance
from mapper.spatial.matching import find_candidates, place_points

POINTS: Final = 20_000
ACCURACIES_M: Final = (3.0, 8.0, 15.0, 30.0, np.nan)
SAME_M: Final = 1e-6


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    points, segments = _points(city.segments), city.segments
    yield Sides(
        ours=lambda: milliseconds(lambda: place_points(points, segments)),
        peer=lambda: milliseconds(lambda: _nearest(points, segments)),
        check=lambda: _check(points, segments),
    )


def _points(segments: gpd.GeoDataFrame) -> pd.DataFrame:
    """Make points as they come in: off a segment by their accuracy, half of them with its road name."""
    random = np.random.default_rng(0)
    on = segments.iloc[random.integers(len(segments), size=POINTS)]
    spot = on.geometry.interpolate(random.random(POINTS), normalized=True)
    accuracy = random.choice(ACCURACIES_M, POINTS)
    sigma = np.where(np.isnan(accuracy), PLACEMENT.default_accuracy_m, accuracy) / PLACEMENT.r68_divisor
    named = random.random(POINTS) < 0.5
    return pd.DataFrame(
        {
            "x": spot.x.to_numpy() + random.normal(0, sigma),
            "y": spot.y.to_numpy() + random.normal(0, sigma),
            "accuracy_m": accuracy,
            "road_name": on["name"].where(named).array,
        }
    )


def _nearest(points: pd.DataFrame, segments: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = gpd.points_from_xy(points["x"], points["y"], crs=segments.crs)
    return gpd.sjoin_nearest(
        gpd.GeoDataFrame(geometry=shapes),
        segments.copy(),  # without the index that a frame keeps: both sides build theirs
        max_distance=PLACEMENT.radius_max_m,
        distance_col="distance_m",
    )


def _check(points: pd.DataFrame, segments: gpd.GeoDataFrame) -> None:
    """See that each nearest line within the search radius is a candidate of ours, and none of ours is nearer."""
    place_points(points, segments)
    found, joined = find_candidates(points, segments), _nearest(points, segments)
    point, segment = joined.index.to_numpy(), joined["index_right"].to_numpy()
    distance = joined["distance_m"].to_numpy()
    radius = search_radius(points["accuracy_m"].to_numpy())[point]
    within = surface_distance(distance, segments["width_m"].to_numpy()[segment]) <= radius
    missed = set(zip(point[within], segment[within], strict=True)) - set(zip(found.point, found.segment, strict=True))
    theirs, ours = np.full(len(points), np.inf), np.full(len(points), np.inf)
    np.minimum.at(theirs, point, distance)
    np.minimum.at(ours, found.point, found.distance_m)
    nearer = np.flatnonzero((ours < theirs - SAME_M) & (ours <= PLACEMENT.radius_max_m))
    if missed or len(nearer) or not within.any():
        message = f"of {len(points)} points, {len(missed)} nearest lines are missing and {len(nearer)} are not nearest"
        raise Unequal(message)


COMPARISON: Final = Comparison(
    name="snap",
    unit="ms",
    peer=f"geopandas {gpd.__version__} sjoin_nearest",
    equal=(
        f"the same {POINTS:,} points, from columns of coordinates, on the same graded segments, each side building "
        f"its index; wherever the peer's nearest line is within the search radius it is a candidate of ours and none "
        f"is nearer, ties included"
    ),
    unequal=(
        "ours does more: every candidate within each point's own radius, less half the width of the alley, matched by "
        "road name, weighed to a posterior and decided; the peer only names the nearest line within 50 m"
    ),
    sides=_sides,
)
