"""The streets of a city as a graph to walk on: the shortest ways between places on its segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_matrix  # type: ignore[import-untyped] # it ships no types
from scipy.sparse.csgraph import dijkstra  # type: ignore[import-untyped] # the same
from shapely.ops import substring

from mapper.spatial.network import SNAP_M, shared_ends
from mapper.spatial.streets import DETOUR

_LEAST_M: Final = 1e-6
"""Length of a way of no length: a sparse matrix would leave out a zero [m]."""

_ROOM: Final = 2.0
"""How many times farther than the straight line between the farthest places is looked first."""

_ROOM_M: Final = 200.0


@dataclass(frozen=True)
class Places:
    """Places on segments.

    Attributes
    ----------
    segment : ndarray of int64, shape (k,)
        On which segment each is.
    along_m : ndarray of float64, shape (k,)
        How far from its first vertex [m].
    """

    segment: NDArray[np.int64]
    along_m: NDArray[np.float64]


class WalkingGraph:
    """Segments that lead from junction to junction, in both directions.

    Parameters
    ----------
    lines : ndarray of LineString, shape (n,)
        In EPSG:5179; the order of everything that follows.
    """

    def __init__(self, lines: NDArray[Any]) -> None:
        self.lines = lines
        self._ends = shared_ends(lines, within_m=SNAP_M)
        self._length_m: NDArray[np.float64] = shapely.length(lines)
        self._junctions = int(self._ends.max(initial=-1)) + 1

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.lines)

    def middles(self, segments: Sequence[int]) -> Places:
        """Return the middles of segments.

        Parameters
        ----------
        segments : sequence of int
            Which.

        Returns
        -------
        Places
            In their order.
        """
        at = np.asarray(segments, dtype=np.int64)
        return Places(at, self._length_m[at] / 2)

    def nearest(self, points: NDArray[Any]) -> Places:
        """Return where on the network points are nearest to.

        Parameters
        ----------
        points : ndarray of Point, shape (k,)
            In EPSG:5179.

        Returns
        -------
        Places
            In their order.
        """
        at = np.asarray(self._tree.nearest(points), dtype=np.int64).reshape(-1)
        return Places(at, shapely.line_locate_point(self.lines[at], points))

    def ways(self, places: Places) -> Ways:
        """Find the shortest way between every two places.

        Parameters
        ----------
        places : Places
            Stops, and where the walk begins and ends.

        Returns
        -------
        Ways
            Where no way leads, `DETOUR` times the straight line.
        """
        points = shapely.get_coordinates(shapely.line_interpolate_point(self.lines[places.segment], places.along_m))
        beeline = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
        steps = self._steps(places)
        nodes = np.arange(len(points)) + self._junctions
        for limit in (_ROOM * beeline.max(initial=0.0) + _ROOM_M, np.inf):
            metres, before = dijkstra(steps.matrix, indices=nodes, return_predecessors=True, limit=limit)
            between = metres[:, nodes]
            if np.isfinite(between).all():
                break
        is_guess = ~np.isfinite(between)
        return Ways(np.where(is_guess, DETOUR * beeline, between), is_guess, points, self.lines, steps, before)

    def _steps(self, places: Places) -> _Steps:
        """Join every place to both ends of its segment, and to the other places on it."""
        every, own = np.arange(len(self.lines)), np.arange(len(places.segment)) + self._junctions
        one, other = np.triu_indices(len(own), 1)
        same = places.segment[one] == places.segment[other]
        one, other = one[same], other[same]
        nothing = np.zeros(len(own))
        parts = [
            (*self._ends.T, every, np.zeros(len(every)), self._length_m),
            (own, self._ends[places.segment, 0], places.segment, places.along_m, nothing),
            (own, self._ends[places.segment, 1], places.segment, places.along_m, self._length_m[places.segment]),
            (own[one], own[other], places.segment[one], places.along_m[one], places.along_m[other]),
        ]
        begin, finish, segment, from_m, to_m = (np.concatenate(column) for column in zip(*parts, strict=True))
        return _Steps.of(begin, finish, segment, from_m, to_m, nodes=self._junctions + len(own))


@dataclass(frozen=True)
class _Steps:
    """Pieces of segments between nodes, each in both directions, the shortest of those between the same two."""

    matrix: csr_matrix
    segment: NDArray[np.int64]
    from_m: NDArray[np.float64]
    to_m: NDArray[np.float64]

    @classmethod
    def of(cls, begin: Any, finish: Any, segment: Any, from_m: Any, to_m: Any, *, nodes: int) -> _Steps:
        one, other = np.concatenate([begin, finish]), np.concatenate([finish, begin])
        first, last = np.concatenate([from_m, to_m]), np.concatenate([to_m, from_m])
        segment, length = np.tile(segment, 2), np.maximum(np.abs(first - last), _LEAST_M)
        order = np.lexsort((length, other, one))
        pair = one[order] * nodes + other[order]
        kept = order[np.diff(pair, prepend=-1) != 0]
        starts = np.searchsorted(one[kept], np.arange(nodes + 1))
        matrix = csr_matrix((length[kept], other[kept], starts), shape=(nodes, nodes))
        return cls(matrix, segment[kept], first[kept], last[kept])

    def between(self, node: int, following: int) -> int:
        first, last = self.matrix.indptr[node : node + 2]
        return int(first + np.searchsorted(self.matrix.indices[first:last], following))


@dataclass(frozen=True)
class Walk:
    """A way from one place to another.

    Attributes
    ----------
    line : LineString
        In EPSG:5179.
    segments : tuple of int
        That it leads over, in order; none where no way is known.
    """

    line: shapely.LineString
    segments: tuple[int, ...]


@dataclass(frozen=True)
class Ways:
    """The shortest ways between places.

    Attributes
    ----------
    metres : ndarray of float64, shape (k, k)
        From each to each [m].
    is_guess : ndarray of bool, shape (k, k)
        Where no way leads, and the length is a guess.
    """

    metres: NDArray[np.float64]
    is_guess: NDArray[np.bool_]
    _points: NDArray[np.float64]
    _lines: NDArray[Any]
    _steps: _Steps
    _before: NDArray[np.int32]

    def walk(self, one: int, other: int) -> Walk:
        """Return the way from one place to another.

        Parameters
        ----------
        one, other : int
            Of the places.

        Returns
        -------
        Walk
            The straight line where the length is a guess.
        """
        if one == other or self.is_guess[one, other]:
            return Walk(shapely.LineString(self._points[[one, other]]), ())
        nodes = [len(self._before[one]) - len(self._before) + other]
        while (node := int(self._before[one, nodes[-1]])) >= 0:
            nodes.append(node)
        steps = [self._steps.between(node, following) for following, node in pairwise(nodes)][::-1]
        pieces = [self._piece(step) for step in steps]
        segments = tuple(dict.fromkeys(int(self._steps.segment[step]) for step in steps))
        # the first place once more: a way of no length would have a single vertex
        return Walk(shapely.LineString(np.concatenate([self._points[[one]], *pieces])), segments)

    def _piece(self, step: int) -> NDArray[np.float64]:
        line = self._lines[self._steps.segment[step]]
        piece = substring(line, self._steps.from_m[step], self._steps.to_m[step])
        return shapely.get_coordinates(piece)
