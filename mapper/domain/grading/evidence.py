"""What the surveys say about each item of each segment: spec 1.0 §3, "Evidence per item"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.grading.facts import NEVER, NOT_APPLICABLE, SegmentFacts
from mapper.domain.grading.sums import sum_by_cell
from mapper.domain.parameters import Parameters

_NOT_YET: Final = -NEVER


@dataclass(frozen=True)
class Evidence:
    """The latest round of observations of each item, of whatever age.

    A round is the latest observation and those shortly before it, which are averaged.

    Attributes
    ----------
    level : ndarray of float64, shape (n, items)
        Mean of the numeric levels of the round; NaN when there is none.
    raters : ndarray of int64, shape (n, items)
        How many numeric levels were averaged.
    day : ndarray of int64, shape (n, items)
        Day of the latest observation, a numeric level or 해당 없음; before all days when there is none.
    valid : ndarray of bool, shape (n, items)
        Whether the round is recent enough to count.
    """

    level: NDArray[np.float64]
    raters: NDArray[np.int64]
    day: NDArray[np.int64]
    valid: NDArray[np.bool_]

    @property
    def measured(self) -> NDArray[np.bool_]:
        """Items with a level that counts, shape (n, items)."""
        return np.asarray(self.valid & (self.raters > 0))

    @property
    def inapplicable(self) -> NDArray[np.bool_]:
        """Items that a recent round found 해당 없음, shape (n, items)."""
        return np.asarray(self.valid & (self.raters == 0))

    @property
    def lapsed(self) -> NDArray[np.bool_]:
        """Items that were observed once, but too long ago to count, shape (n, items)."""
        return np.asarray(~self.valid & (self.day > _NOT_YET))


def gather(facts: SegmentFacts, parameters: Parameters) -> Evidence:
    """Find the latest round of observations of each item.

    Parameters
    ----------
    facts : SegmentFacts
        The surveys, and the day to look from.
    parameters : Parameters
        The numbers of the rule.

    Returns
    -------
    Evidence
        One row per segment.
    """
    surveys = facts.surveys.take(np.argsort(facts.surveys.day, kind="stable"))
    shape = (len(facts), surveys.levels.shape[1])
    row, item = np.nonzero(~np.isnan(surveys.levels) & (surveys.day <= facts.as_of[surveys.segment])[:, None])
    cell = surveys.segment[row] * shape[1] + item
    day = surveys.day[row]

    latest = np.full(shape[0] * shape[1], _NOT_YET, dtype=np.int64)
    latest[cell] = day  # of several days the last one stays
    oldest_valid = np.repeat(facts.as_of - parameters.valid_days, shape[1])
    valid = latest >= oldest_valid
    # A round that is still valid may reach back over the limit: those observations are out.
    since = latest - parameters.round_days
    since = np.where(valid, np.maximum(since, oldest_valid), since)

    level = surveys.levels[row, item]
    numeric = (day >= since[cell]) & (level != NOT_APPLICABLE)
    raters = np.bincount(cell[numeric], minlength=len(latest))
    total = sum_by_cell(level[numeric], cell[numeric], len(latest))
    mean = np.divide(total, raters, out=np.full(len(latest), np.nan), where=raters > 0)
    return Evidence(mean.reshape(shape), raters.reshape(shape), latest.reshape(shape), valid.reshape(shape))
