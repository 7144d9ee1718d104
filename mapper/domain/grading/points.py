"""From levels, weights and issues to the points of each axis: spec 1.0 §3, "Survey", "Issues" and "Cap and floor"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapper.domain.grading.sums import axis_of_items, sum_by_axis
from mapper.domain.parameters import Parameters
from mapper.domain.rubric import Rubric


@dataclass(frozen=True)
class Points:
    """Points of every segment, whether or not enough of it was surveyed; the axes have the order of ``AXES``.

    Attributes
    ----------
    item_deduct : ndarray of float64, shape (n, items)
        Deduct s of each item.
    item_excess : ndarray of float64, shape (n, items)
        Excess of the issues over it.
    survey_score : ndarray of float64, shape (n, 2)
        Score S of the survey alone.
    issue_raw : ndarray of float64, shape (n, 2)
        Points N of the issues.
    issue_deduct : ndarray of float64, shape (n, 2)
        What they deduct: D.
    exact : ndarray of float64, shape (n, 2)
        Score Q before rounding.
    """

    item_deduct: NDArray[np.float64]
    item_excess: NDArray[np.float64]
    survey_score: NDArray[np.float64]
    issue_raw: NDArray[np.float64]
    issue_deduct: NDArray[np.float64]
    exact: NDArray[np.float64]


def score_points(
    level: NDArray[np.float64],
    burden: NDArray[np.float64],
    cap: NDArray[np.float64],
    *,
    weight: NDArray[Any],
    measured: NDArray[Any],
    rubric: Rubric,
    parameters: Parameters,
) -> Points:
    """Score what was seen and what was reported.

    Parameters
    ----------
    level : ndarray of float64, shape (n, items)
        Level x of each item, 0 where it is not measured.
    burden : ndarray of float64, shape (n, items)
        Sum T of the points of issues.
    cap : ndarray of float64, shape (n, 2)
        Highest score that the critical findings allow.
    weight : ndarray, shape (items,)
        Weight w of each item.
    measured : ndarray, shape (n, 2)
        Weights that are measured: W_obs.
    rubric : Rubric
        The items.
    parameters : Parameters
        The numbers of the rule.

    Returns
    -------
    Points
        One row per segment.
    """
    full = parameters.level_max * measured[:, axis_of_items(rubric)]  # the measured items carry the whole axis
    item_deduct = ratio(100 * weight * level, full)
    item_excess = np.maximum(0.0, burden - item_deduct)
    survey_score = 100 - sum_by_axis(item_deduct, rubric)
    issue_raw = sum_by_axis(item_excess, rubric)
    issue_deduct = -parameters.deduct_cap * np.expm1(-issue_raw / parameters.deduct_cap)
    exact = np.maximum(0.0, np.minimum(survey_score - issue_deduct, cap))
    return Points(item_deduct, item_excess, survey_score, issue_raw, issue_deduct, exact)


def ratio(part: NDArray[Any], whole: NDArray[Any]) -> NDArray[np.float64]:
    """Divide.

    Parameters
    ----------
    part, whole : ndarray
        Of one shape.

    Returns
    -------
    ndarray of float64
        The quotients; 0 where the whole is 0.
    """
    return np.asarray(np.divide(part, whole, out=np.zeros(part.shape), where=whole != 0))
