"""How readily residents report, judged by duplicates: spec 1.0 §6, "Under-reporting".

For planning maps and the order of surveys only; a grade is never corrected with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapper.domain.grading.sums import sum_by_cell


@dataclass(frozen=True)
class ReportingRates:
    """Reports per incident and day, once an incident is known.

    Attributes
    ----------
    city : float
        Rate of all areas together.
    observed : ndarray of float64, shape (areas,)
        Maximum-likelihood rate of each area; NaN without any incident-day.
    shrunk : ndarray of float64, shape (areas,)
        The same, drawn towards the city's rate where little is known.
    """

    city: float
    observed: NDArray[np.float64]
    shrunk: NDArray[np.float64]

    @property
    def expected_delay_days(self) -> NDArray[np.float64]:
        """How long an incident stays unreported on average, shape (areas,) [days]."""
        return np.asarray(1 / self.shrunk)


def reporting_rates(
    area: NDArray[np.int64],
    duplicates: NDArray[np.int64],
    days: NDArray[np.float64],
    *,
    areas: int,
    prior_days: float,
) -> ReportingRates:
    """Estimate how readily each area reports.

    Source: Liu, Bhandaram and Garg (2023): duplicates after the first report of an incident need
    no ground truth. Shrinkage: (city * prior + duplicates) / (prior + days).

    Parameters
    ----------
    area : ndarray of int64, shape (k,)
        Area of each incident, from 0.
    duplicates : ndarray of int64, shape (k,)
        Reports after the first.
    days : ndarray of float64, shape (k,)
        From the first report to the closing [days].
    areas : int
        How many areas there are.
    prior_days : float
        Incident-days that the city's rate is worth [days].

    Returns
    -------
    ReportingRates
        One rate per area.
    """
    reports = sum_by_cell(duplicates.astype(np.float64), area, areas)
    exposure = sum_by_cell(days, area, areas)
    city = float(duplicates.sum() / days.sum())
    return ReportingRates(
        city=city,
        observed=np.divide(reports, exposure, out=np.full(areas, np.nan), where=exposure > 0),
        shrunk=(city * prior_days + reports) / (prior_days + exposure),
    )
