"""Official numbers are whole hundredths of a point: spec 1.0 §3, "Cap and floor"."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

NANO_PER_HUNDREDTH: Final = 10_000_000


def to_nano(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return billionths of a point: what is smaller is binary noise, and is dropped.

    Parameters
    ----------
    points : ndarray of float64
        Finite numbers, in points.

    Returns
    -------
    ndarray of int64
        The nearest billionths.
    """
    return np.rint(points * 1e9).astype(np.int64)


def to_hundredths(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Round half up to whole hundredths, after dropping binary noise.

    Parameters
    ----------
    points : ndarray of float64
        Finite numbers, in points.

    Returns
    -------
    ndarray of int64
        Hundredths of a point.
    """
    return (to_nano(points) + NANO_PER_HUNDREDTH // 2) // NANO_PER_HUNDREDTH


def apportion(nano: NDArray[np.int64], group: NDArray[np.int64], total: NDArray[np.int64]) -> NDArray[np.int64]:
    """Round the parts of each group so that they sum to its total: largest remainder, ties in given order.

    Parameters
    ----------
    nano : ndarray of int64, shape (q,)
        The parts [billionths of a point].
    group : ndarray of int64, shape (q,)
        Number of the group of each part, from 0, not falling, none left out.
    total : ndarray of int64, shape (groups,)
        What each group must sum to [hundredths]: the sum of its parts, give or take a hundredth.

    Returns
    -------
    ndarray of int64, shape (q,)
        The parts [hundredths].
    """
    whole, remainder = np.divmod(nano, NANO_PER_HUNDREDTH)
    start = np.searchsorted(group, np.arange(len(total)))
    missing = total - np.add.reduceat(whole, start)
    by_remainder = np.argsort(group * NANO_PER_HUNDREDTH - remainder, kind="stable")
    rank = np.arange(len(group)) - start[group]
    whole[by_remainder] += rank < missing[group]
    return whole
