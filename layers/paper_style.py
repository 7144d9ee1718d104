"""How a map is inked: the colours and widths of the screen, and patterns that stay apart without colour."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, log2, radians
from typing import Final

import numpy as np

from layers.style import AXES, ZOOM_SCALE, Symbol, Theme

PAPER: Final = Theme(
    casing="#333333",
    ground="#ffffff",
    outside="#f1f2f3",
    boundary="#7d858c",
    road="#ffffff",
    road_edge="#d5d6d2",
    issue="#33363d",
    venue="#1b7a3e",
    shop="#9c2f7f",
    text="#464c53",
    halo="#ffffff",
    focus="#0b50d0",
)
"""White ground, so that nothing is inked that says nothing."""

MM_A_PIXEL: Final = 0.19
"""Width on paper of a pixel on the screen: finer than pixels are, as ink is [mm]."""

CASING: Final = 0.13
"""Width of each edge of a cased line [mm]."""

MARK_SCALE: Final = 5_000
"""Letters and names of alleys stand on the lines from this scale."""

ROAD_WIDTHS: Final[tuple[tuple[tuple[str, ...], float], ...]] = (
    (("motorway", "trunk", "primary"), 7.0),
    (("secondary", "tertiary"), 5.5),
    (("unclassified", "residential", "living_street"), 3.5),
)
"""Beginnings of road classes to widths of the screen [px]; others are `PATH_WIDTH` wide."""
PATH_WIDTH: Final = 2.4
LARGE_ROAD: Final = 5.0
SMALL_ROADS_SCALE: Final = 40_000
"""Roads narrower than `LARGE_ROAD` are drawn from this scale."""

_LATITUDE: Final = 37.0  # of the middle of Korea [degrees]
_METRES_A_PIXEL: Final = 156_543.034 * cos(radians(_LATITUDE))  # of zoom 0
_PIXEL_MM: Final = 0.28  # OGC's standardised pixel


@dataclass(frozen=True)
class Stroke:
    """How the line of one symbol is inked.

    Attributes
    ----------
    colour : str
        Of the line.
    width : float
        At full size [mm].
    dash : tuple of float
        Lengths on and off at full size [mm]; empty for a solid line.
    is_cased : bool
        Whether it runs between dark edges, which show between its dashes as well.
    """

    colour: str
    width: float
    dash: tuple[float, ...]
    is_cased: bool


_PATTERNS: Final[dict[str, tuple[tuple[float, ...], bool]]] = {
    "A": ((), False),
    "B": ((2.4, 0.9), False),
    "C": ((), True),
    "D": ((1.5, 0.5), True),
    "E": ((), False),
    "high": ((), False),
    "medium": ((2.4, 0.6), False),
    "low": ((), True),
    "ungraded": ((0.3, 0.9), False),
}
"""Dashes and edges: a photocopy tells these apart by pattern and width where it loses the colours."""


def stroke_of(symbol: Symbol) -> Stroke:
    """Return how a symbol is inked.

    Parameters
    ----------
    symbol : Symbol
        Of any axis.

    Returns
    -------
    Stroke
        In the colour of the screen.
    """
    dash, is_cased = _PATTERNS[symbol.key]
    return Stroke(symbol.colour, symbol.width * MM_A_PIXEL, dash, is_cased)


def symbols_of(axis: str) -> tuple[Symbol, ...]:
    """Return the symbols of an axis.

    Parameters
    ----------
    axis : str
        Key of one of `layers.style.AXES`.

    Returns
    -------
    tuple of Symbol
        From best to worst, 미조사 last.
    """
    return next(one.symbols for one in AXES if one.key == axis)


def width_scale(scale: int) -> float:
    """Return the factor on widths at a scale: that of the zoom at which a screen shows as much.

    Parameters
    ----------
    scale : int
        The n of 1:n.

    Returns
    -------
    float
        By ``ZOOM_SCALE``, straight between its stops.
    """
    zoom = log2(_METRES_A_PIXEL / (scale * _PIXEL_MM / 1000))
    zooms, factors = np.array(ZOOM_SCALE).T
    return float(np.interp(zoom, zooms, factors))


def road_width(road_class: str | None) -> float:
    """Return how wide a road is on the screen.

    Parameters
    ----------
    road_class : str or None
        As its source says.

    Returns
    -------
    float
        At full size [px].
    """
    return next((width for begins, width in ROAD_WIDTHS if (road_class or "").startswith(begins)), PATH_WIDTH)
