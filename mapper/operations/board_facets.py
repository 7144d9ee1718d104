"""What a planner chooses segments and issues by."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.board import Facet
from mapper.domain.calendar import day_number
from mapper.domain.due import TODAY, first_days
from mapper.domain.grading.facts import NEVER, VERIFICATIONS, Surveys
from mapper.domain.grading.letters import CONFIDENCE_LEVELS, GRADES
from mapper.domain.issue import EVENT_KINDS, OPEN, STATUSES
from mapper.domain.rubric import RUBRIC
from mapper.store.boards import CityColumns

UNGRADED: Final = "ungraded"
NEVER_SURVEYED: Final = "never"

POOR_LEVEL: Final = 3
"""Level of an item from which on somebody has to do something: from there on a photo is asked for, too."""

YEAR_DAYS: Final = 365
WEEK_DAYS: Final = 7

_LISTED: Final = tuple(status for status in STATUSES if status != "merged")
_SCOPES: Final = ("overall", "residential", "walking")


def last_surveys(surveys: Surveys, segments: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Find the newest survey of each segment.

    Parameters
    ----------
    surveys : Surveys
        In any order.
    segments : int
        How many segments there are.

    Returns
    -------
    day : ndarray of int64, shape (segments,)
        When it was walked [days since 1970-01-01]; -1 without any.
    levels : ndarray of float64, shape (segments, items)
        What it found; NaN where nothing is known.
    """
    order = np.argsort(surveys.day, kind="stable")
    day = np.full(segments, -1)
    levels = np.full((segments, surveys.levels.shape[1]), np.nan)
    day[surveys.segment[order]] = surveys.day[order]  # of several, the last one stays
    levels[surveys.segment[order]] = surveys.levels[order]
    return day, levels


def segment_facets(
    columns: CityColumns, surveyed: NDArray[np.int64], levels: NDArray[np.float64], as_of: date
) -> tuple[Facet, ...]:
    """Return what segments are chosen by, besides their district.

    Parameters
    ----------
    columns : CityColumns
        The city.
    surveyed, levels : ndarray
        As from `last_surveys`.
    as_of : date
        Today.

    Returns
    -------
    tuple of Facet
        Letters, confidence, poor items, how long ago somebody walked there.
    """
    letters = (*GRADES, UNGRADED)
    grades = columns.known.facts.previous
    age = day_number(as_of) - surveyed
    walked = np.where(surveyed < 0, 2, np.where(age <= YEAR_DAYS, 0, 1))
    return (
        *(Facet(scope, letters, _or_last(grades[:, at], letters)) for at, scope in enumerate(_SCOPES)),
        Facet(
            "confidence",
            confidences := (*CONFIDENCE_LEVELS, UNGRADED),
            _or_last(columns.places["confidence"], confidences),
        ),
        Facet("item", RUBRIC.item_ids, levels >= POOR_LEVEL),
        Facet("survey", ("year", "older", NEVER_SURVEYED), walked),
    )


def issue_facets(columns: CityColumns, now: datetime) -> tuple[Facet, ...]:
    """Return what issues are chosen by, besides their team.

    Parameters
    ----------
    columns : CityColumns
        The city.
    now : datetime
        By which open issues are overdue.

    Returns
    -------
    tuple of Facet
        Category, severity, status, by when they are due, month of the report.
    """
    issues = columns.known.facts.issues
    told = columns.told
    day, overdue = first_days(told.issue, told.kind, told.at, issues=len(issues.key), now=now)
    status = _status(columns)
    is_open = np.isin(status, [_LISTED.index(one) for one in OPEN])
    due = np.where(overdue, 0, np.where(day <= TODAY + WEEK_DAYS, 1, 2))
    return (
        Facet("category", [category.id for category in RUBRIC.categories], issues.category),
        Facet("severity", ("1", "2", "3", "4"), issues.severity - 1),
        Facet("status", _LISTED, status),
        Facet("due", ("overdue", "week", "later"), np.where(is_open, due, -1)),
        _by_month(issues.reported),
    )


def _or_last(codes: NDArray[np.integer], options: tuple[str, ...]) -> NDArray[np.integer]:
    return np.where(codes < 0, len(options) - 1, codes)


def _status(columns: CityColumns) -> NDArray[np.int64]:
    """Where each issue stands: by what last happened to it, or, where it is over, by the state that is kept of it."""
    issues = columns.known.facts.issues
    leads_to = np.array([_LISTED.index(one.leads_to) if one.leads_to in _LISTED else -1 for one in EVENT_KINDS])
    over = np.where(
        issues.verification == VERIFICATIONS.index("rejected"), _LISTED.index("rejected"), _LISTED.index("received")
    )
    over = np.where(issues.resolved < NEVER, _LISTED.index("resolved"), over)
    return np.where(columns.latest < 0, over, leads_to[columns.latest])


def _by_month(days: NDArray[np.int64]) -> Facet:
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    if not len(months):
        return Facet("month", (), months)
    first, last = int(months.min()), int(months.max())
    options = np.arange(first, last + 1).astype("datetime64[M]").astype(str).tolist()
    return Facet("month", options, months - first)
