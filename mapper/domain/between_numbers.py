"""Where a number of a road is that no file tells of: between two that are known, as numbers are distances along the road.

Numbers are given by 도로명주소법 시행령: from the beginning of a road one odd and one even number for every 20 m, the odd
ones on its left and the even ones on its right. So a number is ten metres of road for each one from its neighbours, and
where it is can be reckoned; what is reckoned is never sure, as roads bend and are numbered anew in parts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

PER_NUMBER_M: Final = 10.0
"""Length of road for each number [m]: two of them, one on each side, are 20 m."""

SIDE_NUMBERS: Final = 2
"""Numbers along the road that weigh as much as being on its other side."""

DOOR_M: Final = 20.0
"""How far the doors of one number may be from where its 20 m of the road are [m]."""

STRETCH: Final = 1.5
"""By how much two known numbers may be farther apart than their numbers say, in a straight line."""


@dataclass(frozen=True, slots=True)
class KnownNumber:
    """A number of the road whose place is known.

    Attributes
    ----------
    main : int
        본번.
    x, y : float
        In EPSG:5179 [m].
    """

    main: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Where a number is that lies between two known ones.

    Attributes
    ----------
    x, y : float
        In EPSG:5179 [m].
    within_m : float
        How far off that may be, as far as the road is as long as its numbers say [m].
    """

    x: float
    y: float
    within_m: float


def between(lower: KnownNumber, upper: KnownNumber, main: int) -> Reckoned | None:
    """Reckon where a number is.

    Parameters
    ----------
    lower, upper : KnownNumber
        Of the same road; ``main`` lies between their numbers.
    main : int
        The number that is sought.

    Returns
    -------
    Reckoned or None
        On the straight line between them, at its share of the numbers; None where they are so far apart that their
        numbers cannot be distances along one road.

    Notes
    -----
    The road between them is ``L = 10 m × (upper - lower)`` long, and they lie ``d`` apart. A point of it at the share ``t``
    is at most ``tL`` from the lower and ``(1 - t)L`` from the upper one; then, by Stewart's theorem, it is no farther than
    ``√(t (1 - t) (L² - d²))`` from the point at the same share of the straight line, however the road bends.
    """
    if not lower.main < main < upper.main:
        return None
    length = PER_NUMBER_M * (upper.main - lower.main)
    straight = math.hypot(upper.x - lower.x, upper.y - lower.y)
    if straight > STRETCH * length + 2 * DOOR_M:
        return None
    share = (main - lower.main) / (upper.main - lower.main)
    bend = math.sqrt(share * (1 - share) * max(length**2 - straight**2, 0.0))
    return Reckoned(
        x=lower.x + share * (upper.x - lower.x),
        y=lower.y + share * (upper.y - lower.y),
        within_m=round(DOOR_M + bend, 1),
    )
