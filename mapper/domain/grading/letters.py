"""From numbers to words: grades with their dead band, their probabilities, confidence words."""

from __future__ import annotations

from math import erfc, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.grading.rounding import to_hundredths
from mapper.domain.label import Label
from mapper.domain.parameters import Parameters

GRADES: Final = {
    "A": Label("매우 좋음", "Very good"),
    "B": Label("좋음", "Good"),
    "C": Label("보통", "Fair"),
    "D": Label("나쁨", "Poor"),
    "E": Label("매우 나쁨", "Very poor"),
}
"""The grades from best to worst; position is the code in arrays."""

UNGRADED: Final = -1
"""Code of a grade, a score or a confidence word that does not exist."""

UNGRADED_LABEL: Final = Label("미조사", "Not graded")

CONFIDENCE_LEVELS: Final = {
    "high": Label("높음", "High"),
    "medium": Label("보통", "Medium"),
    "low": Label("낮음", "Low"),
}
"""Words for confidence, best first; position is the code in arrays."""

_erfc: Final = np.vectorize(erfc, otypes=[np.float64])


def grade_codes(score: NDArray[np.int64], previous: NDArray[np.int8], parameters: Parameters) -> NDArray[np.int8]:
    """Grade scores, with a dead band around each cut: spec 1.0 §3, "Grade".

    Parameters
    ----------
    score : ndarray of int64
        Official scores of any shape [hundredths], or ``UNGRADED``.
    previous : ndarray of int8
        Grades of the last official run, in the same shape, or ``UNGRADED`` for none.
    parameters : Parameters
        The numbers of the rule.

    Returns
    -------
    ndarray of int8
        0 to 4 for A to E, or ``UNGRADED``.
    """
    band = np.where(previous == UNGRADED, 0, round(100 * parameters.hysteresis))
    best, worst = _below(score + band, parameters), _below(score - band, parameters)
    # Within the dead band the previous grade lies between the two, and stays.
    codes = np.where(previous == UNGRADED, best, np.clip(previous, best, worst))
    return np.where(score == UNGRADED, UNGRADED, codes).astype(np.int8)


def _below(score: NDArray[np.int64], parameters: Parameters) -> NDArray[np.int64]:
    """How many cuts each score misses, which is the code of its grade."""
    cuts = to_hundredths(np.array(parameters.cuts))
    return np.asarray((score[..., None] < cuts).sum(axis=-1))


def grade_probabilities(score: NDArray[np.float64], parameters: Parameters) -> NDArray[np.float64]:
    """Probability of each grade, given the measurement error: spec 1.0 §3, "Grade probability".

    Parameters
    ----------
    score : ndarray of float64, shape (n,)
        Official scores, in points.
    parameters : Parameters
        The cuts and the standard error of measurement.

    Returns
    -------
    ndarray of float64, shape (n, 5)
        Probability of A to E; each row sums to 1.
    """
    z = (np.array(parameters.cuts) - score[:, None]) / parameters.standard_error
    below = np.column_stack([np.ones(len(score)), _erfc(-z / sqrt(2)) / 2, np.zeros(len(score))])
    return np.asarray(below[:, :-1] - below[:, 1:])


def confidence_codes(confidence: NDArray[np.float64], parameters: Parameters) -> NDArray[np.int8]:
    """Put confidence into words: spec 1.0 §3, "Confidence".

    Parameters
    ----------
    confidence : ndarray of float64
        Confidence of any shape, 0 to 1; NaN where there is none.
    parameters : Parameters
        The cuts.

    Returns
    -------
    ndarray of int8
        Position in ``CONFIDENCE_LEVELS``, or ``UNGRADED``.
    """
    cuts = np.array(parameters.confidence_cuts)
    codes = (confidence[..., None] < cuts).sum(axis=-1)
    return np.where(np.isnan(confidence), UNGRADED, codes).astype(np.int8)


def letter(code: int) -> str | None:
    """Return the letter of a grade code.

    Parameters
    ----------
    code : int
        Position in ``GRADES``, or ``UNGRADED``.

    Returns
    -------
    str or None
        ``"A"`` to ``"E"``, None for 미조사.
    """
    return None if code == UNGRADED else tuple(GRADES)[code]
