"""Whether a segment is like those around it or unlike them: spec 1.0 §6, "Hot spots"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.label import Label

QUADRANTS: Final = {
    "high_high": Label("나쁜 곳끼리", "Bad among bad"),
    "low_high": Label("나쁜 곳 속 좋은 곳", "Good among bad"),
    "low_low": Label("좋은 곳끼리", "Good among good"),
    "high_low": Label("좋은 곳 속 나쁜 곳", "Bad among good"),
}
"""A segment and its neighbours, where high is bad; position is the code in arrays, one less than that of esda."""

NO_QUADRANT: Final = -1
"""Code of a segment without neighbours."""


@dataclass(frozen=True)
class LocalMoran:
    """Local Moran statistics.

    Attributes
    ----------
    statistic : ndarray of float64, shape (n,)
        Above 0 where a segment is like its neighbours; NaN without neighbours, or when all values are equal.
    quadrant : ndarray of int8, shape (n,)
        Position in ``QUADRANTS``, or ``NO_QUADRANT``; what is exactly average counts as low.
    """

    statistic: NDArray[np.float64]
    quadrant: NDArray[np.int8]


def local_moran(values: NDArray[np.float64], segment: NDArray[np.int64], neighbour: NDArray[np.int64]) -> LocalMoran:
    """Compare each segment with the mean of its neighbours.

    Source: Anselin (1995), equation 12, with weights that sum to 1 for each segment. Says nothing about a segment
    that lies alone.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        What is compared, such as 100 minus the score.
    segment, neighbour : ndarray of int64, shape (e,)
        Rows of the segments that touch, each pair in both directions.

    Returns
    -------
    LocalMoran
        One row per segment.
    """
    n = len(values)
    if not n:
        return LocalMoran(values, np.empty(0, dtype=np.int8))
    deviation = values - values.mean()
    neighbours = np.bincount(segment, minlength=n)
    total = np.bincount(segment, weights=deviation[neighbour], minlength=n)
    lag = np.divide(total, neighbours, out=np.full(n, np.nan), where=neighbours > 0)
    spread = (deviation**2).sum()
    statistic = (n - 1) * deviation * lag / spread if spread else np.full(n, np.nan)
    quadrant = np.select([(deviation > 0) & (lag > 0), lag > 0, deviation <= 0], [0, 1, 2], 3)
    return LocalMoran(statistic, np.where(neighbours > 0, quadrant, NO_QUADRANT).astype(np.int8))
