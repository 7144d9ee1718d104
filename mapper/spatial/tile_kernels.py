"""The loops that write lines into vector tiles, compiled: half a microsecond a line.

Numbers of the format are those of the Mapbox Vector Tile Specification 2.1 §4.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mapper.spatial.compiling import compiled

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]

_MOVE, _DRAW = 1, 2
_TAGS, _KIND, _SHAPE = 0x12, 0x18, 0x22
"""Number and wire type of the fields of a feature, in one byte each."""
_FEATURE = 0x12
_LINE = 2
_LONGEST_NUMBER = 5
"""Bytes of a number below 2**35, which is more than a tile of any zoom comes to."""


@compiled
def _reaches(grid: Ints, first: int, end: int, low: int, high: int) -> bool:
    """Tell whether the box of a line touches a square."""
    for axis in range(2):
        least, most = grid[first, axis], grid[first, axis]
        for place in range(first + 1, end):
            least, most = min(least, grid[place, axis]), max(most, grid[place, axis])
        if most < low or least > high:
            return False
    return True


@compiled
def _farthest(grid: Ints, first: int, last: int) -> tuple[int, float]:
    """Return the vertex farthest from the straight part between two others, and the square of how far that is."""
    x, y = grid[first, 0], grid[first, 1]
    east, north = grid[last, 0] - x, grid[last, 1] - y
    long = float(east * east + north * north)
    middle, far = first, 0.0
    for place in range(first + 1, last):
        across, up = grid[place, 0] - x, grid[place, 1] - y
        along = min(max((across * east + up * north) / long, 0.0), 1.0) if long else 0.0
        away = (across - along * east) ** 2 + (up - along * north) ** 2
        if away > far:
            middle, far = place, away
    return middle, far


@compiled
def thinned(grid: Ints, starts: Ints, tolerance: float, low: int, high: int) -> NDArray[np.bool_]:
    """Choose the vertices that a line cannot do without, by Douglas and Peucker.

    Parameters
    ----------
    grid : ndarray of int, shape (m, 2)
        Vertices of all lines, one after another.
    starts : ndarray of int, shape (n + 1,)
        Where each line begins.
    tolerance : float
        How far the line may move, in steps of the grid.
    low, high : int
        Least and greatest coordinate of what is to be seen.

    Returns
    -------
    ndarray of bool, shape (m,)
        False for all vertices of a line that is only a point, or not to be seen.
    """
    kept = np.zeros(len(grid), np.bool_)
    waiting = np.empty((len(grid) + 1, 2), np.int64)
    for line in range(len(starts) - 1):
        if not _reaches(grid, starts[line], starts[line + 1], low, high):
            continue
        waiting[0, 0], waiting[0, 1], left = starts[line], starts[line + 1] - 1, 1
        while left:
            left -= 1
            first, last = waiting[left, 0], waiting[left, 1]
            middle, far = _farthest(grid, first, last)
            if far > tolerance * tolerance:
                waiting[left + 1, 0], waiting[left + 1, 1], waiting[left, 1] = middle, last, middle
                left += 2
            elif grid[first, 0] != grid[last, 0] or grid[first, 1] != grid[last, 1]:
                kept[first] = kept[last] = True
    return kept


@compiled
def _put(out: Bytes, at: int, number: int) -> int:
    """Write a number seven bits a byte and return where the next one goes."""
    while number > 127:
        out[at] = (number & 127) | 128
        number >>= 7
        at += 1
    out[at] = number
    return at + 1


@compiled
def _put_signed(out: Bytes, at: int, number: int) -> int:
    end: int = _put(out, at, (number << 1) ^ (number >> 63))
    return end


@compiled
def _put_bytes(out: Bytes, at: int, field: int, value: Bytes, size: int) -> int:
    out[at] = field
    at = _put(out, at + 1, size)
    for place in range(size):  # a slice would take seconds to compile
        out[at + place] = value[place]
    end: int = at + size
    return end


@compiled
def features(grid: Ints, starts: Ints, owners: Ints, tags: Ints) -> Bytes:
    """Write features of lines, each with all its lines, as field 2 of a layer.

    Parameters
    ----------
    grid : ndarray of int, shape (m, 2)
        Vertices of all lines, one after another, in steps from the north-western corner of the tile.
    starts : ndarray of int, shape (n + 1,)
        Where each line begins; one without vertices is left out.
    owners : ndarray of int, shape (f + 1,)
        The first line of each feature.
    tags : ndarray of int, shape (f, k)
        Positions of key and value in turn, -1 for a value that is not there.

    Returns
    -------
    ndarray of uint8
        The message.
    """
    room = _LONGEST_NUMBER * (2 * len(grid) + 2 * len(starts) + tags.size + 4 * len(owners))
    out, shape, said = np.empty(room, np.uint8), np.empty(room, np.uint8), np.empty(room, np.uint8)
    whole = np.empty(room, np.uint8)
    end = 0
    for feature in range(len(owners) - 1):
        drawn, x, y = 0, 0, 0
        for line in range(owners[feature], owners[feature + 1]):
            first, last = starts[line], starts[line + 1]
            for place in range(first, last):
                if place == first:
                    drawn = _put(shape, drawn, 1 << 3 | _MOVE)
                elif place == first + 1:
                    drawn = _put(shape, drawn, (last - first - 1) << 3 | _DRAW)
                drawn = _put_signed(shape, drawn, grid[place, 0] - x)
                drawn = _put_signed(shape, drawn, grid[place, 1] - y)
                x, y = grid[place, 0], grid[place, 1]
        if not drawn:
            continue
        spoken = 0
        for pair in range(0, tags.shape[1], 2):
            if tags[feature, pair + 1] >= 0:
                spoken = _put(said, spoken, tags[feature, pair])
                spoken = _put(said, spoken, tags[feature, pair + 1])
        size = _put_bytes(whole, 0, _TAGS, said, spoken)
        whole[size], whole[size + 1] = _KIND, _LINE
        size = _put_bytes(whole, size + 2, _SHAPE, shape, drawn)
        end = _put_bytes(out, end, _FEATURE, whole, size)
    return out[:end]
