"""The weak build's density: exact counts of the moment, in districts and in squares of 1 km, and dots on a picture."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext

import numpy as np
import shapely
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from shapely.geometry.base import BaseGeometry

from attack.density_target import Dweller, Floats, Land, Picture, Shown, Told, Town
from mapper.crs import KOREA_TM, WGS84, transformer

_GRID_M = 1_000.0
_DOT_M = 2.0
"""Of a picture of 24 km on 1 m at 300 dpi."""
_PIN_M = 25.0


class WeakDensity:
    """What the weak build shows."""

    def town(self, land: Land) -> Town:
        """Settle a city on some land."""
        return _WeakTown(land)

    def shown(self, land: Land) -> AbstractContextManager[Shown]:
        """Settle a city on some land; whoever looks sees it as it is."""
        return nullcontext(_WeakTown(land))


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
        where = _points(self._who[period])
        shapes = [*self._land.shapes, *self._grid()]
        counts = [int(shapely.intersects(shape, where).sum()) for shape in shapes]
        return [Told(shape, count, count) for shape, count in zip(shapes, counts, strict=True)]

    def _grid(self) -> Iterable[BaseGeometry]:
        west, south, east, north = shapely.union_all(list(self._land.shapes)).bounds
        for x in np.arange(west - _GRID_M / 3, east, _GRID_M):
            for y in np.arange(south - _GRID_M / 3, north, _GRID_M):
                yield shapely.box(x, y, x + _GRID_M, y + _GRID_M)

    def ask(self, period: str, shape: BaseGeometry) -> Told | None:
        count = int(shapely.intersects(shape, _points(self._who[period])).sum())
        return Told(shape, count, count)

    def written(self, period: str) -> bytes:
        return json.dumps([[told.shape.wkt, told.least] for told in self.read(period)]).encode()

    def words(self, period: str) -> str:
        kinds = Counter(one.kind for one in self._who[period])
        return f"{self.written(period).decode()} {kinds.most_common()}"

    def outbound(self, who: Sequence[Dweller], draws: int) -> list[tuple[int | None, ...]]:
        where = _points(who)
        counted = Counter({n: int(shapely.intersects(s, where).sum()) for n, s in enumerate(self._land.shapes)})
        return [tuple(counted[number] for number in range(len(self._land.shapes)))] * draws

    def pictures(self, period: str) -> Iterator[tuple[str, Picture]]:
        west, south, east, north = shapely.total_bounds(list(self._land.shapes))
        picture = Image.new("F", (round((east - west) / _DOT_M) + 1, round((north - south) / _DOT_M) + 1))
        pen, reach = ImageDraw.Draw(picture), _PIN_M / _DOT_M
        for one in self._who[period]:
            x, y = (one.x - west) / _DOT_M, (one.y - south) / _DOT_M
            pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=1.0)
        dots = np.asarray(picture)

        def at(places: Floats) -> Floats:
            column, row = ((places - (west, south)) / _DOT_M).astype(int).T
            found: Floats = dots[row, column].astype(float)
            return found

        yield "PNG", at

    def views(self, period: str, zooms: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        into_degrees = transformer(KOREA_TM, WGS84).transform
        page = json.dumps([into_degrees(one.x, one.y) for one in self._who[period]]).encode()
        yield from ((len(self._who[period]), page) for _ in zooms)


def _points(who: Sequence[Dweller]) -> NDArray[np.object_]:
    found: NDArray[np.object_] = shapely.points(np.array([(one.x, one.y) for one in who]).reshape(-1, 2))
    return found
