"""Where surveys find most: by hand, at its limits, and where things were hidden."""

from __future__ import annotations

import numpy as np
import pytest

from mapper.domain.reporting import reporting_rates
from mapper.domain.unseen import (
    LONGEST_DAYS,
    NEVER_WALKED,
    UnsurveyedSegments,
    audit_order,
    expected_unseen,
    issue_rates,
    unseen_by_district,
)


def _segments(district: list[int], length_m: list[float], walked_ago: list[int]) -> UnsurveyedSegments:
    return UnsurveyedSegments(np.array(district), np.array(length_m), np.array(walked_ago))


def test_expected_unseen_by_hand() -> None:
    # .001 issues by metre and day, on 100 m, unreported for 10 days each: 1 at any time, and after 10 days 1 - 1/e.
    segments = _segments([0, 0, 0], [100.0, 100.0, 50.0], [NEVER_WALKED, 10, 10])
    found = expected_unseen(segments, np.array([0.001]), np.array([0.1]))
    assert found == pytest.approx([1.0, 1 - np.exp(-1), (1 - np.exp(-1)) / 2])


def test_where_nothing_is_reported_twice_things_are_counted_since_the_survey() -> None:
    segments = _segments([0, 0, 0], [100.0] * 3, [NEVER_WALKED, 0, LONGEST_DAYS + 500])
    found = expected_unseen(segments, np.array([0.001]), np.array([0.0]))
    assert found == pytest.approx([0.1 * LONGEST_DAYS, 0.0, 0.1 * LONGEST_DAYS])
    nearly = expected_unseen(segments, np.array([0.001]), np.array([1e-12]))
    assert nearly == pytest.approx(found)


def test_quiet_districts_and_old_surveys_come_first() -> None:
    reporting = reporting_rates(
        np.array([0, 1]), np.array([60, 3]), np.array([300.0, 300.0]), areas=2, prior_days=30
    ).shrunk
    segments = _segments([0, 1, 1, 1, 0], [60, 60, 60, 120, 60], [NEVER_WALKED, NEVER_WALKED, 20, 20, NEVER_WALKED])
    unseen = expected_unseen(segments, np.array([0.001, 0.001]), reporting)
    assert audit_order(unseen).tolist() == [1, 3, 2, 0, 4]
    assert unseen_by_district(unseen, segments.district, 2) == pytest.approx(
        [unseen[[0, 4]].sum(), unseen[[1, 2, 3]].sum()]
    )


def test_rates_are_drawn_towards_the_city() -> None:
    found = issue_rates(np.array([0] * 30 + [1] * 10), np.array([1e6, 1e6, 0.0]), prior=1e6)
    assert found == pytest.approx([25e-6, 15e-6, 20e-6])


def test_hidden_issues_are_as_many_as_expected() -> None:
    """Issues arise by chance and are reported after a while by chance; what is left on day 1,000 is counted."""
    chance = np.random.default_rng(8)
    length, walked_ago = chance.uniform(30, 150, 20_000), chance.choice([NEVER_WALKED, 5, 40], 20_000)
    arisen = chance.poisson(0.0005 * length * 1000)
    age = chance.uniform(0, 1000, arisen.sum())
    owner = np.repeat(np.arange(20_000), arisen)
    unreported = chance.exponential(25.0, len(age)) > age
    unreported &= (walked_ago[owner] == NEVER_WALKED) | (age < walked_ago[owner])  # a survey finds all there is
    expected = expected_unseen(
        UnsurveyedSegments(np.zeros(20_000, dtype=np.int64), length, walked_ago), np.array([0.0005]), np.array([1 / 25])
    )
    for state in (NEVER_WALKED, 5, 40):
        rows = walked_ago == state
        hidden = np.bincount(owner[unreported], minlength=20_000)[rows].sum()
        assert hidden == pytest.approx(expected[rows].sum(), rel=0.05)
