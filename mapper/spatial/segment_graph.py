"""Which segments touch: the graph that neighbours are read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from mapper.spatial.network import SNAP_M, shared_ends


@dataclass(frozen=True)
class SegmentGraph:
    """Segments that share an end, each pair in both directions, ordered by segment and neighbour.

    Attributes
    ----------
    segment, neighbour : ndarray of int64, shape (e,)
        Rows of the two.
    starts : ndarray of int64, shape (n + 1,)
        Where the neighbours of each segment begin.
    """

    segment: NDArray[np.int64]
    neighbour: NDArray[np.int64]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, lines: NDArray[Any]) -> Self:
        """Find what touches.

        Parameters
        ----------
        lines : ndarray of LineString, shape (n,)
            In EPSG:5179.

        Returns
        -------
        SegmentGraph
            Of lines whose ends are within `SNAP_M` of each other, directly or by the ends between them. Lines that
            only cross do not touch: a bridge is no junction.
        """
        n = len(lines)
        node = shared_ends(lines, within_m=SNAP_M).ravel() if n else np.empty(0, dtype=np.int64)
        by_node = np.argsort(node, kind="stable")
        node, at = node[by_node], by_node // 2
        pairs = [np.empty(0, dtype=np.int64)]
        for apart in range(1, int(np.bincount(node).max(initial=0))):
            one, other = (side[node[apart:] == node[:-apart]] for side in (at[apart:], at[:-apart]))
            pairs += [one * n + other, other * n + one]
        segment, neighbour = np.divmod(np.unique(np.concatenate(pairs)), max(n, 1))
        apart_from_itself = segment != neighbour
        segment, neighbour = segment[apart_from_itself], neighbour[apart_from_itself]
        return cls(segment, neighbour, np.searchsorted(segment, np.arange(n + 1)))

    @property
    def neighbours(self) -> NDArray[np.int64]:
        """How many neighbours each segment has, shape (n,)."""
        return np.diff(self.starts)
