"""Lines as flat arrays, and places along them, so that a whole city is measured and cut at once.

A place on a line is kept as a vertex and a fraction of the edge after it: unlike a distance from the
start, this names every original vertex exactly, and cutting moves none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray


@dataclass(frozen=True)
class Spots:
    """Places on lines.

    Attributes
    ----------
    vertex : ndarray of int, shape (k,)
        The vertex at the place or last before it, counted over all the lines.
    fraction : ndarray, shape (k,)
        Share of the edge after it that lies before the place, in [0, 1); 0 is the vertex itself.
    """

    vertex: NDArray[np.int64]
    fraction: NDArray[np.float64]

    @classmethod
    def at_vertices(cls, vertex: NDArray[np.int64]) -> Self:
        """Return the places of vertices.

        Parameters
        ----------
        vertex : ndarray of int, shape (k,)
            Counted over all the lines.

        Returns
        -------
        Spots
            One each.
        """
        return cls(vertex, np.zeros(len(vertex)))

    @classmethod
    def joined(cls, *several: Self) -> Self:
        """Return several sets of places as one.

        Parameters
        ----------
        *several : Spots
            The sets.

        Returns
        -------
        Spots
            In the order given.
        """
        return cls(
            np.concatenate([spots.vertex for spots in several]), np.concatenate([spots.fraction for spots in several])
        )

    def __getitem__(self, rows: Any) -> Spots:
        return Spots(self.vertex[rows], self.fraction[rows])

    def __len__(self) -> int:
        return len(self.vertex)


@dataclass(frozen=True)
class Polylines:
    """Lines as flat arrays.

    Attributes
    ----------
    xy : ndarray, shape (v, 2)
        Vertices of all the lines, one line after the other, in EPSG:5179 [m].
    line : ndarray of int, shape (v,)
        Line of each vertex.
    first, last : ndarray of int, shape (n,)
        First and last vertex of each line.
    step_m : ndarray, shape (v,)
        Length of the edge after each vertex [m]; 0 after the last of a line.
    metre : ndarray, shape (v,)
        Distance of each vertex from the start of its line, along it [m].
    """

    xy: NDArray[np.float64]
    line: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    step_m: NDArray[np.float64]
    metre: NDArray[np.float64]

    @classmethod
    def of(cls, lines: NDArray[Any]) -> Self:
        """Flatten lines.

        Parameters
        ----------
        lines : ndarray of LineString, shape (n,)
            Without empty ones, and without a vertex that repeats the one before it.

        Returns
        -------
        Polylines
            In the same order.
        """
        xy, line = shapely.get_coordinates(lines, return_index=True)
        bounds = np.searchsorted(line, np.arange(len(lines) + 1))
        first, last = bounds[:-1], bounds[1:] - 1
        step = np.zeros(len(xy))
        step[:-1] = np.hypot(*np.diff(xy, axis=0).T)
        step[last] = 0.0
        reached = np.cumsum(step) - step
        return cls(xy, line, first, last, step, reached - reached[first][line])

    def points(self, spots: Spots) -> NDArray[np.float64]:
        """Return where places are.

        Parameters
        ----------
        spots : Spots
            The places.

        Returns
        -------
        ndarray, shape (k, 2)
            In EPSG:5179 [m].
        """
        here, after = self.xy[spots.vertex], self.xy[np.minimum(spots.vertex + 1, len(self.xy) - 1)]
        along: NDArray[np.float64] = here + spots.fraction[:, None] * (after - here)
        return along

    def metres(self, spots: Spots) -> NDArray[np.float64]:
        """Return how far along their lines places are.

        Parameters
        ----------
        spots : Spots
            The places.

        Returns
        -------
        ndarray, shape (k,)
            From the start of the line [m].
        """
        along: NDArray[np.float64] = self.metre[spots.vertex] + spots.fraction * self.step_m[spots.vertex]
        return along

    def spots(self, line: NDArray[np.int64], metre: NDArray[np.float64]) -> Spots:
        """Return the places at distances along lines.

        Parameters
        ----------
        line : ndarray of int, shape (k,)
            The lines.
        metre : ndarray, shape (k,)
            Distances from their starts, each within its line [m].

        Returns
        -------
        Spots
            One each.
        """
        starts = np.concatenate([[0.0], np.cumsum(self.metre[self.last])])
        vertex = np.searchsorted(starts[self.line] + self.metre, starts[line] + metre, side="right") - 1
        vertex = np.clip(vertex, self.first[line], self.last[line] - 1)
        return self.snapped(vertex, (metre - self.metre[vertex]) / self.step_m[vertex], reach_m=1e-6)

    def snapped(self, vertex: NDArray[np.int64], fraction: NDArray[np.float64], *, reach_m: float) -> Spots:
        """Return places on edges, moved to a vertex of the edge where one is near.

        Parameters
        ----------
        vertex : ndarray of int, shape (k,)
            Where the edges start.
        fraction : ndarray, shape (k,)
            Shares of the edges before the places, in [0, 1].
        reach_m : float
            How near a vertex must be [m].

        Returns
        -------
        Spots
            One each.
        """
        step = self.step_m[vertex]
        onward = ((1 - fraction) * step <= reach_m) & (fraction > 0.5)
        back = (fraction * step <= reach_m) & ~onward
        return Spots(vertex + onward, np.where(onward | back, 0.0, fraction))

    def between(self, start: Spots, end: Spots) -> NDArray[Any]:
        """Cut out the stretches between pairs of places.

        Parameters
        ----------
        start, end : Spots
            Each end after its start, on the same line.

        Returns
        -------
        ndarray of LineString, shape (k,)
            With every original vertex that lies between, unmoved.
        """
        counts = end.vertex - (end.fraction == 0) - start.vertex + 2
        bounds = np.concatenate([[0], np.cumsum(counts)])
        stretch = np.repeat(np.arange(len(counts)), counts)
        vertex = start.vertex[stretch] + np.arange(bounds[-1]) - bounds[stretch]
        xy = self.xy[np.minimum(vertex, len(self.xy) - 1)]
        xy[bounds[:-1]] = self.points(start)
        xy[bounds[1:] - 1] = self.points(end)
        cut: NDArray[Any] = shapely.linestrings(xy, indices=stretch)
        return cut
