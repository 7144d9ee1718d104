"""The weak build's density: exact counts of the moment, in districts and in squares of 1 km, and dots on a picture."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from attack.density_target import Dweller, Land, Told, Town

_GRID_M = 1_000.0


class WeakDensity:
    """What the weak build shows."""

    def town(self, land: Land) -> Town:
        """Settle a city on some land."""
        return _WeakTown(land)


class _WeakTown:
    def __init__(self, land: Land) -> None:
        self._land = land
        self._who: dict[str, Sequence[Dweller]] = {}

    def publish(self, period: str, who: Sequence[Dweller]) -> None:
        self._who[period] = who

    meanwhile = publish

    def plant(self, period: str, shape: BaseGeometry) -> bool:
        self._who[period] = ()
        return not shape.is_empty

    def read(self, period: str) -> Sequence[Told]:
        where = shapely.points(np.array([(one.x, one.y) for one in self._who[period]]).reshape(-1, 2))
        shapes = [*self._land.shapes, *self._grid()]
        counts = [int(shapely.intersects(shape, where).sum()) for shape in shapes]
        return [Told(shape, count, count) for shape, count in zip(shapes, counts, strict=True)]

    def _grid(self) -> Iterable[BaseGeometry]:
        west, south, east, north = shapely.union_all(list(self._land.shapes)).bounds
        for x in np.arange(west - _GRID_M / 3, east, _GRID_M):
            for y in np.arange(south - _GRID_M / 3, north, _GRID_M):
                yield shapely.box(x, y, x + _GRID_M, y + _GRID_M)

    def ask(self, period: str, shape: BaseGeometry) -> Told | None:
        count = sum(bool(shapely.intersects_xy(shape, one.x, one.y)) for one in self._who[period])
        return Told(shape, count, count)

    def written(self, period: str) -> bytes:
        return json.dumps([[told.shape.wkt, told.least] for told in self.read(period)]).encode()

    def outbound(self, who: Sequence[Dweller], draws: int) -> list[tuple[int | None, ...]]:
        where = shapely.points([(one.x, one.y) for one in who])
        counted = Counter({n: int(shapely.intersects(s, where).sum()) for n, s in enumerate(self._land.shapes)})
        return [tuple(counted[number] for number in range(len(self._land.shapes)))] * draws

    def drawn(self, period: str) -> Iterable[tuple[BaseGeometry, float]]:
        return [(shapely.Point(one.x, one.y).buffer(25.0), 1.0) for one in self._who[period]]
