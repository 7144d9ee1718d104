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
            _segments("edge", theme.casing, _widths(CASING_PX), graded=True),
            _segments("grade", _by_grade({one.key: one.colour for one in GRADES}), _widths(0), graded=True),
            _segments("ungraded", UNGRADED.colour, UNGRADED.width, graded=False),
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


def _segments(part: str, colour: Any, width: Any, *, graded: bool) -> dict[str, Any]:
    paint = {"line-color": colour, "line-width": width if graded else _scaled(width)}
    if not graded:
        paint["line-dasharray"] = [length / UNGRADED.width for length in UNGRADED.dash]
    has = ["has", "overall"]
    return {
        **_drawn("segments", "line", paint, part),
        "filter": has if graded else ["!", has],
        "layout": {"line-cap": "round", "line-join": "round"} if graded else {},
    }


def _widths(more: float) -> list[Any]:
    return _scaled(_by_grade({one.key: one.width + more for one in GRADES}))


def _by_grade(values: Mapping[str, Any]) -> list[Any]:
    pairs = [part for key, value in values.items() for part in (key, value)]
    return ["match", ["get", "overall"], *pairs, values[_middle(GRADES).key]]


def _middle(symbols: tuple[Symbol, ...]) -> Symbol:
    return symbols[len(symbols) // 2]


def _scaled(width: Any) -> list[Any]:
    stops = [part for zoom, scale in ZOOM_SCALE for part in (zoom - _LARGER, ["*", width, scale])]
    return ["interpolate", ["linear"], ["zoom"], *stops]
