"""The loops of the grid of segments, compiled: while one runs, other threads do too.

What is found of a point depends on no other point, so threads change no bit of it.
"""

from __future__ import annotations

from math import floor, sqrt
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mapper.spatial.compiling import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CELL_M: Final = 16.0
"""Side of a cell [m]: about as far as most points are from their alley."""

_SLACK_M: Final = 0.001
"""What a search looks further than asked, so that rounding at the edge of a cell hides nothing [m]."""


class Cells(NamedTuple):
    """The straight parts of lines, by the cells of a grid that they pass through.

    Attributes
    ----------
    parts : ndarray, shape (n, 4)
        Both ends of each part: x, y, x, y [m]; in each cell that it passes through, cell by cell.
    owner : ndarray of int, shape (n,)
        The line of each part.
    bounds : tuple of float
        West, south, east and north of all the parts [m].
    shape : tuple of int
        Rows and columns, each a power of two.
    starts : ndarray of int, shape (rows * columns + 1,)
        Where the parts of each cell begin, row by row.
    """

    parts: Floats
    owner: Ints
    bounds: tuple[float, float, float, float]
    shape: tuple[int, int]
    starts: Ints


@compiled
def _distance(x: float, y: float, parts: Floats, part: int) -> float:
    """Return the distance of a point, operation by operation as GEOS's ``Distance::pointToSegment`` computes it."""
    ax, ay, bx, by = parts[part, 0], parts[part, 1], parts[part, 2], parts[part, 3]
    dx, dy = bx - ax, by - ay
    square = dx * dx + dy * dy
    if square > 0:
        along = ((x - ax) * dx + (y - ay) * dy) / square
        if 0 < along < 1:
            across: float = ((ay - y) * dx - (ax - x) * dy) / square
            return abs(across) * sqrt(square)
        if along >= 1:
            ax, ay = bx, by
    return sqrt((x - ax) * (x - ax) + (y - ay) * (y - ay))


@compiled
def _cell(row: int, column: int, shape: tuple[int, int]) -> int:
    return (row & (shape[0] - 1)) * shape[1] + (column & (shape[1] - 1))


@compiled
def enter(parts: Floats, corner: tuple[float, float], shape: tuple[int, int], cursor: Ints, entries: Ints) -> None:
    """Move the cursor of each cell on by every part that passes through it, noting the part where there is room.

    Parameters
    ----------
    parts : ndarray, shape (p, 4)
        Both ends of each straight piece of a line [m].
    corner : tuple of float
        West and south of the grid [m].
    shape : tuple of int
        Rows and columns of cells, powers of two.
    cursor : ndarray of int, shape (cells,)
        Where each cell goes on; changed.
    entries : ndarray of int, shape (e,)
        Parts by cell; written to, or empty to count only.
    """
    west, south = corner
    for part in range(len(parts)):
        x0, y0, x1, y1 = parts[part, 0] - west, parts[part, 1] - south, parts[part, 2] - west, parts[part, 3] - south
        for row in range(floor(min(y0, y1) / CELL_M), floor(max(y0, y1) / CELL_M) + 1):
            left, right = min(x0, x1), max(x0, x1)
            if abs(y1 - y0) > CELL_M:
                lean = (x1 - x0) / (y1 - y0)
                below, above = x0 + (row * CELL_M - y0) * lean, x0 + ((row + 1) * CELL_M - y0) * lean
                left = max(left, min(below, above) - _SLACK_M)
                right = min(right, max(below, above) + _SLACK_M)
            for column in range(floor(left / CELL_M), floor(right / CELL_M) + 1):
                cell = _cell(row, column, shape)
                if len(entries):
                    entries[cursor[cell]] = part
                cursor[cell] += 1


