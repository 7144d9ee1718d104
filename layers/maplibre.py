"""The graded map as a style of MapLibre, for maps of others: our symbols over our tiles, and nothing from elsewhere.

Nothing is written on it: letters would need a server of fonts, and there is none in a city hall without a network.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from layers.style import GRADES, UNGRADED, ZOOM_SCALE, Symbol, Theme

STYLE_VERSION: Final = 8
SHOWN: Final = ("districts", "roads", "segments", "issues")
"""Keys of the tiles that it draws, in order."""

CASING_PX: Final = 2.0
"""By how much a line's dark edge is wider than the line."""

_LARGER: Final = 1
"""Zooms here are of tiles 512 pixels wide: one less than those of `ZOOM_SCALE`."""


def maplibre_style(
    name: str, tiles: Mapping[str, str], theme: Theme, *, deepest: int, attribution: str
) -> dict[str, Any]:
    """Return a style (MapLibre Style Specification, version 8).

    Parameters
    ----------
    name : str
        Of the style.
    tiles : mapping of str to str
        Address of each of `SHOWN` with ``{z}``, ``{x}`` and ``{y}``, the whole with its host.
    theme : Theme
        Light or dark.
    deepest : int
        Zoom behind which tiles are stretched.
    attribution : str
        Whose it is.

    Returns
    -------
    dict
        Ready for JSON.
    """
    sources = {
        key: {"type": "vector", "tiles": [tiles[key]], "maxzoom": deepest, "attribution": attribution} for key in SHOWN
    }
    return {
        "version": STYLE_VERSION,
        "name": name,
        "sources": sources,
        "layers": [
            {"id": "outside", "type": "background", "paint": {"background-color": theme.outside}},
            _drawn("districts", "fill", {"fill-color": theme.ground}),
            _drawn("roads", "line", {"line-color": theme.road, "line-width": _scaled(3.0)}),
            _drawn(
                "districts", "line", {"line-color": theme.boundary, "line-width": 1, "line-dasharray": [4, 3]}, "edge"
            ),
            *(_segments(grade, "edge", theme.casing, grade.width + CASING_PX) for grade in GRADES),
            _segments(UNGRADED, "grade", UNGRADED.colour, UNGRADED.width),
            *(_segments(grade, "grade", grade.colour, grade.width) for grade in GRADES),  # worse lies above better
            _drawn(
                "issues",
                "circle",
                {
                    "circle-color": theme.issue,
                    "circle-radius": _scaled(5.0),
                    "circle-stroke-color": theme.halo,
                    "circle-stroke-width": 1,
                },
            ),
        ],
    }


def _drawn(key: str, kind: str, paint: Mapping[str, Any], part: str = "shape") -> dict[str, Any]:
    return {"id": f"{key}-{part}", "type": kind, "source": key, "source-layer": key, "paint": dict(paint)}


def _segments(grade: Symbol, part: str, colour: str, width: float) -> dict[str, Any]:
    """Return a layer for one grade: one for all of them would need expressions that QGIS 3.22 does not read."""
    paint: dict[str, Any] = {"line-color": colour, "line-width": _scaled(width)}
    if grade.dash:
        paint["line-dasharray"] = [length / grade.width for length in grade.dash]
    return {
        **_drawn("segments", "line", paint, f"{grade.key}-{part}"),
        "filter": ["!", ["has", "overall"]] if grade is UNGRADED else ["==", ["get", "overall"], grade.key],
        "layout": {"line-cap": "round", "line-join": "round"},
    }


def _scaled(width: float) -> list[Any]:
    stops = [part for zoom, scale in ZOOM_SCALE for part in (zoom - _LARGER, round(width * scale, 2))]
    return ["interpolate", ["linear"], ["zoom"], *stops]
