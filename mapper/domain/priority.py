"""우선순위 (priority): which segments come first, by shares between 0 and 1 and weights that a person sets.

The score of a segment is the sum of its shares, each times its weight, over the sum of the weights, times 100. Shares are
kept in ten-thousandths and weights are whole numbers, so that anybody who has the shares gets the same order to the last
place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.facility import FACILITIES
from mapper.domain.label import Label

WHOLE: Final = 10_000
"""A share of 1."""

HEAVIEST: Final = 10
"""Of a weight; they are whole numbers from 0."""

HORIZON_DAYS: Final = 30
"""From a deadline so many days ahead on, it presses."""

TOLD_DAYS: Final = 365
"""For how many days back complaints and reports count."""

_COMMON: Final = 0.95
"""Share of the segments that have any whose value is at most the yardstick: the few beyond it are no yardstick."""


@dataclass(frozen=True)
class Criterion:
    """One thing by which segments are ranked.

    Attributes
    ----------
    key : str
        Its name.
    label : Label
        Its name for people.
    weight : int
        Its weight until somebody sets another.
    meaning : Label
        How it comes about; ``{yardstick}`` is the one of the city.
    absent : Label or None
        What is said instead where the yardstick is 0, so that there is nothing to divide by; None where that cannot be.
    """

    key: str
    label: Label
    weight: int
    meaning: Label
    absent: Label | None = None


CRITERIA: Final = (
    Criterion(
        "grade",
        Label("등급", "Grade"),
        4,
        Label("(100 − 종합 점수) ÷ 100. 미조사 구간은 0", "(100 − overall score) ÷ 100; 0 where not surveyed"),
    ),
    Criterion(
        "length",
        Label("길이", "Length"),
        1,
        Label("길이 ÷ {yardstick} m, 많아야 1", "Length ÷ {yardstick} m, at most 1"),
        Label("길이를 잴 구간이 없음", "No segment to measure"),
    ),
    Criterion(
        "told",
        Label("민원·신고", "Complaints"),
        2,
        Label(
            "1년 동안의 민원과 신고 ÷ {yardstick}건, 많아야 1",
            "Complaints and reports of a year ÷ {yardstick}, at most 1",
        ),
        Label(
            "1년 동안 이 도시에 민원과 신고가 없어 모든 구간이 0",
            "No complaint or report in this city for a year, so every segment has 0",
        ),
    ),
    *(
        Criterion(
            one.id,
            Label(f"{one.label.ko} 가까움", f"{one.label.en} nearby"),
            1,
            Label(
                f"1 − 가장 가까운 {one.label.ko}까지 곧은 거리 ÷ {one.within_m:.0f} m, 적어도 0",
                f"1 − straight distance to the nearest {one.label.en.lower()} ÷ {one.within_m:.0f} m, at least 0",
            ),
        )
        for one in FACILITIES
    ),
    Criterion(
        "cost",
        Label("적은 비용", "Low cost"),
        1,
        Label(
            "1 − 고칠 수 있는 나쁜 항목을 모두 고치는 비용 ÷ {yardstick}만 원, 적어도 0. 고칠 것이 없으면 0",
            "1 − cost of mending all that is poor and can be mended ÷ {yardstick}0,000 won, at least 0; 0 with nothing to mend",
        ),
        Label(
            "고칠 수 있는 나쁜 항목이 알려진 구간이 없어 모든 구간이 0",
            "No segment is known to have anything poor that can be mended, so every segment has 0",
        ),
    ),
    Criterion(
        "deadline",
        Label("처리기한", "Deadline"),
        2,
        Label(
            f"기한이 지난 불편사항이 있으면 1, 아니면 1 − 남은 날 ÷ {HORIZON_DAYS}일, 적어도 0",
            f"1 with an issue overdue, else 1 − days left ÷ {HORIZON_DAYS}, at least 0",
        ),
    ),
)
"""Every criterion, in the order of columns."""

KEYS: Final = tuple(criterion.key for criterion in CRITERIA)


@dataclass(frozen=True)
class Circumstances:
    """What segments are ranked by, one row each.

    Attributes
    ----------
    score : ndarray of int64, shape (n,)
        Official overall scores [hundredths], -1 where 미조사.
    length_m : ndarray of float64, shape (n,)
        Lengths [m].
    told : ndarray of int64, shape (n,)
        Complaints and reports about it in the last `TOLD_DAYS`.
    far_m : dict of str to ndarray of float64
        By kind of facility the straight distance to the nearest one [m]; infinite where none is near.
    cost : ndarray of float64, shape (n,)
        Of mending every item that can be mended and costs points [10,000 won]; 0 where nothing is known to mend.
    days_left : ndarray of float64, shape (n,)
        Until the first of its open issues is due [days], negative when it is overdue; infinite without one.
    """

    score: NDArray[np.int64]
    length_m: NDArray[np.float64]
    told: NDArray[np.int64]
    far_m: Mapping[str, NDArray[np.float64]]
    cost: NDArray[np.float64]
    days_left: NDArray[np.float64]

    @cached_property
    def shares(self) -> Shares:
        """The shares of every segment, measured once."""
        return shares_of(self)


@dataclass(frozen=True)
class Shares:
    """The shares of every segment of a city.

    Attributes
    ----------
    values : ndarray of int64, shape (n, shares)
        In ten-thousandths, in the order of `CRITERIA`.
    yardsticks : dict of str to float
        By key of a criterion what it is measured by, where that is the city itself: 95 of 100 segments that have any have no
        more. 0 where none has any.
    """

    values: NDArray[np.int64]
    yardsticks: dict[str, float]


def shares_of(known: Circumstances) -> Shares:
    """Measure the shares of a whole city.

    Parameters
    ----------
    known : Circumstances
        Of every segment, so that the share of one does not depend on which others are shown.

    Returns
    -------
    Shares
        Each between 0 and `WHOLE`.
    """
    measured = {"length": known.length_m, "told": known.told.astype(np.float64), "cost": known.cost}
    yardsticks = {key: _yardstick(values) for key, values in measured.items()}
    of_city = {key: _share(values, yardsticks[key]) for key, values in measured.items()}
    shares = {
        "grade": np.where(known.score < 0, 0.0, 1 - known.score / 10_000),
        **of_city,
        **{one.id: 1 - _share(known.far_m[one.id], one.within_m) for one in FACILITIES},
        "cost": np.where(known.cost > 0, 1 - of_city["cost"], 0.0),
        "deadline": np.where(known.days_left < 0, 1.0, 1 - _share(known.days_left, HORIZON_DAYS)),
    }
    return Shares(np.rint(np.column_stack([shares[key] for key in KEYS]) * WHOLE).astype(np.int64), yardsticks)


def rank(shares: NDArray[np.int64], weights: Mapping[str, int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Put segments in order.

    Parameters
    ----------
    shares : ndarray of int64, shape (n, shares)
        In the order of their ids.
    weights : mapping of str to int
        By key of every criterion.

    Returns
    -------
    order : ndarray of int64, shape (n,)
        Rows, the first one first; of equal ones the one with the smaller id.
    points : ndarray of int64, shape (n,)
        Of each row: the sum of its shares, each times its weight. All are 0 when all weights are.
    """
    points = shares @ np.array([weights[key] for key in KEYS], dtype=np.int64)
    return np.argsort(-points, kind="stable"), points


def score_of(points: NDArray[np.int64], weights: Mapping[str, int]) -> NDArray[np.float64]:
    """Return scores as people read them.

    Parameters
    ----------
    points : ndarray of int64, shape (n,)
        From `rank`.
    weights : mapping of str to int
        The same.

    Returns
    -------
    ndarray of float64, shape (n,)
        0 to 100.
    """
    return 100 * points / (WHOLE * max(1, sum(weights[key] for key in KEYS)))


def _yardstick(values: NDArray[np.float64]) -> float:
    some = values[values > 0]
    return float(np.quantile(some, _COMMON, method="inverted_cdf")) if len(some) else 0.0


def _share(values: NDArray[np.float64], of: float) -> NDArray[np.float64]:
    return np.clip(values / of, 0.0, 1.0) if of > 0 else np.zeros(len(values))
