"""과제 지표 (indicator): by what a task is judged, and 추진 상태 (standing): where it stands, since when, and why.

A task is judged by a figure that is to reach a target, or is not to go over one, and is counted whenever somebody looks; or,
where no figure tells of it, by a sentence that people judge themselves. Both are parts of the versions of a programme, so that none of it is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from mapper.domain.figure import Value
from mapper.domain.label import Label
from mapper.domain.ledger import LEDGER_STATES, PLANNED

TASK_STATES: Final = {state: LEDGER_STATES[state] for state in (PLANNED, "doing", "done", "impossible")}
"""Where a task stands: the words of the ledger, but that nobody hands a task over."""

INDICATOR_UNITS: Final = frozenset({"count", "share", "mean", "per_week"})
"""Units of figures that can reach a target: one number each."""

MOST_TARGET: Final = 1_000_000_000.0

LEAST: Final = "least"
MOST: Final = "most"
BOUNDS: Final = {LEAST: Label("이상", "At least"), MOST: Label("이하", "At most")}
"""On which side of its target a figure is to be."""


@dataclass(frozen=True)
class Indicator:
    """By what a task is judged.

    Attributes
    ----------
    figure : str
        Key of a figure; empty where a sentence judges.
    target : float or None
        What the figure is to be.
    words : str
        The sentence; empty where a figure judges.
    bound : str
        A key of `BOUNDS`: whether the figure is to be the target at least, or at most.
    """

    figure: str = ""
    target: float | None = None
    words: str = ""
    bound: str = LEAST

    def is_reached(self, value: Value) -> bool | None:
        """Tell whether a figure is on the right side of its target.

        Parameters
        ----------
        value : int, float, dict or None
            Of the figure.

        Returns
        -------
        bool or None
            None where no number judges.
        """
        if self.target is None or not isinstance(value, (int, float)):
            return None
        return value <= self.target if self.bound == MOST else value >= self.target


@dataclass(frozen=True)
class Standing:
    """Where a task stands.

    Attributes
    ----------
    state : str
        A key of `TASK_STATES`; empty where nobody said so.
    since : date or None
        Korean date since when.
    reason : str
        Why, or what was done.
    """

    state: str = ""
    since: date | None = None
    reason: str = ""


NO_INDICATOR: Final = Indicator()
NO_STANDING: Final = Standing()


def indicator_faults(indicator: Indicator) -> Iterator[str]:
    """Find what is wrong with an indicator, but for whether its figure is there.

    Parameters
    ----------
    indicator : Indicator
        As typed.

    Yields
    ------
    str
        Keys of `mapper.domain.programme.FAULTS`.
    """
    if bool(indicator.figure) == bool(indicator.words):
        yield "indicator"
    if indicator.figure and not _is_target(indicator.target, indicator.bound):
        yield "target"


def _is_target(target: float | None, bound: str) -> bool:
    if target is None or bound not in BOUNDS:
        return False
    return 0 < target <= MOST_TARGET or (target == 0 and bound == MOST)


def standing_faults(standing: Standing, *, began_on: date | None) -> Iterator[str]:
    """Find what is wrong with where a task is said to stand, but for whether the day has come.

    Parameters
    ----------
    standing : Standing
        As typed.
    began_on : date or None
        First day of the task.

    Yields
    ------
    str
        Keys of `mapper.domain.programme.FAULTS`.
    """
    if standing.state not in TASK_STATES:
        yield "state"
    if standing.since is None or standing.since < (began_on or standing.since):
        yield "since"
    if not standing.reason:
        yield "reason"


def standing_on(said: Iterable[Standing], day: date) -> Standing:
    """Tell where a task stood on a day, by all that was said of it up to some moment.

    Parameters
    ----------
    said : iterable of Standing
        In the order in which it was written down.
    day : date
        Korean date.

    Returns
    -------
    Standing
        What was written last of all that had begun by that day; `NO_STANDING` where nothing had.
    """
    begun = [one for one in said if one.since is not None and one.since <= day]
    return begun[-1] if begun else NO_STANDING
