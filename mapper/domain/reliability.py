"""How far two raters agree, and how many repeat surveys it takes to know: spec 1.0 §6."""

from __future__ import annotations

from math import ceil, sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_Z_95: Final = 1.959963984540054
"""Two-sided 95 % quantile of the normal distribution."""


def icc_2_1(ratings: NDArray[Any]) -> float:
    """Intraclass correlation of single ratings by random raters, absolute agreement.

    Source: Shrout and Fleiss (1979), ICC(2,1); called ICC(A,1) by McGraw and Wong.

    Parameters
    ----------
    ratings : ndarray, shape (targets, raters)
        A score of every target by every rater; at least two of each.

    Returns
    -------
    float
        1 for perfect agreement; NaN when all ratings are equal.
    """
    targets, raters = ratings.shape
    grand = ratings.mean()
    by_target, by_rater = ratings.mean(axis=1), ratings.mean(axis=0)
    residual = ratings - by_target[:, None] - by_rater + grand
    between_targets = raters * ((by_target - grand) ** 2).sum() / (targets - 1)
    between_raters = targets * ((by_rater - grand) ** 2).sum() / (raters - 1)
    error = (residual**2).sum() / ((targets - 1) * (raters - 1))
    spread = between_targets + (raters - 1) * error + raters * (between_raters - error) / targets
    return float((between_targets - error) / spread) if spread else float("nan")


def weighted_kappa(first: NDArray[np.int64], second: NDArray[np.int64], levels: int) -> float:
    """Agreement on ordered levels beyond chance, with quadratic weights: Cohen (1968).

    Parameters
    ----------
    first, second : ndarray of int64, shape (n,)
        Levels of the same things by two raters, 0 to ``levels - 1``.
    levels : int
        How many levels there are.

    Returns
    -------
    float
        1 for perfect agreement, 0 for chance; NaN when both give one and the same level throughout.
    """
    distance = np.subtract.outer(np.arange(levels), np.arange(levels)) ** 2
    observed = ((first - second) ** 2).mean()
    shares = [np.bincount(side, minlength=levels) / len(side) for side in (first, second)]
    expected = (np.outer(*shares) * distance).sum()
    return float(1 - observed / expected) if expected else float("nan")


def audit_sample_size(icc: float, *, raters: int, width: float) -> int:
    """How many segments to survey again to know the ICC with a given precision.

    Source: Bonett (2002), with his correction for two raters and an ICC of .7 or more.

    Parameters
    ----------
    icc : float
        The ICC expected.
    raters : int
        Raters per segment.
    width : float
        Full width of the 95 % confidence interval wanted.

    Returns
    -------
    int
        Number of segments.
    """
    variance = (1 - icc) ** 2 * (1 + (raters - 1) * icc) ** 2 / (raters * (raters - 1))
    segments = 8 * _Z_95**2 * variance / width**2 + 1
    return ceil(segments + 5 * icc if raters == 2 and icc >= 0.7 else segments)


def standard_error(scores: NDArray[np.float64], icc: float) -> float:
    """Return the standard error of measurement, SD * sqrt(1 - ICC): spec 1.0 §6.

    Parameters
    ----------
    scores : ndarray of float64, shape (n,)
        Scores of the segments surveyed twice.
    icc : float
        Their ICC.

    Returns
    -------
    float
        In points, as ``Parameters.standard_error``.
    """
    return float(scores.std(ddof=1)) * sqrt(1 - icc)
