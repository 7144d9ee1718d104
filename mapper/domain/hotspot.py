"""Where bad (or good) segments cluster: spec 1.0 §6, "Hot spots"."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def gi_star(
    values: NDArray[np.float64], segment: NDArray[np.int64], neighbour: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Local statistic Gi* with binary weights, as a z-score.

    Source: Ord and Getis (1995), equation 14: each segment counts as its own neighbour.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        What clusters, such as 100 minus the score; segments without a grade are left out, not 0.
    segment, neighbour : ndarray of int64, shape (e,)
        Rows of the segments that touch, each pair in both directions.

    Returns
    -------
    ndarray of float64, shape (n,)
        Above 0 where high values cluster; NaN where the neighbourhood is everything or all values are equal.
    """
    n = len(values)
    local_sum = values + np.bincount(segment, weights=values[neighbour], minlength=n)
    weight = 1 + np.bincount(segment, minlength=n)
    spread = values.std() * np.sqrt((n * weight - weight**2) / max(n - 1, 1))
    excess = local_sum - values.mean() * weight
    return np.asarray(np.divide(excess, spread, out=np.full(n, np.nan), where=spread > 0))
