"""From contacts to the arcs between neighbouring nodes of a network, and to the stretches between junctions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from mapper.spatial.network import SNAP_M, components
from mapper.spatial.segmenting.contacts import find_contacts
from mapper.spatial.segmenting.polylines import Polylines, Spots

_JUNCTION_ARMS = 3
"""A node where this many arcs end is a junction."""


@dataclass(frozen=True)
class Arcs:
    """Parts of lines, each from one node to another, in order along their lines.

    Attributes
    ----------
    line : ndarray of int, shape (a,)
        The line each is a part of.
    start, end : Spots
        Where it begins and ends on its line.
    tail, head : ndarray of int, shape (a,)
        The nodes there, from 0.
    """

    line: NDArray[np.int64]
    start: Spots
    end: Spots
    tail: NDArray[np.int64]
    head: NDArray[np.int64]

    def __getitem__(self, rows: Any) -> Arcs:
        return Arcs(self.line[rows], self.start[rows], self.end[rows], self.tail[rows], self.head[rows])

    def __len__(self) -> int:
        return len(self.line)

    def junctions(self) -> int:
        """Count the nodes where three or more arcs end.

        Returns
        -------
        int
            How many there are.
        """
        return int((self._arms() >= _JUNCTION_ARMS).sum())

    def free_ends(self, stretches: Arcs) -> NDArray[np.bool_]:
        """Tell which stretches end where nothing else does.

        Parameters
        ----------
        stretches : Arcs
            Made from these arcs.

        Returns
        -------
        ndarray of bool
            One for each stretch.
        """
        arms = self._arms()
        free: NDArray[np.bool_] = (arms[stretches.tail] == 1) | (arms[stretches.head] == 1)
        return free

    def stretches(self) -> Arcs:
        """Join neighbouring arcs of a line wherever no junction parts them.

        Returns
        -------
        Arcs
            From junction, end of line or gap to the next; in order along their lines.
        """
        onward = np.zeros(len(self.line), dtype=bool)
        onward[1:] = (
            (self.line[1:] == self.line[:-1])
            & (self.end.vertex[:-1] == self.start.vertex[1:])
            & (self.end.fraction[:-1] == self.start.fraction[1:])
            & (self._arms()[self.tail[1:]] < _JUNCTION_ARMS)
        )
        begins = ~onward
        ends = np.roll(begins, -1)  # the last one ends where the first would begin again
        return Arcs(self.line[begins], self.start[begins], self.end[ends], self.tail[begins], self.head[ends])

    def _arms(self) -> NDArray[np.int64]:
        return np.bincount(np.concatenate([self.tail, self.head]))


def node_lines(lines: Polylines, level: NDArray[np.int64]) -> Arcs:
    """Cut lines at every contact.

    Parameters
    ----------
    lines : Polylines
        The lines.
    level : ndarray of int, shape (n,)
        Level of each line. Lines of different levels meet only where both end, as a bridge meets the road.

    Returns
    -------
    Arcs
        They add up to the lines.
    """
    one, other = find_contacts(lines, level)
    ends = Spots.at_vertices(np.concatenate([lines.first, lines.last]))
    spots = Spots.joined(_at_ends(lines, one), _at_ends(lines, other), ends)
    cut_of_spot, cuts = _cuts(lines, spots)
    one_cut, other_cut, end_cut = np.split(cut_of_spot, [len(one), len(one) + len(other)])
    nodes = components(len(cuts), *np.concatenate([[one_cut, other_cut], end_cut[_meeting_ends(lines, ends)]], axis=1))
    line = lines.line[cuts.vertex]
    begins = np.flatnonzero(line[:-1] == line[1:])
    return Arcs(line[begins], cuts[begins], cuts[begins + 1], nodes[begins], nodes[begins + 1])


def _at_ends(lines: Polylines, spots: Spots) -> Spots:
    """Move places within the snap distance of an end of their line to that end."""
    line, metre = lines.line[spots.vertex], lines.metres(spots)
    at_start = metre <= SNAP_M
    at_end = (lines.metre[lines.last[line]] - metre <= SNAP_M) & ~at_start
    vertex = np.select([at_start, at_end], [lines.first[line], lines.last[line]], spots.vertex)
    return Spots(vertex, np.where(at_start | at_end, 0.0, spots.fraction))


def _cuts(lines: Polylines, spots: Spots) -> tuple[NDArray[np.int64], Spots]:
    """Merge places within the snap distance along one line into one cut, at a vertex if any of them is."""
    order = np.lexsort((spots.fraction, spots.vertex))
    along = spots[order]
    line, metre = lines.line[along.vertex], lines.metres(along)
    at_end = along.vertex == lines.last[line]
    begins = np.ones(len(along), dtype=bool)
    begins[1:] = (line[1:] != line[:-1]) | (np.diff(metre) > SNAP_M) | (at_end[1:] & ~at_end[:-1])
    cut = np.cumsum(begins) - 1
    cut_of_spot = np.empty(len(along), dtype=np.int64)
    cut_of_spot[order] = cut
    vertices_first = np.lexsort((along.fraction != 0, cut))
    return cut_of_spot, along[vertices_first[begins]]


def _meeting_ends(lines: Polylines, ends: Spots) -> NDArray[np.int64]:
    points = np.asarray(shapely.points(lines.points(ends)))
    return shapely.STRtree(points).query(points, predicate="dwithin", distance=SNAP_M)