@compiled
def search_nearest(  # noqa: PLR0917 - a kernel takes its arrays by position
    cells: Cells,
    x: Floats,
    y: Floats,
    order: Ints,
    within: float,
    line: Ints,
    distance: Floats,
) -> None:
    """Look around each point, ring by ring of cells, until no further ring can hold anything as near.

    Parameters
    ----------
    cells : Cells
        The grid.
    x, y : ndarray, shape (p,)
        Points [m].
    order : ndarray of int, shape (o,)
        Which of them to look around, in this order.
    within : float
        How far [m].
    line : ndarray of int, shape (p,)
        Gets the nearest line, of those equally near the lowest.
    distance : ndarray, shape (p,)
        Gets how far that is [m].
    """
    parts, owner, shape, starts = cells.parts, cells.owner, cells.shape, cells.starts
    west, south, east, north = cells.bounds
    rings = min(within / CELL_M + 2, max(shape))
    for point in order:
        px, py = x[point] - west, y[point] - south
        if not (-within <= px <= east - west + within and -within <= py <= north - south + within):
            continue
        row, column = floor(py / CELL_M), floor(px / CELL_M)
        up, along = py - row * CELL_M, px - column * CELL_M
        edge = min(up, CELL_M - up, along, CELL_M - along)
        best, best_line, ring = within, -1, 0
        while ring < rings and (ring - 1) * CELL_M + edge <= best + _SLACK_M:
            for j in range(-ring, ring + 1):
                off_y = max(j * CELL_M - up, up - (j + 1) * CELL_M, 0.0)
                for i in range(-ring, ring + 1, 1 if abs(j) == ring else 2 * ring):
                    off_x = max(i * CELL_M - along, along - (i + 1) * CELL_M, 0.0)
                    if off_x * off_x + off_y * off_y > (best + _SLACK_M) ** 2:
                        continue
                    cell = _cell(row + j, column + i, shape)
                    for part in range(starts[cell], starts[cell + 1]):
                        found = _distance(x[point], y[point], parts, part)
                        if found < best or (found == best and (best_line < 0 or owner[part] < best_line)):
                            best, best_line = found, owner[part]
            ring += 1
        if best_line >= 0:
            line[point], distance[point] = best_line, best


@compiled
def search_near(  # noqa: PLR0917 - a kernel takes its arrays by position
    cells: Cells,
    x: Floats,
    y: Floats,
    radius: Floats,
    half_width: Floats,
    points: Ints,
    lines: Ints,
    distances: Floats,
) -> tuple[int, int]:
    """Look through the cells in reach of each point, keeping the least distance to each line, while there is room.

    Parameters
    ----------
    cells : Cells
        The grid.
    x, y : ndarray, shape (p,)
        Points [m].
    radius : ndarray, shape (p,)
        How far the surface of a line may be from each [m].
    half_width : ndarray, shape (n,)
        From the middle of each line to its surface [m].
    points, lines, distances : ndarray, shape (room,)
        Get a point, a line and the distance between them [m] for each pair that is kept.

    Returns
    -------
    tuple of int
        How many points were searched, and how many pairs were kept.
    """
    parts, owner, shape, starts = cells.parts, cells.owner, cells.shape, cells.starts
    west, south, east, north = cells.bounds
    widest = half_width.max() if len(half_width) else 0.0
    slot = np.zeros(len(half_width), np.int64)
    end = 0
    for point in range(len(x)):
        px, py, reach = x[point] - west, y[point] - south, radius[point] + widest + _SLACK_M
        if not (-reach <= px <= east - west + reach and -reach <= py <= north - south + reach):
            continue
        begin = end
        first, last = floor(max(px - reach, 0.0) / CELL_M), floor(min(px + reach, east - west) / CELL_M)
        bottom, top = floor(max(py - reach, 0.0) / CELL_M), floor(min(py + reach, north - south) / CELL_M)
        for row in range(bottom, top + 1):
            column = first
            while column <= last:
                lap = min(last, column | (shape[1] - 1))  # cells side by side, up to where the grid is rolled up
                for part in range(starts[_cell(row, column, shape)], starts[_cell(row, lap, shape) + 1]):
                    line = owner[part]
                    found = _distance(x[point], y[point], parts, part)
                    if found - half_width[line] > radius[point] + _SLACK_M:
                        continue
                    # a slot that another point has left is known by what stands there now
                    if begin <= slot[line] < end and lines[slot[line]] == line:
                        distances[slot[line]] = min(found, distances[slot[line]])
                    elif end == len(points):
                        return point, begin
                    else:
                        points[end], lines[end], distances[end], slot[line] = point, line, found, end
                        end += 1
                column = lap + 1
    return len(x), end
