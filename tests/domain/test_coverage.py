"""What is surveyed of each district, and what is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mapper.domain.coverage import SURVEY_STATES, coverage, survey_states, unsurveyed
from mapper.domain.grading import facts_from_inputs, grade

_STATES = list(SURVEY_STATES)


def test_states_are_those_of_the_grades(case: Callable[..., Any], survey: Callable[..., Any]) -> None:
    some = dict.fromkeys(("R1", "R2", "R3"))
    cases = [
        case("S0"),
        case("S1", audits=[]),
        case("S2", audits=[survey(731)]),
        case("S3", audits=[survey(**some)]),
        case("S4", audits=[survey(every=None, R1=1, R2=1)]),  # one axis with too little, the other with nothing
    ]
    graded = grade(facts_from_inputs(cases))
    states = [_STATES[code] for code in survey_states(graded.axes.reason)]
    assert states == ["graded", "no_survey", "expired", "low_coverage", "no_survey"]
    assert ((survey_states(graded.axes.reason) == _STATES.index("graded")) == graded.overall.graded).all()


def test_counts_and_metres_by_district() -> None:
    state = np.array([_STATES.index(name) for name in ("graded", "expired", "graded", "low_coverage", "no_survey")])
    district, length = np.array([0, 0, 0, 0, 2]), np.array([50, 30, 10, 10, 7]) * 1_000_000
    found = coverage(state.astype(np.int8), district, length, districts=3)
    assert found.segments.sum(axis=1).tolist() == [4, 0, 1]
    assert found.length_um[0, _STATES.index("graded")] == 60_000_000
    assert found.surveyed_share[[0, 2]].tolist() == [0.75, 0.0]
    assert found.surveyed_share_of_length[0] == 0.7
    assert np.isnan(found.surveyed_share[1])
    assert unsurveyed(state.astype(np.int8), district, length).tolist() == [1, 3, 4]


def test_parts_sum_to_the_whole_and_nothing_is_lost() -> None:
    chance = np.random.default_rng(3)
    state = chance.integers(0, len(_STATES), 500).astype(np.int8)
    district, length = chance.integers(0, 7, 500), chance.integers(1, 10**9, 500)
    found = coverage(state, district, length, districts=7)
    assert found.segments.sum() == 500
    assert found.length_um.sum() == length.sum()
    rows = unsurveyed(state, district, length)
    assert len(rows) == 500 - found.segments[:, _STATES.index("graded")].sum()
    keys = [(district[row], state[row], -length[row], row) for row in rows]
    assert keys == sorted(keys)
