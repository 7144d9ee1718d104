"""Agreement on ordered levels among any number of raters, some of whom did not answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def ordinal_alpha(ratings: NDArray[np.float64], levels: int) -> float:
    """Krippendorff's alpha with the ordinal metric.

    Source: Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", part D. Written out here because the
    package of that name is under the GPL. Where nearly everything is at one level, alpha is low however seldom raters
    differ: read it beside the share within one level.

    Parameters
    ----------
    ratings : ndarray of float64, shape (targets, raters)
        Levels 0 to ``levels - 1``; NaN where a rater did not answer.
    levels : int
        How many levels there are.

    Returns
    -------
    float
        1 for perfect agreement, 0 for chance; NaN when there are no two answers, or one level throughout.
    """
    counts = (ratings[:, :, None] == np.arange(levels)).sum(axis=1).astype(np.float64)
    answers = counts.sum(axis=1)
    paired = answers > 1
    counts, answers = counts[paired], answers[paired]
    by_level = counts.sum(axis=0)
    each = counts / (answers - 1)[:, None]
    coincidences = each.T @ counts - np.diag(each.sum(axis=0))
    midrank = np.cumsum(by_level) - by_level / 2
    distance = np.subtract.outer(midrank, midrank) ** 2
    by_chance = float((np.outer(by_level, by_level) * distance).sum())
    if not by_chance:
        return float("nan")
    return 1 - (float(by_level.sum()) - 1) * float((coincidences * distance).sum()) / by_chance
