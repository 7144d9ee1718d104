"""A grid of cells over the lines of segments, which says for many points at once which lines are near.

Each line is taken as its straight parts, and each part is entered in every cell that it passes through. The grid is
rolled up both ways: cell (i, j) of the plane is kept at (i mod columns, j mod rows). So one line far away costs
nothing, and what falls together is told apart by its distance.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil, inf, log2
from typing import Any, Final, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from mapper.spatial.grid_kernels import CELL_M, Cells, Floats, Ints, enter, search_near, search_nearest

_CELLS_PER_PART: Final = 4
"""Cells at most, by the number of parts: bounds the memory of a grid over a wide country."""

_NEIGHBOURHOOD_M: Final = 64.0
"""Side of what counts as one neighbourhood when points are ordered [m]."""

_BLOCK: Final = 50_000
"""Points that one thread searches at a time."""

_PAIRS_PER_POINT: Final = 16
"""Room for what is found, per point; where it does not do, the search goes on in the next."""


@dataclass(frozen=True)
class SegmentGrid:
    """A grid laid over lines.

    Attributes
    ----------
    cells : Cells
        What the kernels search.
    """

    cells: Cells

    @classmethod
    def of(cls, lines: NDArray[Any]) -> Self:
        """Lay a grid over lines.

        Parameters
        ----------
        lines : ndarray of LineString, shape (s,)
            In EPSG:5179 [m]; what is empty or not finite is near nothing.

        Returns
        -------
        SegmentGrid
            Knows a line by its position.
        """
        xy, line = shapely.get_coordinates(lines, return_index=True)
        same_line, finite = line[1:] == line[:-1], np.isfinite(xy.sum(axis=1))
        end = 1 + np.flatnonzero(same_line & finite[1:] & finite[:-1])
        parts, owner = np.hstack([xy[end - 1], xy[end]]), line[end]
        west, south, east, north = _bounds(parts)
        shape = _shape(east - west, north - south, len(parts))
        counts = np.zeros(shape[0] * shape[1], dtype=np.int64)
        enter(parts, (west, south), shape, counts, np.empty(0, dtype=np.int64))
        starts = np.concatenate([[0], np.cumsum(counts)])
        entries = np.empty(starts[-1], dtype=np.int64)
        enter(parts, (west, south), shape, starts[:-1].copy(), entries)
        return cls(Cells(parts[entries], owner[entries], (west, south, east, north), shape, starts))

    def order(self, x: Floats, y: Floats) -> Ints:
        """Order points so that those of one neighbourhood follow each other, as a cache likes them.

        Parameters
        ----------
        x, y : ndarray, shape (p,)
            In EPSG:5179 [m].

        Returns
        -------
        ndarray of int, shape (p,)
            Their positions; how they are ordered changes nothing of what is found.
        """
        with np.errstate(invalid="ignore"):  # a point that is not finite is of any neighbourhood
            column, row = ((values / _NEIGHBOURHOOD_M).astype(np.int64) % 256 for values in (x, y))
        return np.argsort((row * 256 + column).astype(np.uint16), kind="stable")  # 16 bits are sorted by radix

    def nearest(self, x: Floats, y: Floats, *, within_m: float) -> tuple[Ints, Floats]:
        """Find the nearest line of each point.

        Parameters
        ----------
        x, y : ndarray, shape (p,)
            In EPSG:5179 [m]; a point that is not finite is near nothing.
        within_m : float
            How far it may be [m], inclusive.

        Returns
        -------
        line : ndarray of int, shape (p,)
            Its position, the lowest of those equally near; -1 where none is within.
        distance_m : ndarray, shape (p,)
            From the point to it, as GEOS computes it [m]; infinite where none is within.
        """
        line, distance = np.full(len(x), -1), np.full(len(x), inf)
        order = self.order(x, y)

        def _search(begin: int) -> None:
            search_nearest(self.cells, x, y, order[begin : begin + _BLOCK], within_m, line, distance)

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(_search, range(0, len(x), _BLOCK)))
        return line, distance

    def near(self, x: Floats, y: Floats, *, radius_m: Floats, half_width_m: Floats) -> tuple[Ints, Ints, Floats]:
        """Find all lines whose surface is near each point.

        Parameters
        ----------
        x, y : ndarray, shape (p,)
            In EPSG:5179 [m]; a point that is not finite is near nothing.
        radius_m : ndarray, shape (p,)
            How far the surface may be from each point [m].
        half_width_m : ndarray, shape (s,)
            How far the surface of each line reaches from it [m].

        Returns
        -------
        point, line : ndarray of int, shape (c,)
            Pairs, by point; also those that are too far by no more than a millimetre.
        distance_m : ndarray, shape (c,)
            From the point to the line itself, as GEOS computes it [m].
        """
        room = max(_PAIRS_PER_POINT * len(x), len(half_width_m))
        point, line, distance = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64), np.empty(room)
        found: list[tuple[Ints, Ints, Floats]] = []
        begin = 0
        while begin < len(x) or not found:
            searched, kept = search_near(
                self.cells, x[begin:], y[begin:], radius_m[begin:], half_width_m, point, line, distance
            )
            found.append((point[:kept] + begin, line[:kept].copy(), distance[:kept].copy()))
            begin += searched
        point, line, distance = (np.concatenate(column) for column in zip(*found, strict=True))
        return point, line, distance


def _bounds(parts: Floats) -> tuple[float, float, float, float]:
    if not len(parts):
        return 0.0, 0.0, 0.0, 0.0
    x, y = parts[:, ::2], parts[:, 1::2]
    return x.min().item(), y.min().item(), x.max().item(), y.max().item()


def _shape(width: float, height: float, parts: int) -> tuple[int, int]:
    rows, columns = (2 ** ceil(log2(max(side / CELL_M, 1))) for side in (height, width))
    while rows * columns > max(1, _CELLS_PER_PART * parts):
        rows, columns = (rows // 2, columns) if rows >= columns else (rows, columns // 2)
    return rows, columns
