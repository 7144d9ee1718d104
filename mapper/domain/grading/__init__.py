"""The grading rule: spec 1.0, one implementation over arrays.

``SegmentFacts`` → :func:`grade` → ``Graded`` → :func:`explain` → ``Lines``. One segment is arrays of
length 1. The same bits come out on one platform whatever the order of the facts; between platforms
the mathematical library may differ in the last bit, which the official rounding drops.
"""

from mapper.domain.grading.axes import REASONS, AxisScores
from mapper.domain.grading.deduction import Burdens
from mapper.domain.grading.evidence import Evidence
from mapper.domain.grading.explanation import Lines, explain
from mapper.domain.grading.facts import NEVER, NOT_APPLICABLE, SCOPES, VERIFICATIONS, Issues, SegmentFacts, Surveys
from mapper.domain.grading.inputs import facts_from_inputs
from mapper.domain.grading.letters import (
    CONFIDENCE_LEVELS,
    GRADES,
    UNGRADED,
    UNGRADED_LABEL,
    confidence_codes,
    grade_codes,
    grade_probabilities,
    letter,
)
from mapper.domain.grading.overall import OverallScores
from mapper.domain.grading.results import as_example, recompute
from mapper.domain.grading.rule import Graded, grade

__all__ = [
    "CONFIDENCE_LEVELS",
    "GRADES",
    "NEVER",
    "NOT_APPLICABLE",
    "REASONS",
    "SCOPES",
    "UNGRADED",
    "UNGRADED_LABEL",
    "VERIFICATIONS",
    "AxisScores",
    "Burdens",
    "Evidence",
    "Graded",
    "Issues",
    "Lines",
    "OverallScores",
    "SegmentFacts",
    "Surveys",
    "as_example",
    "confidence_codes",
    "explain",
    "facts_from_inputs",
    "grade",
    "grade_codes",
    "grade_probabilities",
    "letter",
    "recompute",
]
