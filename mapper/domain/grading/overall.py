"""The overall score, from the official scores of both axes: spec 1.0 §3, "Overall"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.grading.axes import AxisScores, score_cap
from mapper.domain.grading.letters import UNGRADED
from mapper.domain.parameters import Parameters

_PARTS: Final = 10_000


@dataclass(frozen=True)
class OverallScores:
    """Scores over both axes; ``UNGRADED`` or NaN where an axis is 미조사.

    Attributes
    ----------
    axis_weight : ndarray of float64, shape (n, 2)
        Weight of each axis, in the order of ``AXES``.
    uncapped : ndarray of int64, shape (n,)
        Official score before the cap [hundredths].
    score : ndarray of int64, shape (n,)
        Official score [hundredths].
    confidence : ndarray of float64, shape (n,)
        Confidence K, that of the less certain axis.
    """

    axis_weight: NDArray[np.float64]
    uncapped: NDArray[np.int64]
    score: NDArray[np.int64]
    confidence: NDArray[np.float64]

    @property
    def graded(self) -> NDArray[np.bool_]:
        """Which segments have an overall score, shape (n,)."""
        return np.asarray(self.score != UNGRADED)


def score_overall(axes: AxisScores, parameters: Parameters) -> OverallScores:
    """Join the axes so that a bad one cannot hide behind a good one.

    Parameters
    ----------
    axes : AxisScores
        Official scores and critical findings of both axes.
    parameters : Parameters
        The weights and the caps.

    Returns
    -------
    OverallScores
        One row per segment.
    """
    graded = np.asarray(axes.graded.all(axis=1))
    uncapped, score = join_axes(axes.score, score_cap(axes.critical.sum(axis=1), parameters), parameters)
    worst, best = axes.score.min(axis=1), axes.score.max(axis=1)
    axis_weight = np.where(axes.score == worst[:, None], parameters.owa_worst, parameters.owa_best)
    axis_weight[worst == best] = 0.5
    return OverallScores(
        axis_weight=np.where(graded[:, None], axis_weight, np.nan),
        uncapped=np.where(graded, uncapped, UNGRADED),
        score=np.where(graded, score, UNGRADED),
        confidence=axes.confidence.min(axis=1),
    )


def join_axes(
    score: NDArray[np.int64], cap: NDArray[np.float64], parameters: Parameters
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Weigh the axes, the worse one more.

    Parameters
    ----------
    score : ndarray of int64, shape (n, 2)
        Official scores of both axes [hundredths].
    cap : ndarray of float64, shape (n,)
        Highest score that the critical findings of both allow [points].
    parameters : Parameters
        The weights.

    Returns
    -------
    uncapped, score : ndarray of int64, shape (n,)
        Before and after the cap [hundredths].
    """
    # Whole numbers throughout, so that the half is up and never noise.
    share = round(parameters.owa_worst * _PARTS)
    uncapped = (share * score.min(axis=1) + (_PARTS - share) * score.max(axis=1) + _PARTS // 2) // _PARTS
    return uncapped, np.minimum(uncapped, np.rint(100 * np.minimum(cap, 100.0)).astype(np.int64))
