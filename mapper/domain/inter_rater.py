"""The report on how well raters agree, from repeat surveys: spec 1.0 §6, "Reliability"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.grading.facts import SCOPES
from mapper.domain.ordinal_alpha import ordinal_alpha
from mapper.domain.rater_effect import RaterEffect, rater_effect
from mapper.domain.reliability import band, icc_2_1, icc_interval, standard_error, weighted_kappa
from mapper.domain.rubric import LEVELS, Rubric

LEAST_PAIRS: Final = 3
"""Pairs without which there is no interval, and so nothing to say."""


@dataclass(frozen=True)
class RepeatSurveys:
    """Segments that two people surveyed, independently and soon after each other.

    Attributes
    ----------
    scores : ndarray of float64, shape (n, 2, 3)
        Score by the first and by the second survey alone, by ``SCOPES`` [points]; NaN where it has none.
    levels : ndarray of float64, shape (n, 2, items)
        Levels; NaN where an item was not measured.
    raters : ndarray of int64, shape (n, 2)
        Who surveyed, from 0.
    """

    scores: NDArray[np.float64]
    levels: NDArray[np.float64]
    raters: NDArray[np.int64]


@dataclass(frozen=True)
class ScoreAgreement:
    """How well scores agree.

    Attributes
    ----------
    scope : str
        One of ``SCOPES``.
    pairs : int
        Segments with both scores; with fewer than `LEAST_PAIRS` all numbers are NaN and there are no bands.
    icc, lower, upper : float
        ICC(2,1) and its 95 % confidence interval.
    bands : tuple of str
        Keys of ``mapper.domain.reliability.BANDS`` for both ends of the interval.
    standard_error : float
        Standard error of measurement [points].
    raters : RaterEffect or None
        How much of it is the rater.
    """

    scope: str
    pairs: int
    icc: float
    lower: float
    upper: float
    bands: tuple[str, ...]
    standard_error: float
    raters: RaterEffect | None


@dataclass(frozen=True)
class ItemAgreement:
    """How well levels of an item agree.

    Attributes
    ----------
    item : str
        Its id.
    pairs : int
        Segments with both levels.
    kappa : float
        Quadratic weighted kappa; NaN without pairs, or when all are at one level.
    alpha : float
        Krippendorff's ordinal alpha; NaN likewise.
    within_one : float
        Share of the pairs that differ by one level at most; NaN without pairs.
    """

    item: str
    pairs: int
    kappa: float
    alpha: float
    within_one: float


def agreement_on_scores(repeats: RepeatSurveys) -> list[ScoreAgreement]:
    """Say how well scores agree, overall and by axis.

    Parameters
    ----------
    repeats : RepeatSurveys
        The pairs; they stand for the round only as far as they were drawn by chance.

    Returns
    -------
    list of ScoreAgreement
        In the order of ``SCOPES``.
    """
    return [_of_scores(scope, repeats.scores[:, :, column], repeats.raters) for column, scope in enumerate(SCOPES)]


def agreement_on_items(repeats: RepeatSurveys, rubric: Rubric) -> list[ItemAgreement]:
    """Say how well levels agree, item by item.

    Parameters
    ----------
    repeats : RepeatSurveys
        The pairs.
    rubric : Rubric
        The items.

    Returns
    -------
    list of ItemAgreement
        In the order of the rubric.
    """
    return [_of_levels(item, repeats.levels[:, :, column]) for column, item in enumerate(rubric.item_ids)]


def _of_scores(scope: str, scores: NDArray[np.float64], raters: NDArray[np.int64]) -> ScoreAgreement:
    both = ~np.isnan(scores).any(axis=1)
    scores, raters = scores[both], raters[both]
    if len(scores) < LEAST_PAIRS:
        nothing = float("nan")
        return ScoreAgreement(scope, len(scores), nothing, nothing, nothing, (), nothing, None)
    icc, (lower, upper) = icc_2_1(scores), icc_interval(scores)
    bands = () if np.isnan(icc) else (band(lower), band(upper))
    error = standard_error(scores.ravel(), min(icc, 1.0))
    return ScoreAgreement(scope, len(scores), icc, lower, upper, bands, error, rater_effect(scores, raters))


def _of_levels(item: str, levels: NDArray[np.float64]) -> ItemAgreement:
    whole = levels[~np.isnan(levels).any(axis=1)].astype(np.int64)
    if not len(whole):
        return ItemAgreement(item, 0, float("nan"), float("nan"), float("nan"))
    first, second = whole.T
    return ItemAgreement(
        item=item,
        pairs=len(whole),
        kappa=weighted_kappa(first, second, len(LEVELS)),
        alpha=ordinal_alpha(whole.astype(np.float64), len(LEVELS)),
        within_one=float((np.abs(first - second) <= 1).mean()),
    )
