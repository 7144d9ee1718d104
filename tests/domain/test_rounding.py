"""Whole hundredths that sum exactly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.domain.grading.rounding import apportion, to_hundredths, to_nano


@pytest.mark.parametrize(
    ("points", "hundredths"),
    [(0.005, 1), (0.015, 2), (0.0149999999999, 2), (0.014999999, 1), (99.994999, 9999), (99.995, 10_000)],
)
def test_half_up_after_dropping_binary_noise(points: float, hundredths: int) -> None:
    assert to_hundredths(np.array([points])).tolist() == [hundredths]


def test_the_largest_remainders_are_rounded_up_and_ties_go_to_the_first() -> None:
    nano = to_nano(np.array([100.0, -2.360816, -2.360816, -2.360816]))
    parts = apportion(nano, np.zeros(4, dtype=np.int64), np.array([9292]))
    assert parts.tolist() == [10_000, -236, -236, -236]
    parts = apportion(nano, np.zeros(4, dtype=np.int64), np.array([9291]))
    assert parts.tolist() == [10_000, -236, -236, -237]


def test_a_larger_remainder_goes_before_an_earlier_place() -> None:
    parts = apportion(to_nano(np.array([-0.017, -0.013])), np.zeros(2, dtype=np.int64), np.array([-3]))
    assert parts.tolist() == [-2, -1]


@settings(max_examples=100, derandomize=True)
@given(groups=st.lists(st.lists(st.floats(-60, 0), min_size=1, max_size=12), min_size=1, max_size=5))
def test_parts_sum_to_the_total_and_stay_within_a_hundredth(groups: list[list[float]]) -> None:
    group = np.repeat(np.arange(len(groups)), [len(parts) for parts in groups])
    points = np.concatenate(groups)
    total = to_hundredths(np.bincount(group, weights=points))
    parts = apportion(to_nano(points), group, total)
    assert np.bincount(group, weights=parts).tolist() == total.tolist()
    assert (np.abs(parts - 100 * points) < 1.001).all()
