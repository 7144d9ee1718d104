"""One GeoJSON geometry to one shapely geometry, or the reason why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from mapper.importers.strict_json import NotANumber, not_finite

_NUMBERS: Final = frozenset({int, float, NotANumber})


class Unshaped(Exception):
    """A geometry that cannot be built.

    Parameters
    ----------
    code : str
        Stable key of the reason.
    value : str
        What stands in the file.
    expected : str
        What should.
    remedy : str
        What to do.
    """

    def __init__(self, code: str, value: str, expected: str, remedy: str) -> None:
        super().__init__(code)
        self.code = code
        self.value = value
        self.expected = expected
        self.remedy = remedy


@dataclass(frozen=True)
class Shape:
    """A geometry and what was taken off it.

    Attributes
    ----------
    shape : shapely geometry
        In two dimensions.
    flattened : bool
        Whether positions carried Z or M values.
    open_ring : str or None
        Where a ring of it was open; it is closed in the shape.
    """

    shape: Any
    flattened: bool
    open_ring: str | None


def shape_of(geometry: Any) -> Shape:
    """Build the shape of a GeoJSON geometry object.

    Parameters
    ----------
    geometry : Any
        The member ``geometry`` of a feature, not null.

    Returns
    -------
    Shape
        Its rings closed and its numbers finite; validity is judged later, by kind.

    Raises
    ------
    Unshaped
        When it is malformed.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    build = _BUILDERS.get(kind) if isinstance(kind, str) else None
    if kind == "GeometryCollection":
        raise Unshaped("collection", "GeometryCollection", "one geometry per feature", "split it into features")
    if build is None:
        given = f"type {kind!r}" if isinstance(geometry, dict) else type(geometry).__name__
        raise Unshaped("not_a_geometry", given, "a GeoJSON geometry", "export the layer again")
    coordinates = geometry.get("coordinates")
    if coordinates == []:
        raise Unshaped("empty_shape", f"an empty {kind}", "coordinates", "draw it or delete the feature")
    return Shape(build(coordinates), _deepest_position(coordinates) > 2, _open_ring(kind, coordinates))


def _point(found: Any) -> Any:
    return shapely.points(_positions([found], at_least=1)[0])


def _line(found: Any) -> Any:
    return shapely.linestrings(_positions(found, at_least=2))


def _ring(found: Any) -> Any:
    return shapely.linearrings(_positions(found, at_least=4))


def _polygon(found: Any) -> Any:
    shell, *holes = [_ring(ring) for ring in _items(found)]
    return shapely.polygons(shell, holes or None)


_BUILDERS: Final[dict[str, Callable[[Any], Any]]] = {
    "Point": _point,
    "LineString": _line,
    "Polygon": _polygon,
    "MultiPoint": lambda found: shapely.multipoints([_point(item) for item in _items(found)]),
    "MultiLineString": lambda found: shapely.multilinestrings([_line(item) for item in _items(found)]),
    "MultiPolygon": lambda found: shapely.multipolygons([_polygon(item) for item in _items(found)]),
}


def _items(found: Any) -> list[Any]:
    if not isinstance(found, list) or not found:
        raise Unshaped("not_a_geometry", _brief(found), "a list of coordinates", "export the layer again")
    return found


def _positions(found: Any, *, at_least: int) -> NDArray[np.float64]:
    items = _items(found)
    for item in items:
        if not (isinstance(item, list) and 2 <= len(item) <= 4 and _NUMBERS.issuperset(map(type, item))):
            raise Unshaped("not_a_position", _brief(item), "positions of two numbers, east and north", "correct it")
    if len(items) < at_least:
        raise Unshaped("too_few_positions", f"{len(items)} positions", f"at least {at_least}", "draw it again")
    try:
        positions = np.array([item[:2] for item in items], dtype=float)
    except OverflowError:
        positions = np.array([[np.nan, np.nan]])
    if not np.isfinite(positions).all():
        token = not_finite(items) or "a number beyond 1.8e308"
        raise Unshaped("not_finite", token, "finite coordinates", "correct the position or delete the feature")
    return positions


def _deepest_position(coordinates: Any) -> int:
    """Return the most numbers any position has; the shape was built, so the nesting is sound."""
    if not isinstance(coordinates[0], list):
        return len(coordinates)
    return max(map(_deepest_position, coordinates))


def _open_ring(kind: Any, coordinates: Any) -> str | None:
    """Say where the first open ring is; the shape was built, so the nesting is sound."""
    areas = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(kind, [])
    opened = (ring for area in areas for ring in area if ring[0][:2] != ring[-1][:2])
    return next((f"a ring from {_pair(ring[0])} to {_pair(ring[-1])}" for ring in opened), None)


def _pair(position: list[float]) -> str:
    return f"({position[0]:.6f}, {position[1]:.6f})"


def _brief(value: Any) -> str:
    return str(value)[:200]
