"""How many complaints a segment is likely to get: what silence and clamour are measured by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.grading.letters import GRADES
from mapper.domain.grading.sums import sum_by_cell

_NEARLY_POISSON: Final = 1e-9


@dataclass(frozen=True)
class Expectation:
    """Complaints of a period, as a negative binomial distribution for each segment.

    Attributes
    ----------
    mean : ndarray of float64, shape (n,)
        How many are expected.
    dispersion : float
        By how much segments differ beyond chance: the variance is mean + dispersion * mean².
    """

    mean: NDArray[np.float64]
    dispersion: float

    def chance_of_none(self, mean: NDArray[np.float64]) -> NDArray[np.float64]:
        """Tell how likely it is that nobody complains.

        Parameters
        ----------
        mean : ndarray of float64
            How many complaints are expected, in any shape.

        Returns
        -------
        ndarray of float64
            The probability.
        """
        return np.asarray(np.exp(-np.log1p(self.dispersion * mean) / self.dispersion))

    def chance_of(self, rows: NDArray[np.int64], least: NDArray[np.int64], share: float) -> NDArray[np.float64]:
        """Tell how likely it is that as many people complain, or more.

        Parameters
        ----------
        rows : ndarray of int64, shape (r,)
            About which segments.
        least : ndarray of int64, shape (r,)
            How many.
        share : float
            Of the period in which they do.

        Returns
        -------
        ndarray of float64, shape (r,)
            The probability.
        """
        mean = self.mean[rows] * share
        exactly = self.chance_of_none(mean)
        fewer = np.zeros(len(rows))
        for count in range(int(least.max(initial=0))):
            fewer += np.where(count < least, exactly, 0.0)
            exactly = exactly * mean * (1 + self.dispersion * count) / ((count + 1) * (1 + self.dispersion * mean))
        return np.asarray(np.clip(1 - fewer, 0.0, 1.0))


def expect_complaints(
    complaints: NDArray[np.int64],
    grade: NDArray[np.int8],
    exposure: NDArray[np.float64],
    *,
    typical: NDArray[np.bool_],
    beyond_doubt: NDArray[np.bool_],
) -> Expectation:
    """Fit what segments of each grade get to what they got.

    Source: a rate per unit of exposure for each grade, by maximum likelihood; the dispersion by moments, Cameron and
    Trivedi (1998), §3.2. It knows length and readiness to report, and nothing of who lives there or walks through.

    Parameters
    ----------
    complaints : ndarray of int64, shape (n,)
        Of the period, by segment.
    grade : ndarray of int8, shape (n,)
        0 to 4 for A to E.
    exposure : ndarray of float64, shape (n,)
        Length [m] times the readiness to report of the district, as a ratio to the city's.
    typical : ndarray of bool, shape (n,)
        Which segments to fit the rates to.
    beyond_doubt : ndarray of bool, shape (n,)
        Which to fit the dispersion to, which a few odd ones would spoil.

    Returns
    -------
    Expectation
        For all segments.
    """
    cells, letter = len(GRADES), grade.astype(np.int64)
    got = sum_by_cell(complaints[typical].astype(np.float64), letter[typical], cells)
    over = sum_by_cell(exposure[typical], letter[typical], cells)
    rate = np.divide(got, over, out=np.zeros(cells), where=over > 0)
    mean = rate[grade] * exposure
    excess = ((complaints - mean) ** 2 - mean)[beyond_doubt].sum()
    square = (mean[beyond_doubt] ** 2).sum()
    return Expectation(mean, max(_NEARLY_POISSON, float(excess / square) if square else 0.0))
