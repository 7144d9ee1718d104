"""Many tests at once: how many of the finds may be chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def adjusted_p(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Adjust p-values so that of those up to a level no larger share is expected to be false.

    Source: Benjamini and Hochberg (1995). Holds where tests are independent or help each other, as those of
    neighbours do (Benjamini and Yekutieli 2001); it says nothing about any single find.

    Parameters
    ----------
    p : ndarray of float64, shape (n,)
        One of each test; NaN where nothing was tested.

    Returns
    -------
    ndarray of float64, shape (n,)
        The smallest false discovery rate at which each is a find; NaN where nothing was tested.
    """
    adjusted = np.full(len(p), np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    falling = tested[np.argsort(-p[tested], kind="stable")]
    rank = np.arange(len(falling), 0, -1)
    adjusted[falling] = np.minimum.accumulate(np.minimum(p[falling] * len(falling) / rank, 1.0))
    return adjusted


def adjusted_of_chances(chance: NDArray[np.float64], came_up: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Adjust where each test has one outcome that tells anything, and its chance is known beforehand.

    Source: Heyse (2011), a false discovery rate for categorical data: tests that could not have come out as unlikely are
    not counted against those that did, as `adjusted_p` counts them. Of 100,000 tests that one finds next to nothing.

    Parameters
    ----------
    chance : ndarray of float64, shape (n,)
        How likely the outcome is by chance; NaN where nothing was tested.
    came_up : ndarray of bool, shape (n,)
        Where it came about.

    Returns
    -------
    ndarray of float64, shape (n,)
        The smallest false discovery rate at which each is a find: outcomes as unlikely that chance brings about, by those
        there are; 1 where it did not come about, NaN where nothing was tested.
    """
    adjusted = np.full(len(chance), np.nan)
    tested = np.flatnonzero(~np.isnan(chance))
    rising = tested[np.argsort(chance[tested], kind="stable")]
    last_alike = np.searchsorted(chance[rising], chance[rising], side="right") - 1
    by_chance, there = np.cumsum(chance[rising])[last_alike], np.cumsum(came_up[rising])[last_alike]
    rate = np.minimum(by_chance / np.maximum(there, 1), 1.0)
    smallest = np.minimum.accumulate(rate[::-1])[::-1]
    adjusted[rising] = np.where(came_up[rising], smallest, 1.0)
    return adjusted
