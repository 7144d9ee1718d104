"""What became of issues: confirmed on site, repaired, closed without a fix, come back."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from gis_data.demo.moments import Period, Seconds, korean, recorded_after
from mapper.frames import ISSUE_EVENTS

OPEN: Final = ()
CLOSED: Final = ("closed",)
REJECTED: Final = ("rejected",)
CAME_BACK: Final = ("resolved", "reopened")
RESOLVED: Final = ("resolved",)
RESOLVED_AGAIN: Final = ("resolved", "reopened", "resolved")
OUTCOMES: Final = (OPEN, CLOSED, REJECTED, CAME_BACK, RESOLVED, RESOLVED_AGAIN)
"""What can have happened to an issue after it was confirmed; the last two leave it resolved."""

_RESOLVED: Final = OUTCOMES.index(RESOLVED)
_DAY: Final = 86_400
_UNRESOLVED_ODDS: Final = (0.82, 0.08, 0.04, 0.06)
_OLD_DAYS: Final = 14
_OLD_ODDS: Final = (0.015, 0.9, 0.07, 0.015)
"""Of what is older and not resolved: an office that is at work has said of most that nothing will be done. Made up."""

_AGAIN: Final = 0.06
_TYPICAL_DAYS: Final = 18.0


def draw_outcomes(
    reported: Seconds, period: Period, *, resolved: int, rng: Generator, is_at_work: bool
) -> NDArray[np.int64]:
    """Decide how issues went on, so that exactly so many are resolved.

    Parameters
    ----------
    reported : ndarray of int64
        Moments, shape (n,).
    period : Period
        The time looked back on.
    resolved : int
        How many are resolved at its end.
    rng : numpy.random.Generator
        Source of every draw.
    is_at_work : bool
        Whether somebody has dealt with what was not resolved.

    Returns
    -------
    ndarray of int64
        Positions in ``OUTCOMES``, shape (n,); the older an issue, the likelier it is resolved.
    """
    count = len(reported)
    age = (period.end - reported) / _DAY
    odds = 1.0 - np.exp(-(age + 0.5) / 30.0)
    chosen = rng.choice(count, size=resolved, replace=False, p=odds / odds.sum())
    kind = rng.choice(len(_UNRESOLVED_ODDS), size=count, p=_UNRESOLVED_ODDS)
    if is_at_work:
        kind = np.where(age > _OLD_DAYS, rng.choice(len(_OLD_ODDS), size=count, p=_OLD_ODDS), kind)
    kind[chosen] = np.where(rng.random(resolved) < _AGAIN, OUTCOMES.index(RESOLVED_AGAIN), _RESOLVED)
    return kind


def event_frame(
    keys: NDArray[np.object_], reported: Seconds, outcomes: NDArray[np.int64], period: Period, rng: Generator
) -> pd.DataFrame:
    """Make the events of issues that were confirmed on site the moment they were reported.

    Parameters
    ----------
    keys : ndarray of object
        Source keys of the issues, shape (n,).
    reported : ndarray of int64
        Moments, shape (n,).
    outcomes : ndarray of int64
        How they went on, as positions in ``OUTCOMES``, shape (n,).
    period : Period
        The time looked back on.
    rng : numpy.random.Generator
        Source of every draw.

    Returns
    -------
    pandas.DataFrame
        By the contract ISSUE_EVENTS, in order of time within each issue.
    """
    issues = [np.arange(len(keys))]
    kinds = [np.full(len(keys), "verified", dtype=object)]
    moments = [reported]
    for number, steps in enumerate(OUTCOMES):
        rows = np.flatnonzero(outcomes == number)
        before = reported[rows]
        for left, step in zip(range(len(steps), 0, -1), steps, strict=True):
            before = _later(before, period, left, rng)
            issues.append(rows)
            kinds.append(np.full(len(rows), step, dtype=object))
            moments.append(before)
    issue, kind, occurred = (np.concatenate(parts) for parts in (issues, kinds, moments))
    order = np.lexsort((np.arange(len(issue)), occurred, issue))
    frame = pd.DataFrame(
        {
            "issue_key": keys[issue[order]],
            "kind": kind[order],
            "occurred_at": korean(occurred[order]),
            "recorded_at": korean(recorded_after(occurred[order], period, rng)),
        }
    )
    ISSUE_EVENTS.check(frame)
    return frame


def _later(before: Seconds, period: Period, left: int, rng: Generator) -> Seconds:
    """Choose a later moment of an office day, leaving room for the steps that follow."""
    count = len(before)
    day = before // _DAY
    room = (period.last_day - day) // left
    wait = np.minimum(
        np.rint(_TYPICAL_DAYS * np.exp(rng.normal(0, 0.9, size=count))), room * rng.uniform(0.3, 1.0, size=count)
    )
    at = (day + wait.astype(np.int64)) * _DAY + rng.integers(9 * 3600, 17 * 3600, size=count)
    return np.where(at > before, at, before + rng.integers(600, 3600, size=count))
