"""What is written on a map of paper: names of districts and alleys, letters of grades; where two would touch, the first stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, degrees, radians, sin
from typing import Final
from unicodedata import east_asian_width

import numpy as np
import shapely
from markupsafe import Markup

from layers.paper_style import PAPER, symbols_of
from mapper.domain.paper import MapContent, Showing

MOST_LABELS: Final = 600
"""More could not be told apart on any sheet."""

_ASCENT: Final = 0.36
"""From the middle of a line of text to its baseline, in heights of the font."""


@dataclass(frozen=True)
class Label:
    """Words at a place.

    Attributes
    ----------
    words : str
        As people wrote them.
    middle : sequence of float
        Where they stand, in EPSG:5179 [m].
    mm : float
        Height of the font.
    turned : float
        Against the clock from the east [degrees].
    ink : str
        Colour of the words.
    ground : str or None
        Colour of a disc behind them; a halo instead when not given.
    is_bold : bool
        Whether they stand out.
    """

    words: str
    middle: Sequence[float]
    mm: float
    turned: float = 0.0
    ink: str = PAPER.text
    ground: str | None = None
    is_bold: bool = False

    @property
    def width(self) -> float:
        """About how wide the words are [mm]."""
        return self.mm * sum(0.95 if east_asian_width(letter) in "WF" else 0.6 for letter in self.words)

    @property
    def box(self) -> tuple[float, float]:
        """Half of the width and of the height of what is covered [mm]."""
        across, up, angle = self.width / 2, self.mm * 0.6, radians(self.turned)
        return (
            abs(across * cos(angle)) + abs(up * sin(angle)) + 0.3,
            abs(across * sin(angle)) + abs(up * cos(angle)) + 0.3,
        )


def district_labels(content: MapContent) -> list[Label]:
    """Name the districts, each where it has most room.

    Parameters
    ----------
    content : MapContent
        What is on the map.

    Returns
    -------
    list of Label
        The largest first.
    """
    if not len(content.districts):
        return []
    size = 3.2 if content.showing.sheet.size == "a4" else 4.0
    places = shapely.get_coordinates(shapely.point_on_surface(content.districts)).tolist()
    order = np.argsort(-shapely.area(content.districts), kind="stable").tolist()
    return [Label(content.district_names[at], places[at], mm=size, is_bold=True) for at in order]


def alley_labels(content: MapContent) -> list[Label]:
    """Name the alleys, each along the longest of its segments.

    Parameters
    ----------
    content : MapContent
        What is on the map.

    Returns
    -------
    list of Label
        The longest first.
    """
    lengths = shapely.length(content.lines)
    longest: dict[str, int] = {}
    for at in np.argsort(-lengths, kind="stable").tolist():
        name = content.names[at]
        if name is not None:
            longest.setdefault(name, at)
    return [_along(name, content.lines[at]) for name, at in longest.items()][:MOST_LABELS]


def mark_labels(content: MapContent) -> list[Label]:
    """Write the letters of the symbols on their lines.

    Parameters
    ----------
    content : MapContent
        What is on the map.

    Returns
    -------
    list of Label
        The worst first.
    """
    symbols = symbols_of(content.axis)
    order = np.argsort(-content.values, kind="stable").tolist()
    middles = shapely.get_coordinates(shapely.line_interpolate_point(content.lines, 0.5, normalized=True)).tolist()
    found = [
        Label(symbol.mark, middles[at], mm=2.2, ink=symbol.ink, ground=symbol.colour, is_bold=True)
        for at in order
        if (symbol := symbols[int(content.values[at])]).mark
    ]
    return found[:MOST_LABELS]


def drawn_labels(labels: Sequence[Label], showing: Showing, *, units: int) -> Iterator[Markup]:
    """Draw labels, leaving out those that would touch one before them or the edge.

    Parameters
    ----------
    labels : sequence of Label
        The most important first.
    showing : Showing
        Where they stand.
    units : int
        Of the drawing, to a millimetre.

    Yields
    ------
    Markup
        ``text`` elements, each with its halo or disc.
    """
    width, height = showing.sheet.frame
    taken = np.empty((0, 4))
    for label in labels:
        x = (label.middle[0] - showing.place.west) / showing.scale * 1000
        y = (showing.place.north - label.middle[1]) / showing.scale * 1000
        across, up = label.box
        west, north, east, south = x - across, y - up, x + across, y + up
        is_inside = west >= 0 and north >= 0 and east <= width and south <= height
        touches = (taken[:, 0] < east) & (taken[:, 2] > west) & (taken[:, 1] < south) & (taken[:, 3] > north)
        if is_inside and not touches.any():
            taken = np.vstack([taken, (west, north, east, south)])
            yield _drawn(label, x * units, y * units, units)


def _along(name: str, line: shapely.LineString) -> Label:
    before, middle, after = shapely.get_coordinates(
        shapely.line_interpolate_point(line, [0.35, 0.5, 0.65], normalized=True)
    ).tolist()
    angle = degrees(np.arctan2(after[1] - before[1], after[0] - before[0]))
    upright = (angle + 90) % 180 - 90  # never upside down
    return Label(name, middle, mm=2.1, turned=upright)


def _drawn(label: Label, x: float, y: float, units: int) -> Markup:
    baseline = y + label.mm * _ASCENT * units
    turn = Markup(' transform="rotate({:.1f} {:.0f} {:.0f})"').format(-label.turned, x, y) if label.turned else ""
    weight = "700" if label.is_bold else "400"
    words = Markup(
        '<text x="{:.0f}" y="{:.0f}" font-size="{:.0f}" font-weight="{}" text-anchor="middle"{}{} fill="{}">{}</text>'
    )
    size = label.mm * units
    if label.ground is not None:
        disc = Markup(
            '<circle cx="{:.0f}" cy="{:.0f}" r="{:.0f}" fill="{}" stroke="{}" stroke-width="{:.0f}"/>'
        ).format(x, y, size * 0.68, label.ground, PAPER.halo, 0.15 * units)
        return disc + words.format(x, baseline, size, weight, turn, "", label.ink, label.words)
    halo = Markup(' stroke="{}" stroke-width="{:.0f}" stroke-linejoin="round"').format(
        PAPER.halo, label.mm * 0.32 * units
    )
    behind = words.format(x, baseline, size, weight, turn, halo, PAPER.halo, label.words)
    return behind + words.format(x, baseline, size, weight, turn, "", label.ink, label.words)
