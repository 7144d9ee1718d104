"""Grades in words and points, in the form in which they are published and recomputed."""

from __future__ import annotations

from typing import Any

import numpy as np

from mapper.domain.grading.axes import REASONS
from mapper.domain.grading.explanation import Lines, explain
from mapper.domain.grading.facts import SCOPES
from mapper.domain.grading.inputs import facts_from_inputs
from mapper.domain.grading.letters import CONFIDENCE_LEVELS, letter
from mapper.domain.grading.rule import Graded, grade
from mapper.domain.rubric import AXES


def recompute(cases: Any) -> list[dict[str, Any]]:
    """Grade cases that somebody wrote down, with the current rubric and parameters.

    Parameters
    ----------
    cases : list of dict
        The cases ``{"id", "input"}``, as read from JSON.

    Returns
    -------
    list of dict
        ``{"id", "result"}`` for each, in their order.

    Raises
    ------
    InvalidInput
        When a value cannot be used: with every fault.
    """
    graded = grade(facts_from_inputs(cases))
    lines = explain(graded)
    return [{"id": case["id"], "result": as_example(graded, lines, row)} for row, case in enumerate(cases)]


def as_example(graded: Graded, lines: Lines, segment: int) -> dict[str, Any]:
    """Write down the grade of one segment, in the form of the published worked examples.

    Parameters
    ----------
    graded : Graded
        The grades.
    lines : Lines
        Their explanation.
    segment : int
        Row of the segment.

    Returns
    -------
    dict
        ``{"spec", "axes", "overall"}``; scores in points.
    """
    contributions = {
        scope: {key: hundredths / 100 for key, hundredths in amounts.items()}
        for scope, amounts in lines.of(segment).items()
    }
    axes = {axis: _axis(graded, contributions[axis], segment, column) for column, axis in enumerate(AXES)}
    overall = _overall(graded, contributions["overall"], segment)
    return {"spec": graded.parameters.version, "axes": axes, "overall": overall}


def _axis(graded: Graded, contributions: dict[str, float], segment: int, column: int) -> dict[str, Any]:
    axes, place = graded.axes, (segment, column)
    coverage = _rounded(axes.coverage[place])
    if not axes.graded[place]:
        return {"status": "ungraded", "reason": tuple(REASONS)[axes.reason[place]], "coverage": coverage}
    critical = zip(graded.rubric.items, axes.critical[segment], strict=True)
    return {
        **_score(graded, segment, column + 1),
        "score_exact": _rounded(axes.exact[place]),
        "survey_score": _rounded(axes.survey_score[place]),
        "issue_raw": _rounded(axes.issue_raw[place]),
        "issue_deduct": _rounded(axes.issue_deduct[place]),
        "critical_items": [item.id for item, found in critical if found and item.axis == tuple(AXES)[column]],
        "coverage": coverage,
        "contributions": contributions,
    }


def _overall(graded: Graded, contributions: dict[str, float], segment: int) -> dict[str, Any]:
    overall = graded.overall
    if not overall.graded[segment]:
        return {"status": "ungraded"}
    weights = zip(AXES, overall.axis_weight[segment].tolist(), strict=True)
    return {
        **_score(graded, segment, SCOPES.index("overall")),
        "axis_weights": dict(weights),
        "contributions": contributions,
    }


def _score(graded: Graded, segment: int, scope: int) -> dict[str, Any]:
    return {
        "status": "graded",
        "score": int(graded.score[segment, scope]) / 100,
        "grade": letter(graded.grade[segment, scope]),
        "confidence": _rounded(graded.confidence[segment, scope]),
        "confidence_level": tuple(CONFIDENCE_LEVELS)[graded.confidence_level[segment, scope]],
    }


def _rounded(value: np.float64) -> float:
    return round(float(value), 6)
