"""The way of a visit over a map: on a screen as a line and numbers, on paper as the same in ink."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from branca.element import MacroElement
from folium.template import Template
from markupsafe import Markup
from numpy.typing import NDArray

from layers.paper import UNITS
from mapper.domain.paper import Showing

WAY: Final = "#0b50d0"
"""Colour of the way, which no grade has."""

_EDGE: Final = "#ffffff"
_WIDTH: Final = 0.9
_EDGE_WIDTH: Final = 1.7
"""Of the line, and of it with its edges [mm]."""

_RADIUS: Final = 2.3
"""Of the circle of a number [mm]."""

_LETTERS: Final = 2.6
"""Height of a number [mm]."""

Places = Sequence[tuple[float, float]]


class VisitRoute(MacroElement):
    """The way of a visit and the numbers of its stops, above all layers of a map; made of numbers of ours alone.

    Parameters
    ----------
    line : sequence of tuple of float
        Longitudes and latitudes of the way.
    marks : sequence of tuple
        What is written at each place (numbers with dots between them), and its longitude and latitude.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}\n"
        'L.polyline({{ this.line|tojson }}, { color: "#ffffff", weight: 10, interactive: false })'
        ".addTo({{ this._parent.get_name() }});\n"
        "L.polyline({{ this.line|tojson }}, { color: {{ this.colour|tojson }}, weight: 5, interactive: false })"
        ".addTo({{ this._parent.get_name() }});\n"
        "for (const [mark, lat, lon] of {{ this.marks|tojson }})\n"
        "  L.marker([lat, lon], { interactive: false, keyboard: false, icon: L.divIcon({"
        ' className: "golmok-stop", html: mark, iconSize: [mark.length > 2 ? 48 : 30, 30] }) })'
        ".addTo({{ this._parent.get_name() }});\n"
        "{% endmacro %}"
    )

    def __init__(self, line: Places, marks: Sequence[tuple[str, tuple[float, float]]]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca leaves it untyped
        self._name = "GolmokVisitRoute"
        self.colour = WAY
        self.line = [[lat, lon] for lon, lat in line]
        self.marks = [[mark, lat, lon] for mark, (lon, lat) in marks]


def drawn_route(
    showing: Showing, line: NDArray[np.float64], stops: NDArray[np.float64], marks: Sequence[str]
) -> Markup:
    """Draw the way of a visit for a map on paper, to be laid over it.

    Parameters
    ----------
    showing : Showing
        What the map shows, at which scale.
    line : ndarray of float64, shape (n, 2)
        The way in EPSG:5179; empty without one.
    stops : ndarray of float64, shape (k, 2)
        Public points of stops in EPSG:5179.
    marks : sequence of str
        What is written at each.

    Returns
    -------
    Markup
        An ``svg`` element as large as the frame.
    """
    width, height = showing.sheet.frame
    path = "L".join(f"{x} {y}" for x, y in _placed(line, showing))
    strokes = [(_EDGE, _EDGE_WIDTH), (WAY, _WIDTH)] if path else []
    inside = [
        Markup('<path d="M{}" stroke="{}" stroke-width="{:g}" stroke-linejoin="round" stroke-linecap="round"/>').format(
            path, colour, mm * UNITS
        )
        for colour, mm in strokes
    ]
    inside += [_number(x, y, mark) for (x, y), mark in zip(_placed(stops, showing), marks, strict=True)]
    return Markup(
        '<svg class="way" font-family="Pretendard GOV" width="{:g}mm" height="{:g}mm" viewBox="0 0 {:g} {:g}" fill="none">{}</svg>'
    ).format(width, height, width * UNITS, height * UNITS, Markup().join(inside))


def _number(x: int, y: int, mark: str) -> Markup:
    half = max(_RADIUS, len(mark) * _LETTERS * 0.33 + 0.4)
    return Markup(
        '<rect x="{:g}" y="{:g}" width="{:g}" height="{:g}" rx="{:g}" fill="{}" stroke="{}" stroke-width="{:g}"/>'
        '<text x="{}" y="{:g}" fill="{}" font-size="{:g}" font-weight="700" text-anchor="middle">{}</text>'
    ).format(
        *(x - half * UNITS, y - _RADIUS * UNITS, 2 * half * UNITS, 2 * _RADIUS * UNITS, _RADIUS * UNITS),
        *(WAY, _EDGE, (_EDGE_WIDTH - _WIDTH) * UNITS / 2),
        *(x, y + _LETTERS * UNITS * 0.36, _EDGE, _LETTERS * UNITS, mark),
    )


def _placed(places: NDArray[np.float64], showing: Showing) -> list[tuple[int, int]]:
    """Turn metres into units of the drawing, from its upper left corner."""
    west, north = showing.place.west, showing.place.north
    steps = (places - (west, north)) * (1, -1) * (1000 / showing.scale * UNITS)
    return [(x, y) for x, y in np.rint(steps).astype(np.int64).tolist()]
