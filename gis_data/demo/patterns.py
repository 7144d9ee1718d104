"""The patterns in which Korean neighbourhoods are built, as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Pattern:
    """How the alleys of a neighbourhood run.

    Attributes
    ----------
    key : str
        Name in the plan.
    depth, length : float
        Size of a block across and along the rows [m].
    uneven : float
        Spread of a cut around its regular place, as a share of the block size.
    turn : float
        Spread of the direction of a cut [rad].
    bend : float
        Largest sideways swing of an alley, as a share of its length.
    snap : float
        How near a junction across the street is shared instead of making a new one [m].
    regular : bool
        True when all rows of a neighbourhood run one way; otherwise each block turns with its shape.
    gap : float
        Chance that a block stays whole at twice its size: a school, a church, a park.
    blind : float
        Chance of a blind alley in a finished block.
    widths : tuple of float
        Width of the last and of the longest alleys laid [m].
    households : float
        Households a hectare [1/ha].
    complex : bool
        True for apartment complexes: ways inside a fence instead of alleys.
    """

    key: str
    depth: float
    length: float
    uneven: float
    turn: float
    bend: float
    snap: float
    regular: bool
    gap: float
    blind: float
    widths: tuple[float, float]
    households: float
    complex: bool = False

    @property
    def road_class(self) -> str:
        """What a map would call the ways."""
        return "service" if self.complex else "residential"


PATTERNS: Final = {
    pattern.key: pattern
    for pattern in (
        Pattern("grid", 38, 72, 0.05, 0.01, 0.0, 16, regular=True, gap=0.08, blind=0.05, widths=(4, 8), households=70),
        Pattern(
            "newtown", 42, 80, 0.03, 0.01, 0.02, 18, regular=True, gap=0.10, blind=0.0, widths=(6, 8), households=60
        ),
        Pattern("old", 41, 58, 0.14, 0.06, 0.05, 12, regular=False, gap=0.10, blind=0.25, widths=(3, 6), households=65),
        Pattern(
            "market", 35, 48, 0.12, 0.04, 0.03, 12, regular=False, gap=0.05, blind=0.18, widths=(2.5, 6), households=60
        ),
        Pattern(
            "hillside", 40, 56, 0.18, 0.10, 0.11, 10, regular=False, gap=0.08, blind=0.5, widths=(1.5, 4), households=55
        ),
        Pattern(
            "village", 62, 90, 0.18, 0.10, 0.09, 12, regular=False, gap=0.22, blind=0.45, widths=(3, 5), households=15
        ),
        Pattern(
            "apartment",
            95,
            150,
            0.08,
            0.03,
            0.02,
            15,
            regular=True,
            gap=0.1,
            blind=0.0,
            widths=(6, 7),
            households=130,
            complex=True,
        ),
    )
}
"""By key; ground of any other key in the plan is open: hills, parks, schools, barracks."""
