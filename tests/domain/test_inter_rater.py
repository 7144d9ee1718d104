"""Raters whose agreement is planted, worked examples of others, and raters who are strict."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from mapper.domain.f_distribution import f_quantile
from mapper.domain.grading import SCOPES, Issues, SegmentFacts, Surveys, grade
from mapper.domain.inter_rater import RepeatSurveys, agreement_on_items, agreement_on_scores
from mapper.domain.ordinal_alpha import ordinal_alpha
from mapper.domain.rater_effect import rater_effect
from mapper.domain.reliability import BANDS, band, icc_2_1, icc_interval
from mapper.domain.rubric import RUBRIC

_SHROUT_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float
)
"""Table 2 of Shrout and Fleiss (1979): six targets, four judges."""


def _surveys(*, noise: float, bias: float, seed: int = 2, segments: int = 2000, raters: int = 20) -> RepeatSurveys:
    """A city whose items share a fifth of what they vary by, an axis' a bit more, seen by raters with bias and noise."""
    chance = np.random.default_rng(seed)
    shared, of_axis = chance.normal(size=(segments, 1)), np.repeat(chance.normal(size=(segments, 2)), 8, axis=1)
    truth = np.sqrt(0.2) * shared + np.sqrt(0.07) * of_axis + np.sqrt(0.73) * chance.normal(size=(segments, 16))
    strict = chance.normal(0, bias, (raters, 1)) + chance.normal(0, bias, (raters, 16))
    who = np.argsort(chance.random((segments, raters)), axis=1)[:, :2]
    seen = truth[:, None] + strict[who] + chance.normal(0, noise, (segments, 2, 16))
    levels = (seen[..., None] > [0.2, 1.0, 1.8, 2.6]).sum(axis=-1).astype(float)
    return RepeatSurveys(np.stack([_scores(levels[:, one]) for one in (0, 1)], axis=1), levels, who)


def _scores(levels: np.ndarray) -> np.ndarray:
    rows, none = np.arange(len(levels)), np.empty(0, dtype=np.int64)
    facts = SegmentFacts(
        as_of=np.full(len(rows), 20_000),
        length_m=np.full(len(rows), 80.0),
        previous=np.full((len(rows), 3), -1, dtype=np.int8),
        surveys=Surveys(rows, np.full(len(rows), 20_000), levels),
        issues=Issues(none, np.empty(0, dtype=np.str_), none, none, none, none, none),
    )
    return grade(facts).score / 100


@pytest.mark.parametrize(
    ("noise", "kappa", "axis", "overall"),
    [(0.33, 0.81, 0.90, 0.90), (0.465, 0.72, 0.86, 0.87), (0.68, 0.58, 0.77, 0.79)],
)
def test_planted_agreement_is_reported(noise: float, kappa: float, axis: float, overall: float) -> None:
    repeats = _surveys(noise=noise, bias=0.2 * noise)
    items = agreement_on_items(repeats, RUBRIC)
    assert np.mean([item.kappa for item in items]) == pytest.approx(kappa, abs=0.015)
    for found, expected in zip(agreement_on_scores(repeats), (overall, axis, axis), strict=True):
        assert found.icc == pytest.approx(expected, abs=0.03)  # the table of spec 1.0 §6
        assert found.lower < found.icc < found.upper
        assert found.raters is not None
        assert found.raters.icc == pytest.approx(found.icc, abs=0.01)


def test_the_interval_of_shrout_and_fleiss() -> None:
    assert icc_2_1(_SHROUT_FLEISS) == pytest.approx(0.29, abs=0.005)
    assert icc_interval(_SHROUT_FLEISS) == pytest.approx((0.0188, 0.7611), abs=5e-4)


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    chance = np.random.default_rng(4)
    covered = 0
    for _ in range(150):
        ratings = chance.normal(0, 3**0.5, (40, 1)) + chance.normal(0, 1, (40, 2))  # ICC 3 / 4
        lower, upper = icc_interval(ratings)
        covered += lower <= 0.75 <= upper
    assert 0.90 < covered / 150 < 0.99


def test_quantiles_are_those_of_scipy() -> None:
    from scipy import stats  # imported where it is needed: it takes a second

    for probability in (0.025, 0.5, 0.975):
        for freedom in ((1.0, 4.79), (5.0, 1.2), (99.0, 50.3), (1999.0, 1700.5)):
            assert f_quantile(probability, *freedom) == pytest.approx(stats.f.ppf(probability, *freedom), rel=1e-9)


