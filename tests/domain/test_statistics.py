"""The statistics of spec 1.0 §6 on cases worked by hand, and where they have no answer."""

from __future__ import annotations

import numpy as np
import pytest

from mapper.domain.area import aggregate
from mapper.domain.grading import UNGRADED
from mapper.domain.hotspot import gi_star
from mapper.domain.reliability import audit_sample_size, icc_2_1, standard_error, weighted_kappa
from mapper.domain.reporting import reporting_rates


def test_icc_is_one_for_twins_and_falls_with_a_biased_rater() -> None:
    scores = np.array([50.0, 70.0, 90.0])
    assert icc_2_1(np.column_stack([scores, scores])) == pytest.approx(1.0)
    # By hand: targets 800, raters 600, error 0 (mean squares); 800 / (800 + 2 * 600 / 3).
    assert icc_2_1(np.column_stack([scores, scores - 20])) == pytest.approx(2 / 3)


def test_icc_of_equal_ratings_is_unknown() -> None:
    assert np.isnan(icc_2_1(np.full((4, 2), 80.0)))


def test_kappa_by_hand() -> None:
    levels = np.array([0, 0, 4, 4])
    assert weighted_kappa(levels, levels, 5) == 1.0
    assert weighted_kappa(levels, levels[::-1], 5) == -1.0
    # One of four off by two: 4/4 observed, against 16 * .25 + 4 * .125 + 4 * .125 by chance.
    assert weighted_kappa(levels, np.array([0, 2, 4, 4]), 5) == pytest.approx(1 - 1 / 7)


def test_kappa_of_one_level_throughout_is_unknown() -> None:
    assert np.isnan(weighted_kappa(np.zeros(3, dtype=int), np.zeros(3, dtype=int), 5))


@pytest.mark.parametrize(("icc", "segments"), [(0.7, 105), (0.75, 79), (0.8, 55)])
def test_repeat_surveys_for_a_width_of_two_tenths(icc: float, segments: int) -> None:
    assert audit_sample_size(icc, raters=2, width=0.2) == segments


def test_repeat_surveys_without_the_correction() -> None:
    # 8 * 1.96² * .16 * 2.56 / 2 / .04 + 1 = 158.3 for .6, where the correction does not apply.
    assert audit_sample_size(0.6, raters=2, width=0.2) == 159
    assert audit_sample_size(0.8, raters=3, width=0.2) == 36


def test_standard_error_of_measurement() -> None:
    assert standard_error(np.array([60.0, 70.0, 80.0]), 0.75) == pytest.approx(5.0)


def test_gi_star_by_hand() -> None:
    # Four in a row, 0 0 0 4: mean 1, deviation sqrt(3); the last pair sums to 4 where 2 is expected.
    segment, neighbour = np.array([0, 1, 1, 2, 2, 3]), np.array([1, 0, 2, 1, 3, 2])
    z = gi_star(np.array([0.0, 0.0, 0.0, 4.0]), segment, neighbour)
    assert z[3] == pytest.approx(2 / (3**0.5 * ((4 * 2 - 4) / 3) ** 0.5))
    assert z[0] == -z[3]


@pytest.mark.parametrize("values", [[5.0, 5.0], [1.0, 2.0], [3.0]])
def test_gi_star_has_no_answer_without_contrast_or_outside(values: list[float]) -> None:
    pair = np.array([0, 1]) if len(values) == 2 else np.array([], dtype=int)
    assert np.isnan(gi_star(np.array(values), pair, pair[::-1])).all()


def test_areas_side_by_side() -> None:
    found = aggregate(
        np.array([0, 0, 2, 0]),
        np.array([80.0, 20.0, 50.0, 100.0]),
        np.array([9000, 4000, UNGRADED, UNGRADED]),
        np.array([0, 3, UNGRADED, UNGRADED], dtype=np.int8),
        areas=3,
    )
    assert found.length_m.tolist() == [200.0, 0.0, 50.0]
    assert found.graded_share[[0, 2]].tolist() == [0.5, 0.0]
    assert found.mean_score[0] == 80.0
    assert found.share_of_graded[0].tolist() == [0.8, 0.0, 0.0, 0.2, 0.0]
    assert np.isnan([found.graded_share[1], *found.mean_score[1:], *found.share_of_graded[1:].ravel()]).all()


def test_reporting_rates_draw_quiet_areas_towards_the_city() -> None:
    rates = reporting_rates(
        np.array([0, 0, 1]), np.array([4, 2, 0]), np.array([40.0, 20.0, 40.0]), areas=3, prior_days=30
    )
    assert rates.city == pytest.approx(0.06)
    assert rates.observed[:2].tolist() == pytest.approx([0.1, 0.0])
    assert np.isnan(rates.observed[2])
    assert rates.shrunk.tolist() == pytest.approx([7.8 / 90, 1.8 / 70, 0.06])
    assert rates.expected_delay_days[2] == pytest.approx(1 / 0.06)
