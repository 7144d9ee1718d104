"""How much is on record in a city: a metropolis keeps more of it, and for longer, than a town."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

Days = tuple[int, int]
"""First and last day [days before the last day of the city]."""


@dataclass(frozen=True)
class Volume:
    """How much is on record.

    Attributes
    ----------
    complaints : float
        For every segment.
    complaint_days : int
        In how many days they were filed.
    rounds_between : tuple of Days
        Rounds of surveys between the first and the second.
    is_worked_on : bool
        Whether an office can be at work on it. Where nobody is, as many issues as there are count in every grade: what
        the comparisons are made with.
    outbreaks : float
        Share of the segments on which something began in the last weeks that several neighbours complain about.
    """

    complaints: float
    complaint_days: int
    rounds_between: tuple[Days, ...] = ()
    is_worked_on: bool = True
    outbreaks: float = 0.0


TOWN: Final = Volume(complaints=0.4, complaint_days=365)
METROPOLIS: Final = Volume(complaints=10.05, complaint_days=900, rounds_between=((280, 160),), is_worked_on=False)
"""A million complaints and three hundred thousand surveys on a hundred thousand segments."""

LIVELY: Final = replace(TOWN, outbreaks=0.012)
"""A town that people look at: here and there complaints say what no survey has seen yet. The share is made up."""

_METROPOLITAN: Final = 50_000


def volume_of(segments: int, *, is_shown: bool = False) -> Volume:
    """Return how much is on record in a city of a size.

    Parameters
    ----------
    segments : int
        How many are graded.
    is_shown : bool
        Whether people look at it, and not only programs.

    Returns
    -------
    Volume
        Of a town or of a metropolis.
    """
    if segments >= _METROPOLITAN:
        return METROPOLIS
    return LIVELY if is_shown else TOWN
