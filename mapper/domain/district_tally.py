"""What the segments and issues of a district come to, in whole numbers: sums of parts are the sum of the whole.

Metres are counted in micrometres and days in microseconds, because sums of floats depend on their order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mapper.domain.grading.letters import GRADES
from mapper.domain.reporting import reporting_rates

UNSURVEYED = ""
"""In the place of a letter."""
LETTERS = (*GRADES, UNSURVEYED)
PRIOR_DAYS = 30.0
"""What the city's rate of reporting is worth [days]; spec 1.0 §6, "Under-reporting"."""

_DAY_US = 86_400_000_000


@dataclass(frozen=True)
class DistrictTally:
    """What a district comes to, or several together.

    Attributes
    ----------
    segments : tuple of int
        Graded segments, by the order of `LETTERS`.
    length_um : tuple of int
        Their length [µm], in the same order.
    open_issues : int
        Neither resolved nor rejected.
    duplicates : int
        Complaints about an issue after its first.
    exposure_us : int
        How long issues were known and not resolved, together [µs].
    """

    segments: tuple[int, ...] = (0,) * len(LETTERS)
    length_um: tuple[int, ...] = (0,) * len(LETTERS)
    open_issues: int = 0
    duplicates: int = 0
    exposure_us: int = 0


def together(tallies: Sequence[DistrictTally]) -> DistrictTally:
    """Add tallies up, in any order.

    Parameters
    ----------
    tallies : sequence of DistrictTally
        Of parts that have nothing in common.

    Returns
    -------
    DistrictTally
        Of the whole.
    """
    segments, lengths = Counter[int](), Counter[int]()
    for tally in tallies:
        segments.update(dict(enumerate(tally.segments)))
        lengths.update(dict(enumerate(tally.length_um)))
    places = range(len(LETTERS))
    return DistrictTally(
        tuple(segments[place] for place in places),
        tuple(lengths[place] for place in places),
        sum(tally.open_issues for tally in tallies),
        sum(tally.duplicates for tally in tallies),
        sum(tally.exposure_us for tally in tallies),
    )


def unreported_days(tallies: Sequence[DistrictTally]) -> list[float | None]:
    """Return how long something stays unreported in each district, judged by duplicates.

    Parameters
    ----------
    tallies : sequence of DistrictTally
        Of the districts of one city.

    Returns
    -------
    list of float or None
        On average [days]; None for all while nothing was ever reported twice.
    """
    duplicates = np.array([tally.duplicates for tally in tallies], dtype=np.int64)
    if not duplicates.sum():
        return [None] * len(tallies)
    days = np.array([tally.exposure_us / _DAY_US for tally in tallies])
    rates = reporting_rates(np.arange(len(tallies)), duplicates, days, areas=len(tallies), prior_days=PRIOR_DAYS)
    return [float(delay) for delay in rates.expected_delay_days]