def test_alpha_of_krippendorffs_own_example() -> None:
    rows = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    ratings = np.array([[np.nan if mark == "." else int(mark) - 1 for mark in row] for row in rows]).T
    assert ratings.shape == (12, 4)
    assert ordinal_alpha(ratings, 5) == pytest.approx(0.815, abs=5e-4)


def test_alpha_without_anything_to_compare_is_unknown() -> None:
    assert np.isnan(ordinal_alpha(np.full((4, 2), 3.0), 5))
    assert np.isnan(ordinal_alpha(np.array([[1.0, np.nan], [np.nan, 2.0]]), 5))


def test_bands_are_those_of_koo_and_li() -> None:
    assert [band(icc) for icc in (0.49, 0.5, 0.74, 0.75, 0.89, 0.9)] == [
        "poor",
        "moderate",
        "moderate",
        "good",
        "good",
        "excellent",
    ]
    assert {band(end) for end in (-1, 0.6, 0.8, 1)} == set(BANDS)


def _pairs(strict: np.ndarray, seed: int, rest: float) -> tuple[np.ndarray, np.ndarray]:
    """3,000 segments, the worse of which went to the first half of the raters."""
    chance = np.random.default_rng(seed)
    segment = np.sort(chance.normal(60, 10, 3000))
    half = len(strict) // 2
    order = np.argsort(chance.random((3000, half)), axis=1)[:, :2]
    who = np.where(np.arange(3000)[:, None] < 1450, order, order + half)
    who[1450:1550, 0] %= half  # some were surveyed by one of each half
    return segment[:, None] + strict[who] + chance.normal(0, rest, (3000, 2)), who


def test_strict_raters_are_told_from_bad_streets() -> None:
    strict = np.linspace(-6, 6, 20)[np.random.default_rng(0).permutation(20)]
    found = rater_effect(*_pairs(strict, seed=1, rest=3.0))
    assert found.leniency - found.leniency.mean() == pytest.approx(strict, abs=1.0)
    assert found.rater == pytest.approx(strict.var(ddof=1), rel=0.15)
    assert found.rest == pytest.approx(9.0, rel=0.08)
    assert found.icc == pytest.approx(100 / (100 + strict.var(ddof=1) + 9), abs=0.03)


def test_raters_alike_have_no_effect() -> None:
    found = rater_effect(*_pairs(np.zeros(20), seed=3, rest=3.0))
    assert found.rater < 0.15
    assert np.abs(found.leniency).max() < 0.6


def test_two_raters_by_hand() -> None:
    # Always 4 apart, no rest: 4² / 2 of it is the raters', and each is 2 from the middle.
    scores, who = np.array([[50.0, 54.0], [64.0, 60.0], [70.0, 74.0]]), np.array([[0, 1], [1, 0], [0, 1]])
    found = rater_effect(scores, who)
    assert (found.rater, found.rest) == pytest.approx((8.0, 0.0))
    assert found.leniency == pytest.approx([-2.0, 2.0])


def test_too_few_pairs_say_nothing() -> None:
    everything = _surveys(noise=0.5, bias=0.1, segments=2, raters=3)
    assert {(found.pairs, found.bands, found.raters) for found in agreement_on_scores(everything)} == {(2, (), None)}
    assert np.isnan(rater_effect(np.array([[50.0, 54.0]]), np.array([[0, 1]])).rater)
    unseen = RepeatSurveys(np.empty((0, 2, 3)), np.empty((0, 2, 16)), np.empty((0, 2), dtype=np.int64))
    assert [found.scope for found in agreement_on_scores(unseen)] == list(SCOPES)
    assert all(np.isnan(item.kappa) and item.pairs == 0 for item in agreement_on_items(unseen, RUBRIC))


def test_perfect_agreement_has_no_width() -> None:
    same = np.repeat(np.array([[50.0], [70.0], [90.0]]), 2, axis=1)
    assert icc_interval(same) == (1.0, 1.0)
    assert np.isnan(icc_interval(np.full((4, 2), 80.0))).all()


def test_more_pairs_narrow_the_interval() -> None:
    widths = [np.subtract(*icc_interval(np.tile(_SHROUT_FLEISS[:, [0, 3]], (times, 1)))[::-1]) for times in (1, 3, 9)]
    assert all(wide > narrow for wide, narrow in pairwise(widths))
