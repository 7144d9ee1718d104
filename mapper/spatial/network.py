"""What makes lines a network: places close enough to be one, joined into nodes."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

SNAP_M: Final = 0.05
"""Lines this close to each other meet [m]: files that share vertices do so exactly, official files nearly."""


def components(count: int, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """Find the groups that pairs of things join.

    Parameters
    ----------
    count : int
        How many things there are.
    one, other : ndarray of int, shape (k,)
        The two things of each pair, from 0.

    Returns
    -------
    ndarray of int, shape (count,)
        Group of each thing, from 0, in order of the first thing of each group.
    """
    root = np.arange(count)
    while (root[one] != root[other]).any():
        lower = np.minimum(root[one], root[other])
        np.minimum.at(root, root[one], lower)
        np.minimum.at(root, root[other], lower)
        while (root[root] != root).any():
            root = root[root]
    return np.unique(root, return_inverse=True)[1]


def shared_ends(lines: NDArray[Any], *, within_m: float) -> NDArray[np.int64]:
    """Find the nodes that the ends of lines make.

    Parameters
    ----------
    lines : ndarray of LineString, shape (n,)
        In EPSG:5179.
    within_m : float
        Ends this close are one node [m].

    Returns
    -------
    ndarray of int, shape (n, 2)
        Node of the first and of the last vertex of each line, from 0.
    """
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    one, other = shapely.STRtree(ends).query(ends, predicate="dwithin", distance=within_m)
    return components(len(ends), one, other).reshape(2, -1).T
