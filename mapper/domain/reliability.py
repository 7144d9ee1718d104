"""How far two raters agree, and how many repeat surveys it takes to know: spec 1.0 §6."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, isnan, sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.f_distribution import f_quantile
from mapper.domain.label import Label

BANDS: Final = {
    "poor": Label("낮음", "Poor"),
    "moderate": Label("보통", "Moderate"),
    "good": Label("높음", "Good"),
    "excellent": Label("매우 높음", "Excellent"),
}
"""Words for an ICC, worst first."""

_BAND_CUTS: Final = (0.5, 0.75, 0.9)

_Z_95: Final = 1.959963984540054
"""Two-sided 95 % quantile of the normal distribution."""


@dataclass(frozen=True)
class _MeanSquares:
    """Analysis of variance of ratings, two ways."""

    targets: int
    raters: int
    between_targets: float
    between_raters: float
    error: float

    @classmethod
    def of(cls, ratings: NDArray[Any]) -> _MeanSquares:
        targets, raters = ratings.shape
        grand = ratings.mean()
        by_target, by_rater = ratings.mean(axis=1), ratings.mean(axis=0)
        residual = ratings - by_target[:, None] - by_rater + grand
        return cls(
            targets=targets,
            raters=raters,
            between_targets=raters * float(((by_target - grand) ** 2).sum()) / (targets - 1),
            between_raters=targets * float(((by_rater - grand) ** 2).sum()) / (raters - 1),
            error=float((residual**2).sum()) / ((targets - 1) * (raters - 1)),
        )


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
    mean = _MeanSquares.of(ratings)
    by_rater = mean.raters * (mean.between_raters - mean.error) / mean.targets
    spread = mean.between_targets + (mean.raters - 1) * mean.error + by_rater
    return (mean.between_targets - mean.error) / spread if spread else float("nan")


def icc_interval(ratings: NDArray[Any]) -> tuple[float, float]:
    """Return the 95 % confidence interval of ICC(2,1).

    Source: McGraw and Wong (1996), table 7, with Satterthwaite's degrees of freedom. It takes scores to be normal and
    raters to be a sample; with two columns it cannot tell a strict rater from a hard street.

    Parameters
    ----------
    ratings : ndarray, shape (targets, raters)
        As for `icc_2_1`.

    Returns
    -------
    lower, upper : float
        Both 1 where all raters agree throughout; NaN when all ratings are equal.
    """
    mean, icc = _MeanSquares.of(ratings), icc_2_1(ratings)
    if isnan(icc) or mean.error == mean.between_raters == 0:
        return icc, icc
    n, k = mean.targets, mean.raters
    a = k * icc / (n * (1 - icc))
    b = 1 + (n - 1) * a
    raters, error = a * mean.between_raters, b * mean.error
    freedom = (raters + error) ** 2 / (raters**2 / (k - 1) + error**2 / ((n - 1) * (k - 1)))
    upper = f_quantile(0.975, n - 1, freedom)
    lower = f_quantile(0.975, freedom, n - 1)
    noise = k * mean.between_raters + (k * n - k - n) * mean.error
    return (
        n * (mean.between_targets - upper * mean.error) / (upper * noise + n * mean.between_targets),
        n * (lower * mean.between_targets - mean.error) / (noise + n * lower * mean.between_targets),
    )


def band(icc: float) -> str:
    """Put an ICC into a word.

    Source: Koo and Li (2016), who read both ends of the interval so, never the estimate alone.

    Parameters
    ----------
    icc : float
        An end of the confidence interval.

    Returns
    -------
    str
        Key of ``BANDS``.
    """
    return tuple(BANDS)[sum(icc >= cut for cut in _BAND_CUTS)]


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
