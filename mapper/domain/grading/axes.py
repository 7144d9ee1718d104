"""The score of each axis: spec 1.0 §3, from "Survey" to "Cap and floor", and "Confidence"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.grading.deduction import Burdens
from mapper.domain.grading.evidence import Evidence
from mapper.domain.grading.letters import UNGRADED
from mapper.domain.grading.points import ratio, score_points
from mapper.domain.grading.rounding import to_hundredths
from mapper.domain.grading.sums import constant, sum_by_axis
from mapper.domain.label import Label
from mapper.domain.parameters import Parameters
from mapper.domain.rubric import Rubric

REASONS: Final = {
    "no_survey": Label("조사 기록 없음", "No audit"),
    "expired": Label("조사 후 2년 경과", "Audit older than 730 days"),
    "not_applicable": Label("해당 항목 부족", "Fewer than half of the weights applicable"),
    "low_coverage": Label("조사 항목 부족", "Fewer than 70 % of weights observed"),
}
"""Why an axis is 미조사; position is the code in arrays, the first that holds is given."""


@dataclass(frozen=True)
class AxisScores:
    """Scores by axis; the second dimension has the order of ``AXES``.

    Numbers of an axis that is 미조사 are NaN, its codes ``UNGRADED``.

    Attributes
    ----------
    reason : ndarray of int8, shape (n, 2)
        Position in ``REASONS`` where the axis is 미조사, ``UNGRADED`` where it has a score.
    coverage : ndarray of float64, shape (n, 2)
        Share of the applicable weights that is measured; a number on every axis.
    survey_score : ndarray of float64, shape (n, 2)
        Score S of the survey alone.
    issue_raw : ndarray of float64, shape (n, 2)
        Points N of issues beyond what the survey has already deducted.
    issue_deduct : ndarray of float64, shape (n, 2)
        What they deduct: D.
    cap : ndarray of float64, shape (n, 2)
        Highest score that the critical findings allow; infinite without any.
    exact : ndarray of float64, shape (n, 2)
        Score Q before rounding.
    score : ndarray of int64, shape (n, 2)
        Official score [hundredths].
    confidence : ndarray of float64, shape (n, 2)
        Confidence K.
    item_deduct : ndarray of float64, shape (n, items)
        Deduct s of each item; 0 where it is not measured.
    item_excess : ndarray of float64, shape (n, items)
        Excess of the issues over it: the part of N on each item.
    critical : ndarray of bool, shape (n, items)
        Critical findings.
    """

    reason: NDArray[np.int8]
    coverage: NDArray[np.float64]
    survey_score: NDArray[np.float64]
    issue_raw: NDArray[np.float64]
    issue_deduct: NDArray[np.float64]
    cap: NDArray[np.float64]
    exact: NDArray[np.float64]
    score: NDArray[np.int64]
    confidence: NDArray[np.float64]
    item_deduct: NDArray[np.float64]
    item_excess: NDArray[np.float64]
    critical: NDArray[np.bool_]

    @property
    def graded(self) -> NDArray[np.bool_]:
        """Which axes have a score, shape (n, 2)."""
        return np.asarray(self.reason == UNGRADED)


def score_axes(
    evidence: Evidence, burdens: Burdens, as_of: NDArray[np.int64], rubric: Rubric, parameters: Parameters
) -> AxisScores:
    """Score both axes of every segment.

    Parameters
    ----------
    evidence : Evidence
        What the surveys say.
    burdens : Burdens
        What the issues weigh.
    as_of : ndarray of int64, shape (n,)
        Day of the score [days since 1970-01-01].
    rubric : Rubric
        Items and weights.
    parameters : Parameters
        The numbers of the rule.

    Returns
    -------
    AxisScores
        One row per segment.
    """
    weight = item_weights(rubric)
    applicable, measured = _weights(evidence, weight, rubric)
    coverage = ratio(measured, applicable)
    reason = _reasons(evidence, applicable, coverage, rubric, parameters)
    graded = reason == UNGRADED

    critical = _critical(evidence, burdens, rubric, parameters)
    cap = score_cap(sum_by_axis(critical, rubric), parameters)
    points = score_points(
        np.where(evidence.measured, evidence.level, 0.0),
        burdens.total,
        cap,
        weight=weight,
        measured=measured,
        rubric=rubric,
        parameters=parameters,
    )
    return AxisScores(
        reason=reason,
        coverage=coverage,
        survey_score=np.where(graded, points.survey_score, np.nan),
        issue_raw=np.where(graded, points.issue_raw, np.nan),
        issue_deduct=np.where(graded, points.issue_deduct, np.nan),
        cap=cap,
        exact=np.where(graded, points.exact, np.nan),
        score=np.where(graded, to_hundredths(points.exact), UNGRADED),
        confidence=np.where(graded, ratio(_confidence(evidence, as_of, rubric, parameters), applicable), np.nan),
        item_deduct=points.item_deduct,
        item_excess=points.item_excess,
        critical=critical,
    )


def score_cap(findings: NDArray[np.int64], parameters: Parameters) -> NDArray[np.float64]:
    """Return the highest score that critical findings allow.

    Parameters
    ----------
    findings : ndarray of int64
        Number of critical findings, of any shape.
    parameters : Parameters
        The caps.

    Returns
    -------
    ndarray of float64
        The cap [points]; infinite without findings.
    """
    caps = np.array([np.inf, *parameters.critical_caps])
    return caps[np.minimum(findings, len(caps) - 1)]


def _weights(
    evidence: Evidence, weight: NDArray[np.int64], rubric: Rubric
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Item weights that apply and that are measured: W_app and W_obs, each shape (n, 2)."""
    applicable = 100 - sum_by_axis(evidence.inapplicable * weight, rubric)
    return applicable, sum_by_axis(evidence.measured * weight, rubric)


