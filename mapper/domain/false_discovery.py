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
