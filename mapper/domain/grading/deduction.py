"""What the issues weigh on the items they bear on: spec 1.0 §3, "Issues"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from mapper.domain.grading.evidence import Evidence
from mapper.domain.grading.facts import VERIFICATIONS, Issues, SegmentFacts
from mapper.domain.grading.sums import constant, sum_by_cell
from mapper.domain.parameters import Parameters
from mapper.domain.rubric import Rubric


@dataclass(frozen=True)
class Burdens:
    """The points of each issue on each item it bears on, ordered by segment, issue id and item.

    Attributes
    ----------
    issues : Issues
        The issues that count, ordered by segment and id.
    issue : ndarray of int64, shape (b,)
        Row in ``issues``.
    item : ndarray of int64, shape (b,)
        Position in ``Rubric.items``.
    points : ndarray of float64, shape (b,)
        Points p, above 0.
    total : ndarray of float64, shape (n, items)
        Sum T of the points on each item.
    critical : ndarray of bool, shape (n, items)
        Items that an open, verified issue of the worst severity is about in the first place.
    """

    issues: Issues
    issue: NDArray[np.int64]
    item: NDArray[np.int64]
    points: NDArray[np.float64]
    total: NDArray[np.float64]
    critical: NDArray[np.bool_]

    @property
    def segment(self) -> NDArray[np.int64]:
        """Row of the segment, shape (b,)."""
        return self.issues.segment[self.issue]


def weigh(facts: SegmentFacts, evidence: Evidence, rubric: Rubric, parameters: Parameters) -> Burdens:
    """Weigh every issue on every item it bears on.

    Parameters
    ----------
    facts : SegmentFacts
        The issues, the lengths and the day to look from.
    evidence : Evidence
        When each item was last observed.
    rubric : Rubric
        The items, and which category bears on which.
    parameters : Parameters
        The numbers of the rule.

    Returns
    -------
    Burdens
        The points by issue and item, and their sums.
    """
    issues, weight = _standing(facts, rubric, parameters)
    bears_on, share = _effects(rubric)
    issue, slot = np.nonzero(bears_on[issues.category] >= 0)
    category, segment = issues.category[issue], issues.segment[issue]
    item = bears_on[category, slot]
    resurveyed = evidence.day[segment, item] >= issues.resolved[issue]
    points = np.where(resurveyed, 0.0, weight[issue] * share[category, slot])

    shape = (len(facts), len(rubric.items))
    total = sum_by_cell(points, segment * shape[1] + item, shape[0] * shape[1])
    critical = np.zeros(shape, dtype=np.bool_)
    worst = issues.take(_is_open(issues, facts) & _is_worst(issues, parameters))
    critical[worst.segment, bears_on[worst.category, 0]] = True
    kept = points > 0
    return Burdens(issues, issue[kept], item[kept], points[kept], total.reshape(shape), critical)


def _standing(facts: SegmentFacts, rubric: Rubric, parameters: Parameters) -> tuple[Issues, NDArray[np.float64]]:
    """Issues that still weigh something, each once, by segment and id; and their points at share 1."""
    known = facts.issues.take(facts.issues.reported <= facts.as_of[facts.issues.segment])
    points = _points(known, facts, rubric, parameters)
    rows = np.flatnonzero(points > 0)
    rows = rows[np.lexsort((known.key[rows], known.segment[rows]))]
    issues = known.take(rows)
    repeats = (issues.segment[1:] == issues.segment[:-1]) & (issues.key[1:] == issues.key[:-1])
    once = np.concatenate(([True], ~repeats))[: len(rows)]
    return issues.take(once), points[rows[once]]


def _points(issues: Issues, facts: SegmentFacts, rubric: Rubric, parameters: Parameters) -> NDArray[np.float64]:
    severity = np.array(parameters.severity_points)[issues.severity - 1]
    verification = np.array([getattr(parameters, name) for name in VERIFICATIONS])[issues.verification]
    length_m = np.maximum(facts.length_m[issues.segment], parameters.length_min_m)
    factor = _growth(issues, facts, parameters) * _fading(issues, facts, rubric, parameters)
    return np.asarray(severity * verification * factor * parameters.length_ref_m / length_m)


def _growth(issues: Issues, facts: SegmentFacts, parameters: Parameters) -> NDArray[np.float64]:
    """Escalation g at the end of the time it stood open."""
    age = np.minimum(issues.resolved, facts.as_of[issues.segment]) - issues.reported
    return 1 + parameters.escalation_max * np.minimum(age, parameters.escalation_days) / parameters.escalation_days


def _fading(issues: Issues, facts: SegmentFacts, rubric: Rubric, parameters: Parameters) -> NDArray[np.float64]:
    """Share that is left: 1 while open, then the decaying residual."""
    is_fixed = _is_fixed(rubric)[issues.category]
    half_life = np.where(is_fixed, parameters.half_life_fixed, parameters.half_life_recurrent)
    since = np.maximum(facts.as_of[issues.segment] - issues.resolved, 0)
    residual = parameters.residual * np.exp2(-since / half_life)
    residual = np.where(residual < parameters.residual_cutoff, 0.0, residual)
    return np.where(_is_open(issues, facts), 1.0, residual)


@cache
def _is_fixed(rubric: Rubric) -> NDArray[np.bool_]:
    return constant(np.array([category.half_life == "fixed" for category in rubric.categories]))


def _is_open(issues: Issues, facts: SegmentFacts) -> NDArray[np.bool_]:
    return np.asarray(issues.resolved > facts.as_of[issues.segment])


def _is_worst(issues: Issues, parameters: Parameters) -> NDArray[np.bool_]:
    verified = issues.verification == VERIFICATIONS.index("verified")
    return np.asarray(verified & (issues.severity == len(parameters.severity_points)))


@cache
def _effects(rubric: Rubric) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Item and share of each effect, shape (categories, most effects); item -1 where there is none."""
    shape = (len(rubric.categories), max(len(category.effects) for category in rubric.categories))
    item, share = np.full(shape, -1, dtype=np.int64), np.zeros(shape)
    for row, category in enumerate(rubric.categories):
        for slot, effect in enumerate(category.effects):
            item[row, slot] = rubric.item_ids.index(effect.item)
            share[row, slot] = effect.share
    return constant(item), constant(share)
