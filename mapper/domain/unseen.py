"""Where surveys find most that nobody has reported: the order of audits of spec 1.0 §6, "Under-reporting".

For planning maps and the order of surveys only; a grade is never corrected with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.grading.sums import sum_by_cell
from mapper.domain.parameters import PARAMETERS

NEVER_WALKED: Final = -1
"""Age of the last survey of a segment that has none [days]."""

LONGEST_DAYS: Final = PARAMETERS.valid_days
"""How far back things that are still there are counted [days]."""

PRIOR_METRE_DAYS: Final = 1_000_000.0
"""What the city's rate of issues is worth against that of a district: ten kilometres for a hundred days."""


@dataclass(frozen=True)
class UnsurveyedSegments:
    """Segments that could be surveyed next.

    Attributes
    ----------
    district : ndarray of int64, shape (n,)
        District of each, from 0.
    length_m : ndarray of float64, shape (n,)
        Length [m].
    walked_ago : ndarray of int64, shape (n,)
        Age of the last survey [days], or ``NEVER_WALKED``.
    """

    district: NDArray[np.int64]
    length_m: NDArray[np.float64]
    walked_ago: NDArray[np.int64]


def issue_rates(
    district: NDArray[np.int64], metre_days: NDArray[np.float64], *, prior: float = PRIOR_METRE_DAYS
) -> NDArray[np.float64]:
    """Tell how often something new is reported in each district.

    Parameters
    ----------
    district : ndarray of int64, shape (k,)
        District of each issue of the period, from 0.
    metre_days : ndarray of float64, shape (districts,)
        Length of all segments times the length of the period [m · days]; not all 0.
    prior : float
        Metre-days that the city's rate is worth.

    Returns
    -------
    ndarray of float64, shape (districts,)
        Issues by metre and day, drawn towards the city's where there is little to go by.
    """
    issues = np.bincount(district, minlength=len(metre_days))
    city = issues.sum() / metre_days.sum()
    return np.asarray((issues + city * prior) / (metre_days + prior))


def expected_unseen(
    segments: UnsurveyedSegments, issues: NDArray[np.float64], reporting: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Expect how many issues lie on each segment that nobody has reported.

    What arose u days ago at a rate a is unreported still with the probability exp(-λu), and so the sum over the days
    T since the last survey is a · length · (1 - exp(-λT)) / λ; for long T it is Little's law (1961), rate times delay.
    The delay 1/λ is that of Liu, Bhandaram and Garg (2023). It takes what is reported at last for all there is: where
    people have given up reporting altogether, it expects too little.

    Parameters
    ----------
    segments : UnsurveyedSegments
        The segments.
    issues : ndarray of float64, shape (districts,)
        Issues by metre and day, as by `issue_rates`: a.
    reporting : ndarray of float64, shape (districts,)
        Reports per incident and day, as ``ReportingRates.shrunk``: λ.

    Returns
    -------
    ndarray of float64, shape (n,)
        Issues, each since the last survey or for `LONGEST_DAYS`.
    """
    rate = reporting[segments.district]
    days = np.where(segments.walked_ago == NEVER_WALKED, LONGEST_DAYS, np.minimum(segments.walked_ago, LONGEST_DAYS))
    days = days.astype(np.float64)
    lasting = np.divide(-np.expm1(-rate * days), rate, out=days, where=rate > 0)
    return np.asarray(issues[segments.district] * segments.length_m * lasting)


def audit_order(unseen: NDArray[np.float64]) -> NDArray[np.int64]:
    """Say which segments to survey first: those where one survey, which takes the same time anywhere, finds most.

    Parameters
    ----------
    unseen : ndarray of float64, shape (n,)
        As by `expected_unseen`.

    Returns
    -------
    ndarray of int64, shape (n,)
        Rows, the most rewarding first; of equals the one that comes first.
    """
    return np.argsort(-unseen, kind="stable")


def unseen_by_district(unseen: NDArray[np.float64], district: NDArray[np.int64], districts: int) -> NDArray[np.float64]:
    """Add up what is expected in each district, for a map.

    Parameters
    ----------
    unseen : ndarray of float64, shape (n,)
        As by `expected_unseen`.
    district : ndarray of int64, shape (n,)
        District of each segment, from 0.
    districts : int
        How many there are.

    Returns
    -------
    ndarray of float64, shape (districts,)
        Issues.
    """
    return sum_by_cell(unseen, district, districts)
