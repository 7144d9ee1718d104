"""What the grades of an area add up to: spec 1.0 §3, "Area". Letters are never averaged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapper.domain.grading.letters import GRADES, UNGRADED
from mapper.domain.grading.sums import sum_by_cell


@dataclass(frozen=True)
class AreaGrades:
    """Lengths and scores of areas.

    Attributes
    ----------
    length_m : ndarray of float64, shape (areas,)
        Length of all segments [m].
    graded_share : ndarray of float64, shape (areas,)
        Share of that length that has a grade; NaN without segments.
    mean_score : ndarray of float64, shape (areas,)
        Length-weighted mean score of what has a grade [points]; NaN when nothing has.
    share_of_graded : ndarray of float64, shape (areas, 5)
        Share of the graded length by grade, A to E; NaN when nothing has a grade.
    """

    length_m: NDArray[np.float64]
    graded_share: NDArray[np.float64]
    mean_score: NDArray[np.float64]
    share_of_graded: NDArray[np.float64]


def aggregate(
    area: NDArray[np.int64],
    length_m: NDArray[np.float64],
    score: NDArray[np.int64],
    grade: NDArray[np.int8],
    *,
    areas: int,
) -> AreaGrades:
    """Aggregate segments by area.

    Parameters
    ----------
    area : ndarray of int64, shape (n,)
        Area of each segment, from 0.
    length_m : ndarray of float64, shape (n,)
        Length of each segment [m].
    score : ndarray of int64, shape (n,)
        Official scores [hundredths], or ``UNGRADED``.
    grade : ndarray of int8, shape (n,)
        0 to 4 for A to E, or ``UNGRADED``.
    areas : int
        How many areas there are.

    Returns
    -------
    AreaGrades
        One row per area.
    """
    total = sum_by_cell(length_m, area, areas)
    graded = grade != UNGRADED
    cell = area[graded].astype(np.int64) * len(GRADES) + grade[graded]
    by_grade = sum_by_cell(length_m[graded], cell, areas * len(GRADES)).reshape(areas, len(GRADES))
    graded_m = by_grade.sum(axis=1)
    points = sum_by_cell(length_m[graded] * score[graded] / 100, area[graded], areas)
    return AreaGrades(
        length_m=total,
        graded_share=_ratio(graded_m, total),
        mean_score=_ratio(points, graded_m),
        share_of_graded=_ratio(by_grade, graded_m[:, None]),
    )


def _ratio(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0))
