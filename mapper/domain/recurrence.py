"""What comes back after it was resolved: the same category on the same segment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

HORIZONS: Final = (90, 180)
"""Within how long a return counts [days]."""

NOTHING: Final = -1
"""In the place of a row, where nothing followed."""


@dataclass(frozen=True)
class IssueTimes:
    """The issues that are real, each once: without the rejected and the merged.

    Attributes
    ----------
    segment : ndarray of int64, shape (k,)
        Row of the segment.
    category : ndarray of int64, shape (k,)
        Position in ``Rubric.categories``.
    reported : ndarray of int64, shape (k,)
        When it was reported first [days since 1970-01-01].
    resolved : ndarray of int64, shape (k,)
        When it was resolved for good [days since 1970-01-01], or ``mapper.domain.grading.NEVER``. What was reopened
        was not resolved; what was closed without a fix was not either.
    """

    segment: NDArray[np.int64]
    category: NDArray[np.int64]
    reported: NDArray[np.int64]
    resolved: NDArray[np.int64]


@dataclass(frozen=True)
class Recurrence:
    """How often categories come back within a time.

    Attributes
    ----------
    within_days : int
        The time [days].
    watched : ndarray of int64, shape (categories,)
        Issues resolved so long ago that all of the time has passed.
    recurred : ndarray of int64, shape (categories,)
        Those of them after which the same was reported on the same segment within it.
    too_recent : ndarray of int64, shape (categories,)
        Issues resolved since, of which nobody can tell yet: they count neither way, even if they are back already.
    """

    within_days: int
    watched: NDArray[np.int64]
    recurred: NDArray[np.int64]
    too_recent: NDArray[np.int64]

    @property
    def share(self) -> NDArray[np.float64]:
        """Of those watched, by category, shape (categories,); NaN where none was."""
        unknown = np.full(len(self.watched), np.nan)
        return np.asarray(np.divide(self.recurred, self.watched, out=unknown, where=self.watched > 0))

    @property
    def share_of_all(self) -> float:
        """Of those watched, all categories together; NaN where none was."""
        watched = int(self.watched.sum())
        return int(self.recurred.sum()) / watched if watched else float("nan")


def following(issues: IssueTimes, *, as_of: int) -> NDArray[np.int64]:
    """Find the issue that each resolved one came back as.

    Parameters
    ----------
    issues : IssueTimes
        The issues.
    as_of : int
        Last day that is looked at [days since 1970-01-01].

    Returns
    -------
    ndarray of int64, shape (k,)
        Row of the next of the same category on the same segment that was reported after the day of the resolution;
        ``NOTHING`` where there is none, or where it was not resolved.
    """
    cell = _cells(issues)
    known = np.flatnonzero(issues.reported <= as_of)
    order = known[np.lexsort((known, issues.reported[known], cell[known]))]
    span = as_of + 2
    moment = cell[order] * span + issues.reported[order]
    resolved = np.flatnonzero(issues.resolved <= as_of)
    place = np.searchsorted(moment, cell[resolved] * span + issues.resolved[resolved], side="right")
    there = place < len(order)
    there[there] = cell[order[place[there]]] == cell[resolved[there]]
    found = np.full(len(issues.segment), NOTHING)
    found[resolved[there]] = order[place[there]]
    return found


def recurrence(
    issues: IssueTimes, back: NDArray[np.int64], *, as_of: int, within_days: int, categories: int
) -> Recurrence:
    """Count what comes back.

    It sees what is reported: where people stop reporting, things seem to stay away.

    Parameters
    ----------
    issues : IssueTimes
        The issues.
    back : ndarray of int64, shape (k,)
        As by `following`: the rows behind the counts.
    as_of : int
        Last day that is looked at [days since 1970-01-01].
    within_days : int
        Within how long a return counts [days].
    categories : int
        How many there are.

    Returns
    -------
    Recurrence
        By category.
    """
    watched = issues.resolved <= as_of - within_days
    too_recent = (issues.resolved <= as_of) & ~watched
    returned = watched & (back != NOTHING)
    returned[returned] = (issues.reported[back[returned]] - issues.resolved[returned]) <= within_days
    counts = (np.bincount(issues.category[rows], minlength=categories) for rows in (watched, returned, too_recent))
    return Recurrence(within_days, *counts)


def _cells(issues: IssueTimes) -> NDArray[np.int64]:
    """Return a number for each segment and category."""
    return np.asarray(issues.segment * (int(issues.category.max(initial=0)) + 1) + issues.category)
