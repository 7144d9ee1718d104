"""A map as SVG in millimetres of paper: lines at their true place and the true scale, and names that do not touch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import shapely
from markupsafe import Markup
from numpy.typing import NDArray

from layers.paper_names import alley_labels, district_labels, drawn_labels, mark_labels
from layers.paper_style import (
    CASING,
    LARGE_ROAD,
    MARK_SCALE,
    MM_A_PIXEL,
    PAPER,
    SMALL_ROADS_SCALE,
    Stroke,
    road_width,
    stroke_of,
    symbols_of,
    width_scale,
)
from mapper.domain.paper import MapContent, Showing

UNITS: Final = 100
"""Of the drawing, to a millimetre: finer than any printer is."""

_TOLERANCE: Final = 0.04
"""What may be left of a line without anybody seeing it [mm]."""

_POINT: Final = 0.4
_POINT_STEP: Final = 0.22
_MOST_DOUBLINGS: Final = 5
"""Radius of the point of one issue, what each doubling adds [mm], and how many of them do."""

_HALO_SCALE: Final = 25_000
"""Points stand apart by a halo from this scale."""

_DASHED_FROM: Final = 0.4
"""Between its edges a thinner line shows no dashes [mm]."""

_BOUNDARY: Final = Stroke(PAPER.boundary, 0.3, (2.4, 0.8, 0.5, 0.8), is_cased=False)
_OTHERS: Final = Stroke("#b9bcbf", 0.1, (), is_cased=False)


def draw(content: MapContent) -> Markup:
    """Draw a map.

    Parameters
    ----------
    content : MapContent
        What is on it.

    Returns
    -------
    Markup
        An ``svg`` element as large as the frame; what people wrote is escaped.
    """
    width, height = content.showing.sheet.frame
    inside = [*_areas(content), *_roads(content), *_segments(content), *_points(content), *_labels(content)]
    return Markup(
        '<svg class="map" font-family="Pretendard GOV" width="{:g}mm" height="{:g}mm" viewBox="0 0 {:g} {:g}" fill="none">{}</svg>'
    ).format(width, height, width * UNITS, height * UNITS, Markup().join(inside))


def swatch(key: str, axis: str) -> Markup:
    """Draw the line of a symbol for the legend.

    Parameters
    ----------
    key : str
        Of the symbol.
    axis : str
        On which it stands.

    Returns
    -------
    Markup
        An ``svg`` element, 12 mm long.
    """
    symbol = next(one for one in symbols_of(axis) if one.key == key)
    line = Markup().join(_stroked("M50 150h1100", stroke_of(symbol), 0.9))
    return Markup('<svg class="swatch" width="12mm" height="3mm" viewBox="0 0 1200 300" fill="none">{}</svg>').format(
        line
    )


def _areas(content: MapContent) -> Iterator[Markup]:
    if not len(content.districts):
        return
    showing = content.showing
    width, height = showing.sheet.frame
    yield Markup('<path d="M0 0h{:g}v{:g}h-{:g}z" fill="{}"/>').format(
        width * UNITS, height * UNITS, width * UNITS, PAPER.outside
    )
    rings = shapely.get_rings(shapely.get_parts(content.districts))
    yield Markup('<path d="{}" fill="{}" fill-rule="evenodd"/>').format(_path(rings, showing), PAPER.ground)
    place = showing.place
    edge = shapely.boundary(shapely.box(place.west, place.south, place.east, place.north))
    between = shapely.difference(shapely.union_all(shapely.boundary(content.districts)), shapely.buffer(edge, 0.01))
    yield from _stroked(_path(_merged([between]), showing), _BOUNDARY)


def _roads(content: MapContent) -> Iterator[Markup]:
    scale = content.showing.scale
    factor = width_scale(scale) * MM_A_PIXEL
    widths = np.array([road_width(one) for one in content.road_classes])
    shown = [width for width in np.unique(widths) if scale <= SMALL_ROADS_SCALE or width >= LARGE_ROAD]
    paths = {width: _path(_merged(content.roads[widths == width]), content.showing) for width in shown}
    for width, path in paths.items():
        yield from _stroked(path, Stroke(PAPER.road_edge, width * factor + 2 * CASING, (), is_cased=False))
    for width, path in paths.items():
        yield from _stroked(path, Stroke(PAPER.road, width * factor, (), is_cased=False))


def _segments(content: MapContent) -> Iterator[Markup]:
    """Draw the worst on top; lines that meet and look alike are one, so that their dashes run on."""
    factor = width_scale(content.showing.scale)
    yield from _stroked(_path(_merged(content.others), content.showing), _OTHERS)
    symbols = list(enumerate(symbols_of(content.axis)))
    for value, symbol in symbols[-1:] + symbols[:-1]:
        of_value = _merged(content.lines[content.values == value])
        yield from _stroked(_path(of_value, content.showing), stroke_of(symbol), factor)


def _points(content: MapContent) -> Iterator[Markup]:
    """Draw points of one size as one path of dots: lines of no length with round ends."""
    if not len(content.points):
        return
    places = _placed(shapely.get_coordinates(content.points), content.showing)
    doublings = np.log2(np.maximum(content.counts, 1)).astype(int).clip(max=_MOST_DOUBLINGS)
    sizes = {
        size: "".join(f"M{east} {down}h0" for east, down in places[doublings == size].tolist())
        for size in np.unique(doublings).tolist()
    }
    inks = [(PAPER.issue, 0.0)] if content.showing.scale > _HALO_SCALE else [(PAPER.halo, 0.15), (PAPER.issue, 0.0)]
    for colour, edge in inks:
        for size, path in sizes.items():
            yield _line(path, colour, 2 * (_POINT + size * _POINT_STEP + edge), ())


def _labels(content: MapContent) -> Iterator[Markup]:
    labels = district_labels(content)
    if content.showing.scale <= MARK_SCALE:
        labels = [*labels, *alley_labels(content), *mark_labels(content)]
    return drawn_labels(labels, content.showing, units=UNITS)


def _stroked(path: str, stroke: Stroke, factor: float = 1.0) -> Iterator[Markup]:
    """Ink a path, with its edges under it."""
    if not path:
        return
    width = stroke.width * factor
    is_dashed = bool(stroke.dash) and width >= _DASHED_FROM
    if stroke.is_cased:
        yield _line(path, PAPER.casing, width + 2 * CASING * factor**0.5, ())
        if is_dashed:
            yield _line(path, PAPER.ground, width, ())
    yield _line(path, stroke.colour, width, stroke.dash if is_dashed or not stroke.is_cased else ())


def _line(path: str, colour: str, width: float, dash: tuple[float, ...]) -> Markup:
    pattern = Markup(' stroke-dasharray="{}"').format(" ".join(f"{mm * UNITS:g}" for mm in dash)) if dash else ""
    return Markup(
        '<path d="{}" stroke="{}" stroke-width="{:.1f}" stroke-linejoin="round" stroke-linecap="{}"{}/>'
    ).format(path, colour, width * UNITS, "butt" if dash else "round", pattern)


def _merged(lines: Any) -> NDArray[Any]:
    if not len(lines):
        return np.empty(0, dtype=object)
    return shapely.get_parts(shapely.line_merge(shapely.multilinestrings(shapely.get_parts(lines))))


def _path(lines: NDArray[Any], showing: Showing) -> str:
    """Write lines as path data: whole units of the drawing, each vertex by its step from the one before."""
    kept = shapely.simplify(lines, _TOLERANCE * showing.scale / 1000, preserve_topology=False)
    kept = kept[~shapely.is_empty(kept)]
    if not len(kept):
        return ""
    places, owners = shapely.get_coordinates(kept, return_index=True)
    drawn = _placed(places, showing)
    steps = np.diff(drawn, axis=0, prepend=drawn[:1]).tolist()
    begins = np.flatnonzero(np.diff(owners, prepend=-1)).tolist()
    heads = drawn[begins].tolist()
    texts = [f"{east} {down}" for east, down in steps]
    ends = [*begins[1:], len(texts)]
    return "".join(
        f"M{east} {down}l{' '.join(texts[first + 1 : last])}"
        for (east, down), first, last in zip(heads, begins, ends, strict=True)
    )


def _placed(places: NDArray[np.float64], showing: Showing) -> NDArray[np.int64]:
    """Turn metres into units of the drawing, from its upper left corner."""
    steps = (places - (showing.place.west, showing.place.north)) * (1, -1) * (1000 / showing.scale * UNITS)
    return np.asarray(np.rint(steps).astype(np.int64))
