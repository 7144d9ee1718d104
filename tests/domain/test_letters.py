"""Grades at their cuts, the dead band, probabilities and words."""

from __future__ import annotations

import numpy as np
import pytest

from mapper.domain.grading import GRADES, UNGRADED, confidence_codes, grade_codes, grade_probabilities, letter
from mapper.domain.parameters import PARAMETERS


def graded(score: int, previous: str | None) -> str | None:
    memory = UNGRADED if previous is None else tuple(GRADES).index(previous)
    [code] = grade_codes(np.array([score]), np.array([memory], dtype=np.int8), PARAMETERS)
    return letter(code)


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        (10_000, "A"),
        (8500, "A"),
        (8499, "B"),
        (7000, "B"),
        (6999, "C"),
        (5500, "C"),
        (5499, "D"),
        (4000, "D"),
        (3999, "E"),
        (0, "E"),
        (UNGRADED, None),
    ],
)
def test_absolute_cuts(score: int, grade: str | None) -> None:
    assert graded(score, None) == grade


@pytest.mark.parametrize(
    ("score", "previous", "grade"),
    [
        (8700, "B", "A"),
        (8699, "B", "B"),
        (8300, "A", "A"),
        (8299, "A", "B"),
        (6799, "A", "C"),
        (7199, "E", "C"),
        (7200, "E", "B"),
        (4150, "E", "E"),
        (3800, "D", "D"),
        (3799, "D", "E"),
        (UNGRADED, "B", None),
    ],
)
def test_dead_band_of_two_points(score: int, previous: str, grade: str | None) -> None:
    assert graded(score, previous) == grade


def test_probabilities_follow_the_measurement_error() -> None:
    certain, between = grade_probabilities(np.array([99.0, 70.0]), PARAMETERS)
    assert certain.argmax() == 0
    assert certain[0] > 0.99
    assert between[1] == pytest.approx(between[2], abs=0.003)
    assert between.sum() == pytest.approx(1.0)
    # One standard error below the cut, 15.87 % of the normal distribution lies above it.
    [below] = grade_probabilities(np.array([85 - PARAMETERS.standard_error]), PARAMETERS)
    assert below[0] == pytest.approx(0.158655, abs=1e-6)


def test_confidence_words() -> None:
    codes = confidence_codes(np.array([1.0, 0.6, 0.599, 0.35, 0.349, np.nan]), PARAMETERS)
    assert codes.tolist() == [0, 0, 1, 1, 2, UNGRADED]
