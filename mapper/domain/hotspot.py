"""Where bad (or good) segments cluster: spec 1.0 §6, "Hot spots"."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.label import Label

HOTSPOTS: Final = {
    "cold_99": Label("콜드스팟 99 %", "Cold spot 99 %"),
    "cold_95": Label("콜드스팟 95 %", "Cold spot 95 %"),
    "cold_90": Label("콜드스팟 90 %", "Cold spot 90 %"),
    "none": Label("뚜렷하지 않음", "Not significant"),
    "hot_90": Label("핫스팟 90 %", "Hot spot 90 %"),
    "hot_95": Label("핫스팟 95 %", "Hot spot 95 %"),
    "hot_99": Label("핫스팟 99 %", "Hot spot 99 %"),
    "island": Label("이웃 구간 없음", "No neighbouring segment"),
}
"""What a segment is part of, where hot is bad; position is the code in arrays."""

_NONE: Final = tuple(HOTSPOTS).index("none")
_ISLAND: Final = tuple(HOTSPOTS).index("island")
_FALSE_AT_MOST: Final = np.array([0.10, 0.05, 0.01])
"""Share of the finds of each step, and of those further out, that may be chance."""


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
    if not n:
        return values
    local_sum = values + np.bincount(segment, weights=values[neighbour], minlength=n)
    weight = 1 + np.bincount(segment, minlength=n)
    spread = values.std() * np.sqrt((n * weight - weight**2) / max(n - 1, 1))
    excess = local_sum - values.mean() * weight
    return np.asarray(np.divide(excess, spread, out=np.full(n, np.nan), where=spread > 0))


def hotspot_codes(
    z: NDArray[np.float64], adjusted: NDArray[np.float64], neighbours: NDArray[np.int64]
) -> NDArray[np.int8]:
    """Say in words where clusters are.

    The words tell how sure a cluster is, not how bad it is: one of many moderate segments is as hot as one of few
    terrible ones.

    Parameters
    ----------
    z : ndarray of float64, shape (n,)
        As by `gi_star`.
    adjusted : ndarray of float64, shape (n,)
        False discovery rates, as by `mapper.domain.false_discovery.adjusted_p`; NaN where nothing was tested.
    neighbours : ndarray of int64, shape (n,)
        How many neighbours each segment has.

    Returns
    -------
    ndarray of int8, shape (n,)
        Position in ``HOTSPOTS``.
    """
    steps = (adjusted[:, None] <= _FALSE_AT_MOST).sum(axis=1)
    steps = np.where(np.isnan(z), 0, steps * np.sign(np.nan_to_num(z)))
    return np.where(neighbours == 0, _ISLAND, _NONE + steps).astype(np.int8)
