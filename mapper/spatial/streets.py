"""The segments of a network as streets that lead from junction to junction: how far it is, and what lies together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from heapq import heappop, heappush
from math import inf
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from mapper.spatial.network import SNAP_M, shared_ends

DETOUR: Final = 1.4
"""How much longer than the straight line a way is taken to be between parts of a network that do not meet."""


class Streets:
    """The segments of a network, and what meets at its junctions.

    Parameters
    ----------
    lines : ndarray of LineString, shape (n,)
        In EPSG:5179; the order of everything that follows.

    Attributes
    ----------
    ends : ndarray of int, shape (n, 2)
        Junction of the first and of the last vertex of each segment.
    length_m : ndarray, shape (n,)
        Of each segment [m].
    """

    def __init__(self, lines: NDArray[Any]) -> None:
        self.ends = shared_ends(lines, within_m=SNAP_M)
        self.length_m: NDArray[np.float64] = shapely.length(lines)
        junctions = int(self.ends.max(initial=-1)) + 1
        self._places = np.zeros((junctions, 2))
        for side in (0, -1):
            self._places[self.ends[:, side]] = shapely.get_coordinates(shapely.get_point(lines, side))
        self._ways: list[list[tuple[int, int, float]]] = [[] for _ in range(junctions)]
        for segment, (one, other) in enumerate(self.ends.tolist()):
            length = float(self.length_m[segment])
            self._ways[one].append((segment, other, length))
            if one != other:
                self._ways[other].append((segment, one, length))

    def corner(self) -> int:
        """Return the junction nearest to the south-western corner of the network.

        Returns
        -------
        int
            Of several, the first.
        """
        return int(np.hypot(*(self._places - self._places.min(axis=0)).T).argmin())

    def ends_of(self, segments: Iterable[int]) -> list[int]:
        """Return the junctions at which segments end.

        Parameters
        ----------
        segments : iterable of int
            Any.

        Returns
        -------
        list of int
            Each once, in order.
        """
        return sorted({junction for segment in segments for junction in self.ends[segment].tolist()})

    def distances(self, begins: Iterable[int], wanted: Collection[int]) -> list[float]:
        """Measure how far it is to junctions, along the network.

        Parameters
        ----------
        begins : iterable of int
            Junctions to start from, at least one.
        wanted : collection of int
            Junctions.

        Returns
        -------
        list of float
            From the nearest beginning to each [m]; where no way leads, `DETOUR` times the straight line.
        """
        sources = list(begins)
        found = self._walked(sources, wanted)
        return [found[one] if one in found else self._beeline(sources, one) for one in wanted]

    def _walked(self, sources: Sequence[int], wanted: Collection[int]) -> dict[int, float]:
        found: dict[int, float] = {}
        missing = set(wanted)
        queue = [(0.0, junction) for junction in sorted(sources)]
        while queue and missing:
            far, junction = heappop(queue)
            if junction in found:
                continue
            found[junction] = far
            missing.discard(junction)
            for _, other, length in self._ways[junction]:
                if other not in found:
                    heappush(queue, (far + length, other))
        return found

    def _beeline(self, sources: Sequence[int], junction: int) -> float:
        return DETOUR * float(np.hypot(*(self._places[sources] - self._places[junction]).T).min())

    def gather(self, begins: Iterable[int], free: Collection[int], most: int) -> list[int]:
        """Take segments that lie together: each the nearest along the network to those taken before it.

        Parameters
        ----------
        begins : iterable of int
            Junctions from which the first one is the nearest, at least one.
        free : collection of int
            Segments that can be taken.
        most : int
            How many.

        Returns
        -------
        list of int
            In the order in which they were taken.
        """
        sources = list(begins)
        left = set(free)
        taken: list[int] = []
        while left and len(taken) < most:
            before = len(taken)
            self._spread(sources, left, taken, most)
            if len(taken) == before:  # no way leads to the others
                ends = self.ends_of(left)
                nearest = min(ends, key=lambda end: (self._beeline(sources, end), end))
                sources = [nearest]
            else:
                sources = self.ends_of(taken)
        return taken

    def _spread(self, begins: Iterable[int], left: set[int], taken: list[int], most: int) -> None:
        """Go outwards from what was taken, which every segment that is taken on the way is from then on."""
        far_to = dict.fromkeys(begins, 0.0)
        queue = [(0.0, junction) for junction in sorted(far_to)]
        while queue and len(taken) < most:
            far, junction = heappop(queue)
            if far > far_to[junction]:
                continue
            here = next((segment for segment, _, _ in self._ways[junction] if segment in left), None)
            if here is not None:
                left.discard(here)
                taken.append(here)
                onward = [(0.0, end) for end in self.ends[here].tolist()]
            else:
                onward = [(far + length, other) for _, other, length in self._ways[junction]]
            for reached, other in onward:
                if here is not None or reached < far_to.get(other, inf):
                    far_to[other] = reached
                    heappush(queue, (reached, other))
