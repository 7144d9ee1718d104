"""The loop that deals the values of a city out anew, over and over."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.spatial.compiling import compiled

Ints = NDArray[np.int64]

_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_FIRST: Final = np.uint64(0xBF58476D1CE4E5B9)
_SECOND: Final = np.uint64(0x94D049BB133111EB)
_HALF: Final = np.uint64(32)


@compiled
def _mixed(state: np.uint64) -> np.uint64:
    """Return the number that SplitMix64 draws at a state: Steele, Lea and Flood (2014)."""
    state = (state ^ (state >> np.uint64(30))) * _FIRST
    state = (state ^ (state >> np.uint64(27))) * _SECOND
    return state ^ (state >> np.uint64(31))


@compiled
def count_extremes(  # noqa: PLR0917 - a kernel takes its arrays by position
    values: Ints,
    starts: Ints,
    neighbour: Ints,
    rows: tuple[int, int],
    seed: int,
    bounds: tuple[int, int, int],
    counts: Ints,
) -> None:
    """Deal each segment as many of the others' values as it has neighbours, and count the sums as extreme as its own.

    Each segment has random numbers of its own, so that no bit depends on which are counted together.

    Parameters
    ----------
    values : ndarray of int64, shape (n,)
        What is dealt; whole numbers, so that equal sums are equal.
    starts : ndarray of int64, shape (n + 1,)
        Where the neighbours of each segment begin.
    neighbour : ndarray of int64, shape (e,)
        Rows of the neighbours.
    rows : tuple of int
        First of the segments to count for, and the one after the last.
    seed : int
        Of the random numbers.
    bounds : tuple of int
        Deals at least, deals at most, and how many extreme sums of the rarer kind end it in between.
    counts : ndarray of int64, shape (n, 3)
        Gets how often a segment was dealt to, and how many sums were no lower and no higher; changed.
    """
    n = np.uint64(len(values))
    least, most, enough = bounds
    for row in range(rows[0], rows[1]):
        k = starts[row + 1] - starts[row]
        if k == 0 or k >= len(values):
            continue
        own = 0
        for place in range(starts[row], starts[row + 1]):
            own += values[neighbour[place]]
        drawn = np.empty(k, np.int64)
        state = _mixed(np.uint64(seed) + _GOLDEN * np.uint64(row + 1))
        deals, above, below = 0, 0, 0
        while deals < least or (deals < most and min(above, below) < enough):
            total, held = 0, 0
            while held < k:
                state += _GOLDEN
                one = np.int64(((_mixed(state) >> _HALF) * n) >> _HALF)
                fresh = one != row
                for earlier in range(held):
                    fresh = fresh and drawn[earlier] != one
                if fresh:
                    drawn[held] = one
                    total += values[one]
                    held += 1
            deals += 1
            above += total >= own
            below += total <= own
        counts[row, 0], counts[row, 1], counts[row, 2] = deals, above, below
