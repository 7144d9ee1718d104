"""``snap``: a million points to the nearest segment, as one would with geopandas."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal, milliseconds
from mapper.spatial.matching import nearest_segments

POINTS: Final = 1_000_000
NEAR_SHARE: Final = 0.8
NEAR_M: Final = 15.0
WITHIN_M: Final = 30.0
ACCURACIES_M: Final = (3.0, 8.0, 15.0, 30.0, np.nan)
SEED: Final = 20_241_122

EQUAL: Final = (
    f"the same {POINTS:,} points, from columns of coordinates, 80 % within {NEAR_M:g} m of a segment and 20 % anywhere; "
    f"the same graded segments; each side builds its index; the nearest within {WITHIN_M:g} m, of those equally near the "
    f"lowest id: the same segment for every point"
)


@dataclass(frozen=True)
class Snapping:
    """Points, and the segments of a city in the order of their ids."""

    points: pd.DataFrame
    segments: gpd.GeoDataFrame

    @classmethod
    def of(cls, city: City) -> Snapping:
        """Make points for a city."""
        segments = city.segments.sort_values("id", ignore_index=True)
        return cls(make_points(segments), segments)

    def ours(self) -> NDArray[np.int64]:
        """Name the nearest segment of each point, -1 for none, our way."""
        return nearest_segments(self.points, self.segments, within_m=WITHIN_M).segment

    def geopandas(self) -> NDArray[np.int64]:
        """Name them by a join to every nearest one, of which the lowest is taken."""
        return lowest(join_nearest(self.points, self.segments, WITHIN_M)["index_right"], len(self.points))


def make_points(segments: gpd.GeoDataFrame) -> pd.DataFrame:
    """Make points around lines and between them, half of those around with the road name of theirs."""
    random = np.random.default_rng(SEED)
    near = int(POINTS * NEAR_SHARE)
    on = segments.iloc[random.integers(len(segments), size=near)]
    spot = shapely.get_coordinates(on.geometry.interpolate(random.random(near), normalized=True))
    turn, away = random.uniform(0, 2 * np.pi, near), random.uniform(0, NEAR_M, near)
    spot += np.column_stack([np.cos(turn), np.sin(turn)]) * away[:, None]
    west, south, east, north = segments.total_bounds
    x, y = np.concatenate([spot, random.uniform((west, south), (east, north), (POINTS - near, 2))]).T
    named = on["name"].where(random.random(near) < 0.5).array
    points = pd.DataFrame({"x": x, "y": y, "accuracy_m": random.choice(ACCURACIES_M, POINTS)})
    points["road_name"] = pd.Series(named).reindex(points.index)
    return points.iloc[random.permutation(POINTS)].reset_index(drop=True)


def join_nearest(points: pd.DataFrame, segments: gpd.GeoDataFrame, within_m: float) -> gpd.GeoDataFrame:
    """Join each point to every nearest segment, as geopandas does."""
    shapes = gpd.points_from_xy(points["x"], points["y"], crs=segments.crs)
    return gpd.sjoin_nearest(
        gpd.GeoDataFrame(geometry=shapes),
        segments[["geometry"]].copy(),  # without the index that a frame keeps: both sides build theirs
        max_distance=within_m,
    )


def lowest(joined: pd.Series[Any], points: int) -> NDArray[np.int64]:
    """Return the lowest segment of each point; positions are in the order of the ids."""
    return joined.groupby(level=0).min().reindex(range(points), fill_value=-1).to_numpy(dtype=np.int64)


def see_equal(ours: NDArray[np.int64], theirs: NDArray[np.int64]) -> None:
    """Raise `Unequal` unless both name the same segment for each point."""
    if different := int((ours != theirs).sum()):
        message = f"{different} of {len(ours)} points have another nearest segment"
        raise Unequal(message)


def sides(ours: Callable[[], Any], peer: Callable[[], Any], check: Callable[[], None]) -> Sides:
    """Time both in milliseconds."""
    return Sides(ours=lambda: milliseconds(ours), peer=lambda: milliseconds(peer), check=check)


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    snapping = Snapping.of(city)
    yield sides(snapping.ours, snapping.geopandas, check=lambda: see_equal(snapping.ours(), snapping.geopandas()))


COMPARISON: Final = Comparison(
    name="snap",
    unit="ms",
    peer=f"geopandas {gpd.__version__} sjoin_nearest and the lowest id",
    equal=EQUAL,
    unequal=(
        "ours runs on all cores, the peer on one, which is all it can; the peer is spared text: it tells ties apart by "
        "position in segments already sorted by id, while ours sorts the ids"
    ),
    sides=_sides,
    bar=20,
)
