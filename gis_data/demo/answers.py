"""What an office did about complaints: most are answered by the day that the Act sets, some late, and a few lie about.

No city publishes this of its alleys alone, so that every share here is made up.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from gis_data.demo.moments import OFFICE, Seconds, at_hours, korean, recorded_after
from gis_data.demo.scene import Scene
from mapper.domain.calendar import day_number
from mapper.domain.due import due_of
from mapper.frames import COMPLAINT_PREFIX, ISSUE_EVENTS

_FATES: Final = (0.9, 0.085, 0.015)
"""Answered in time, late, and not at all."""

_TIME_TAKEN: Final = (2.0, 1.5)
"""How much of their time answers take that are in time: a beta distribution."""

_DAYS_LATE: Final = 6.0
"""How late others are, on average."""

_ENDS: Final = ("resolved", "closed", "rejected")
_END_ODDS: Final = (0.75, 0.12, 0.13)
_DAY: Final = 86_400
_HOUR: Final = 3600


def answer_frame(complaints: pd.DataFrame, scene: Scene, rng: Generator) -> pd.DataFrame:
    """Make what became of the issues that complaints opened.

    Parameters
    ----------
    complaints : pandas.DataFrame
        By the contract COMPLAINTS.
    scene : Scene
        The city.
    rng : numpy.random.Generator
        Source of every draw.

    Returns
    -------
    pandas.DataFrame
        By the contract ISSUE_EVENTS: one for each complaint that is answered by the end of the period, and none where
        nobody is at work.
    """
    filed = complaints["filed_at"] if scene.is_at_work else complaints["filed_at"].iloc[:0]
    answered = _answered_at(filed, never=scene.period.last_day + 1, rng=rng)
    done = np.flatnonzero(answered <= scene.period.end)
    frame = pd.DataFrame(
        {
            "issue_key": COMPLAINT_PREFIX + complaints["source_key"].iloc[done].reset_index(drop=True),
            "kind": rng.choice(np.array(_ENDS, dtype=object), size=len(done), p=_END_ODDS),
            "occurred_at": korean(answered[done]),
            "recorded_at": korean(recorded_after(answered[done], scene.period, rng)),
        }
    )
    ISSUE_EVENTS.check(frame)
    return frame


def _answered_at(filed_at: pd.Series[pd.Timestamp], *, never: int, rng: Generator) -> Seconds:
    """Choose a moment of an office day for each; on the day ``never`` for what is not answered."""
    count = len(filed_at)
    filed = filed_at.dt.tz_localize(None).to_numpy().astype("datetime64[s]").astype(np.int64)
    first = filed // _DAY
    due = np.array([day_number(due_of(at).date()) for at in filed_at], dtype=np.int64)
    in_time = first + np.floor(rng.beta(*_TIME_TAKEN, size=count) * (due - first + 1)).astype(np.int64)
    late = due + 1 + np.floor(rng.exponential(_DAYS_LATE, size=count)).astype(np.int64)
    day = np.choose(rng.choice(len(_FATES), size=count, p=_FATES), [in_time, late, never])
    return np.maximum(at_hours(_after_weekend(day), OFFICE, rng), filed + _HOUR)


def _after_weekend(days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Move Saturdays and Sundays to the Monday after; 1970-01-01 was a Thursday."""
    weekday = (days + 3) % 7
    return np.asarray(days + np.where(weekday > 4, 7 - weekday, 0))
