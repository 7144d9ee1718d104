"""How much of what differs between two surveys is the rater: spec 1.0 §6, "Reliability"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class RaterEffect:
    """Score = segment + rater + rest, where segments and raters are random.

    Attributes
    ----------
    segment, rater, rest : float
        Variance of each [points²].
    leniency : ndarray of float64, shape (raters,)
        How much higher each rater scores than all of them [points], drawn towards 0 by how little is known; raters
        who are only ever compared among a few are compared with these.
    """

    segment: float
    rater: float
    rest: float
    leniency: NDArray[np.float64]

    @property
    def icc(self) -> float:
        """Share of the variance that is the segments'; NaN when all scores are equal."""
        whole = self.segment + self.rater + self.rest
        return self.segment / whole if whole else float("nan")


def rater_effect(scores: NDArray[np.float64], raters: NDArray[np.int64]) -> RaterEffect:
    """Estimate how strict raters are from pairs of surveys of the same segment.

    Source: Henderson's method III (1953) for a mixed model with crossed random effects, which has a closed form here:
    with D the differences' design, L = D'D and d = D r + e, the fitted sum of squares d'D L⁺ D'd has the expectation
    rater * tr(L) + 2 * rest * rank(L). The predictions are those of Henderson's mixed model equations. A rater who was
    sent to the worse streets is not taken for a strict one, but one who grew strict in autumn is.

    Parameters
    ----------
    scores : ndarray of float64, shape (n, 2)
        First and second score of each segment [points].
    raters : ndarray of int64, shape (n, 2)
        Who gave it, from 0; never the same twice in a row.

    Returns
    -------
    RaterEffect
        Variances below 0 are shown as 0. NaN where there are too few pairs to tell raters from chance.
    """
    n, count = len(scores), int(raters.max(initial=-1)) + 1
    design = np.zeros((n, count))
    rows = np.arange(n)
    design[rows, raters[:, 0]] = 1
    design[rows, raters[:, 1]] = -1
    difference = scores[:, 0] - scores[:, 1]
    normal, right = design.T @ design, design.T @ difference
    fitted = float(right @ np.linalg.pinv(normal, hermitian=True) @ right)
    rank = int(np.linalg.matrix_rank(normal, hermitian=True)) if n else 0
    if n <= rank:
        return RaterEffect(np.nan, np.nan, np.nan, np.full(count, np.nan))
    square = max(0.0, float(difference @ difference) - fitted) / (n - rank)
    rater, rest = max(0.0, (fitted - rank * square) / (2 * n)), square / 2
    deviation = scores - scores.mean()
    segment = max(0.0, float((deviation[:, 0] * deviation[:, 1]).sum()) / (n - 1))
    drawn = normal + np.eye(count) * (2 * rest / rater) if rater else np.zeros_like(normal)
    leniency = np.asarray(np.linalg.pinv(drawn, hermitian=True) @ right)
    return RaterEffect(segment, rater, rest, leniency)
