"""How much a grade depends on the weights of the items: spec 1.0 §6, "Sensitivity"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.grading.axes import item_weights, score_cap
from mapper.domain.grading.letters import UNGRADED, grade_codes
from mapper.domain.grading.overall import join_axes
from mapper.domain.grading.points import score_points
from mapper.domain.grading.rounding import to_hundredths
from mapper.domain.grading.rule import Graded
from mapper.domain.grading.sums import axis_of_items, sum_by_axis
from mapper.domain.rubric import Rubric

DRAWS: Final = 1000
"""How many sets of weights are tried."""

SPREAD: Final = 0.25
"""By how much a weight may be off, as a share of itself."""

SEED: Final = 20_240_704
"""Of the random numbers, so that everybody tries the same."""

_BLOCK: Final = 4000
"""Segments at a time: what is worked on stays in the processor's cache."""


@dataclass(frozen=True)
class Sensitivity:
    """What other weights would do.

    Attributes
    ----------
    kept : ndarray of float64, shape (n,)
        Share of the draws that keep the grade of each segment; NaN without one.
    kept_by_draw : ndarray of float64, shape (draws,)
        Share of the graded segments that keep their grade; NaN when none is graded.
    furthest : int
        Most steps that any grade moves.
    """

    kept: NDArray[np.float64]
    kept_by_draw: NDArray[np.float64]
    furthest: int


def draw_weights(
    rubric: Rubric, *, draws: int = DRAWS, spread: float = SPREAD, seed: int = SEED
) -> NDArray[np.float64]:
    """Draw weights around those of a rubric.

    Parameters
    ----------
    rubric : Rubric
        The items.
    draws : int
        How many sets.
    spread : float
        Each weight is multiplied by 1 give or take this, any factor as likely as any other.
    seed : int
        Of the random numbers.

    Returns
    -------
    ndarray of float64, shape (draws, items)
        They sum to 100 on each axis.
    """
    factor = np.random.default_rng(seed).uniform(1 - spread, 1 + spread, (draws, len(rubric.items)))
    weight = factor * item_weights(rubric)
    return np.asarray(100 * weight / sum_by_axis(weight, rubric)[:, axis_of_items(rubric)])


def weight_sensitivity(graded: Graded, previous: NDArray[np.int8], weights: NDArray[np.float64]) -> Sensitivity:
    """Grade again with other weights, from the points on, by the same rule.

    It varies the weights alone: levels, anchors and the points of issues are as they are, and what is 미조사 stays so.

    Parameters
    ----------
    graded : Graded
        The grades, with what they were made from.
    previous : ndarray of int8, shape (n,)
        Overall grades of the last official run, as in ``SegmentFacts.previous``.
    weights : ndarray of float64, shape (draws, items)
        As by `draw_weights`.

    Returns
    -------
    Sensitivity
        One row per segment and one per draw.
    """
    rows = np.flatnonzero(graded.grade[:, 0] != UNGRADED)
    same = np.zeros(len(rows), dtype=np.int64)
    same_by_draw = np.zeros(len(weights), dtype=np.int64)
    furthest = 0
    for begin in range(0, len(rows), _BLOCK):
        part = _Part.of(graded, previous, rows[begin : begin + _BLOCK])
        for draw, weight in enumerate(weights):
            steps = np.abs(part.grades(weight, graded).astype(np.int64) - part.grade)
            same[begin : begin + _BLOCK] += steps == 0
            same_by_draw[draw] += np.count_nonzero(steps == 0)
            furthest = max(furthest, int(steps.max()))
    kept = np.full(len(graded), np.nan)
    kept[rows] = same / len(weights)
    share = same_by_draw / len(rows) if len(rows) else np.full(len(weights), np.nan)
    return Sensitivity(kept, share, furthest)


@dataclass(frozen=True)
class _Part:
    """Some graded segments, and all of them that does not depend on the weights."""

    level: NDArray[np.float64]
    measured: NDArray[np.float64]
    burden: NDArray[np.float64]
    cap: NDArray[np.float64]
    overall_cap: NDArray[np.float64]
    previous: NDArray[np.int8]
    grade: NDArray[np.int8]

    @classmethod
    def of(cls, graded: Graded, previous: NDArray[np.int8], rows: NDArray[np.int64]) -> _Part:
        measured = graded.evidence.measured[rows]
        return cls(
            level=np.where(measured, graded.evidence.level[rows], 0.0),
            measured=measured.astype(np.float64),
            burden=graded.burdens.total[rows],
            cap=graded.axes.cap[rows],
            overall_cap=score_cap(graded.axes.critical[rows].sum(axis=1), graded.parameters),
            previous=previous[rows],
            grade=graded.grade[rows, 0],
        )

    def grades(self, weight: NDArray[np.float64], graded: Graded) -> NDArray[np.int8]:
        rubric, parameters = graded.rubric, graded.parameters
        measured = sum_by_axis(self.measured * weight, rubric)
        points = score_points(
            self.level, self.burden, self.cap, weight=weight, measured=measured, rubric=rubric, parameters=parameters
        )
        _, score = join_axes(to_hundredths(points.exact), self.overall_cap, parameters)
        return grade_codes(score, self.previous, parameters)
