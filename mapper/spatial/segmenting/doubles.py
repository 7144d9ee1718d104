"""Lines drawn twice: which of them to leave out, and in favour of which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from mapper.spatial.network import SNAP_M

DOUBLE_M: Final = 0.5
"""Two lines closer than this in Hausdorff distance are one line drawn twice [m]."""

_SHARE = 0.1
"""No line is a double by a tolerance over this share of its length: a short one is near all that it meets."""


@dataclass(frozen=True)
class DoubledRows:
    """Which lines to leave out.

    Attributes
    ----------
    left_out, kept : ndarray of int, shape (k,)
        Each line to leave out, once, and the one that stands for it.
    contained : ndarray of bool, shape (k,)
        Whether it is only a part of the one kept.
    """

    left_out: NDArray[np.int64]
    kept: NDArray[np.int64]
    contained: NDArray[np.bool_]


def find_doubles(lines: NDArray[Any], level: NDArray[np.int64], graded: NDArray[np.bool_]) -> DoubledRows:
    """Find lines that repeat another of their level, or lie wholly on it.

    Of two that repeat each other the graded one is kept, and of two alike the one that comes first. A
    line that lies on a longer one is left out, unless that would lose an alley to a context road.

    Parameters
    ----------
    lines : ndarray of LineString, shape (n,)
        In EPSG:5179.
    level : ndarray of int, shape (n,)
        Level of each line.
    graded : ndarray of bool, shape (n,)
        Whether it is an alley to grade.

    Returns
    -------
    DoubledRows
        In order of the lines kept.
    """
    rank = np.empty(len(lines), dtype=np.int64)
    rank[np.argsort(~graded, kind="stable")] = np.arange(len(lines))
    length = shapely.length(lines)
    one, other = _close_pairs(lines, level)
    same = _same(lines, one, other, np.minimum(DOUBLE_M, _SHARE * np.minimum(length[one], length[other])))
    # a pair may have been met from the side of the better one only
    better = same & (rank[one] < rank[other])
    one, other = np.where(better, other, one), np.where(better, one, other)
    contained = ~same & (graded[other] | ~graded[one])
    contained[contained] = _lies_on(
        lines, one[contained], other[contained], np.minimum(SNAP_M, _SHARE * length[one[contained]])
    )
    twice = same | contained
    return _settled(one[twice], other[twice], contained[twice], rank)


def _close_pairs(lines: NDArray[Any], level: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    middles = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    one, other = shapely.STRtree(lines).query(middles, predicate="dwithin", distance=DOUBLE_M)
    paired = (one != other) & (level[one] == level[other])
    return one[paired], other[paired]


def _same(
    lines: NDArray[Any], one: NDArray[np.int64], other: NDArray[np.int64], tolerance: NDArray[np.float64]
) -> NDArray[np.bool_]:
    bounds = shapely.bounds(lines)
    same: NDArray[np.bool_] = np.abs(bounds[one] - bounds[other]).max(axis=1, initial=0) < tolerance
    same[same] = shapely.hausdorff_distance(lines[one[same]], lines[other[same]]) < tolerance[same]
    return same


def _lies_on(
    lines: NDArray[Any], one: NDArray[np.int64], other: NDArray[np.int64], tolerance: NDArray[np.float64]
) -> NDArray[np.bool_]:
    lies: NDArray[np.bool_] = np.ones(len(one), dtype=bool)
    for end in (0, -1):
        gap = shapely.distance(shapely.get_point(lines[one[lies]], end), lines[other[lies]])
        lies[lies] = gap <= tolerance[lies]
    lies[lies] = shapely.covers(shapely.buffer(lines[other[lies]], tolerance[lies]), lines[one[lies]])
    return lies


def _settled(
    left_out: NDArray[np.int64], kept: NDArray[np.int64], contained: NDArray[np.bool_], rank: NDArray[np.int64]
) -> DoubledRows:
    """Leave out lines only for such as are kept themselves, the best of them first."""
    gone: set[int] = set()
    rows = []
    for row in np.lexsort((rank[left_out], contained, rank[kept])).tolist():
        loser, winner = int(left_out[row]), int(kept[row])
        if loser not in gone and winner not in gone:
            gone.add(loser)
            rows.append(row)
    chosen = np.array(rows, dtype=np.int64)
    return DoubledRows(left_out[chosen], kept[chosen], contained[chosen])
