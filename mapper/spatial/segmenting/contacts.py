"""Where lines of one level cross, touch or lie on each other, to within the snap distance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

from mapper.spatial.network import SNAP_M
from mapper.spatial.segmenting.polylines import Polylines, Spots

_BLOCK = 200_000
"""Edges looked up at a time, so that memory stays flat however large the city is."""


def find_contacts(lines: Polylines, level: NDArray[np.int64]) -> tuple[Spots, Spots]:
    """Find every place where a line meets another line of its level, or itself.

    Where lines lie on each other, each vertex of either is a contact.

    Parameters
    ----------
    lines : Polylines
        The lines.
    level : ndarray of int, shape (n,)
        Level of each line; lines of different levels do not meet.

    Returns
    -------
    tuple of Spots
        The two places of each contact, each on its own line.
    """
    found = [_turning_back(lines)]
    for one, other in _close_edges(lines, level):
        found += [
            _crossings(lines, one, other),
            _touches(lines, one, other),
            _touches(lines, one + 1, other),
            _touches(lines, other, one),
            _touches(lines, other + 1, one),
        ]
    one_spots, other_spots = (Spots.joined(*side) for side in zip(*found, strict=True))
    return one_spots, other_spots


def _close_edges(lines: Polylines, level: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    edges = np.setdiff1d(np.arange(len(lines.xy)), lines.last, assume_unique=True)
    start, end = lines.xy[edges], lines.xy[edges + 1]
    low, high = np.minimum(start, end) - SNAP_M / 2, np.maximum(start, end) + SNAP_M / 2
    boxes = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    tree = shapely.STRtree(boxes)
    edge_level = level[lines.line[edges]]
    for begin in range(0, len(edges), _BLOCK):
        one, other = tree.query(boxes[begin : begin + _BLOCK])
        one += begin
        meeting = (one < other) & (edge_level[one] == edge_level[other])
        yield edges[one[meeting]], edges[other[meeting]]


def _crossings(lines: Polylines, one: NDArray[np.int64], other: NDArray[np.int64]) -> tuple[Spots, Spots]:
    start, along = lines.xy[one], lines.xy[one + 1] - lines.xy[one]
    across = lines.xy[other + 1] - lines.xy[other]
    apart = lines.xy[other] - start
    with np.errstate(divide="ignore", invalid="ignore"):  # parallel edges: infinite or NaN, hence not inside
        turn = _cross(along, across)
        fraction, other_fraction = _cross(apart, across) / turn, _cross(apart, along) / turn
        inside = (fraction > 0) & (fraction < 1) & (other_fraction > 0) & (other_fraction < 1)
    return _apart(
        lines,
        lines.snapped(one[inside], fraction[inside], reach_m=SNAP_M),
        lines.snapped(other[inside], other_fraction[inside], reach_m=SNAP_M),
    )


def _touches(lines: Polylines, vertex: NDArray[np.int64], edge: NDArray[np.int64]) -> tuple[Spots, Spots]:
    start, along = lines.xy[edge], lines.xy[edge + 1] - lines.xy[edge]
    reached = lines.xy[vertex] - start
    fraction = np.clip((reached * along).sum(axis=1) / lines.step_m[edge] ** 2, 0, 1)
    gap = reached - fraction[:, None] * along
    close = np.hypot(gap[:, 0], gap[:, 1]) <= SNAP_M
    return _apart(
        lines,
        Spots.at_vertices(vertex[close]),
        lines.snapped(edge[close], fraction[close], reach_m=SNAP_M),
    )


def _turning_back(lines: Polylines) -> tuple[Spots, Spots]:
    """Find the tips of folds: vertices from which a line runs back along itself."""
    ends = np.concatenate([lines.first, lines.last])
    inner = np.setdiff1d(np.arange(len(lines.xy)), ends, assume_unique=True)
    before, _ = _touches(lines, inner - 1, inner)
    after, _ = _touches(lines, inner + 1, inner - 1)
    tips = Spots.at_vertices(np.unique(np.concatenate([before.vertex + 1, after.vertex - 1])))
    return tips, tips


def _apart(lines: Polylines, one: Spots, other: Spots) -> tuple[Spots, Spots]:
    """Leave out contacts of a line with itself that are only its way through one place."""
    same_line = lines.line[one.vertex] == lines.line[other.vertex]
    real = ~same_line | (np.abs(lines.metres(one) - lines.metres(other)) > 2 * SNAP_M)
    return one[real], other[real]


def _cross(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    product: NDArray[np.float64] = one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
    return product
