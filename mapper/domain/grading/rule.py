"""The grading rule of spec 1.0, from facts to grades, for any number of segments in one pass."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapper.domain.grading.axes import AxisScores, score_axes
from mapper.domain.grading.deduction import Burdens, weigh
from mapper.domain.grading.evidence import Evidence, gather
from mapper.domain.grading.facts import SegmentFacts
from mapper.domain.grading.letters import confidence_codes, grade_codes
from mapper.domain.grading.overall import OverallScores, score_overall
from mapper.domain.parameters import PARAMETERS, Parameters
from mapper.domain.rubric import RUBRIC, Rubric


@dataclass(frozen=True)
class Graded:
    """The result of grading, one row per segment; codes by column have the order of ``SCOPES``.

    Attributes
    ----------
    rubric : Rubric
        The rubric that was used.
    parameters : Parameters
        The numbers that were used.
    evidence : Evidence
        What the surveys say.
    burdens : Burdens
        What the issues weigh.
    axes : AxisScores
        Scores of both axes.
    overall : OverallScores
        Scores over both.
    score : ndarray of int64, shape (n, 3)
        Official scores [hundredths], or ``UNGRADED``.
    grade : ndarray of int8, shape (n, 3)
        0 to 4 for A to E, or ``UNGRADED``; as ``previous`` of the next official run.
    confidence : ndarray of float64, shape (n, 3)
        Confidence, 0 to 1, or NaN.
    confidence_level : ndarray of int8, shape (n, 3)
        Position in ``CONFIDENCE_LEVELS``, or ``UNGRADED``.
    """

    rubric: Rubric
    parameters: Parameters
    evidence: Evidence
    burdens: Burdens
    axes: AxisScores
    overall: OverallScores
    score: NDArray[np.int64]
    grade: NDArray[np.int8]
    confidence: NDArray[np.float64]
    confidence_level: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.score)


def grade(facts: SegmentFacts, rubric: Rubric = RUBRIC, parameters: Parameters = PARAMETERS) -> Graded:
    """Grade segments.

    Parameters
    ----------
    facts : SegmentFacts
        Surveys, issues, lengths, earlier grades, and the day of each segment.
    rubric : Rubric
        Items, weights and effects of categories.
    parameters : Parameters
        The numbers of the rule.

    Returns
    -------
    Graded
        Scores, grades and all that explains them. A segment comes out the same to the last bit
        whether it is graded alone or with others.
    """
    evidence = gather(facts, parameters)
    burdens = weigh(facts, evidence, rubric, parameters)
    axes = score_axes(evidence, burdens, facts.as_of, rubric, parameters)
    overall = score_overall(axes, parameters)
    score = np.column_stack([overall.score, axes.score])
    confidence = np.column_stack([overall.confidence, axes.confidence])
    return Graded(
        rubric=rubric,
        parameters=parameters,
        evidence=evidence,
        burdens=burdens,
        axes=axes,
        overall=overall,
        score=score,
        grade=grade_codes(score, facts.previous, parameters),
        confidence=confidence,
        confidence_level=confidence_codes(confidence, parameters),
    )