def _reasons(
    evidence: Evidence,
    applicable: NDArray[np.int64],
    coverage: NDArray[np.float64],
    rubric: Rubric,
    parameters: Parameters,
) -> NDArray[np.int8]:
    unseen = sum_by_axis(evidence.valid, rubric) == 0
    never_seen = unseen & (sum_by_axis(evidence.lapsed, rubric) == 0)
    faults = {
        "no_survey": never_seen,
        "expired": unseen,
        "not_applicable": applicable < parameters.min_applicable,
        "low_coverage": coverage < parameters.min_coverage,
    }
    codes = np.full(coverage.shape, UNGRADED, dtype=np.int8)
    for reason in reversed(REASONS):
        codes[faults[reason]] = tuple(REASONS).index(reason)  # the first one that holds is written last
    return codes


def _critical(evidence: Evidence, burdens: Burdens, rubric: Rubric, parameters: Parameters) -> NDArray[np.bool_]:
    bad = evidence.measured & (evidence.level >= parameters.critical_level)
    return np.asarray((bad & _may_be_critical(rubric)) | burdens.critical)


def _confidence(
    evidence: Evidence, as_of: NDArray[np.int64], rubric: Rubric, parameters: Parameters
) -> NDArray[np.float64]:
    """Weights that are measured, each discounted for its age and for few raters, shape (n, 2)."""
    age = np.where(evidence.measured, as_of[:, None] - evidence.day, 0)
    agreement = 1 - parameters.single_rater_loss / np.maximum(evidence.raters, 1)
    trust = np.exp2(-age / parameters.confidence_half_life) * agreement
    return sum_by_axis(evidence.measured * item_weights(rubric) * trust, rubric)


@cache
def item_weights(rubric: Rubric) -> NDArray[np.int64]:
    """Return the weight of each item.

    Parameters
    ----------
    rubric : Rubric
        The items.

    Returns
    -------
    ndarray of int64, shape (items,)
        They sum to 100 on each axis.
    """
    return constant(np.array([item.weight for item in rubric.items]))


@cache
def _may_be_critical(rubric: Rubric) -> NDArray[np.bool_]:
    return constant(np.array([item.critical for item in rubric.items]))
