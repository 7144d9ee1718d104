"""The lines and areas of a file: of the right type, flat, in Korea, in metres."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from mapper.errors import MissingColumns
from mapper.importers.place import KOREA, SWAP
from mapper.importers.reference.position import in_korea, to_metres
from mapper.importers.repair import INVALID_RING, OPEN_RING, SWAPPED
from mapper.importers.sheet import Mask, Sheet
from mapper.importers.wkt_shape import GEOMETRY

MOST_VERTICES: Final = 10_000
"""A feature with more is refused."""

_SAME_AREA: Final = 0.001
"""By how much of its area an outline may change when it is untangled."""

Shapes = NDArray[Any]


def read_shapes(sheet: Sheet, allowed: frozenset[str]) -> Shapes:
    """Read the shape of every row.

    Parameters
    ----------
    sheet : Sheet
        Takes the faults: no shape, another type, too many vertices, swapped axes, outside Korea, invalid.
    allowed : frozenset of str
        Geometry types the kind takes.

    Returns
    -------
    ndarray of shapely geometries, shape (n,)
        In EPSG:5179 [m], valid; None where a row was refused.

    Raises
    ------
    MissingColumns
        When neither the format nor a column carries shapes.
    WrongCrs
        When the numbers cannot be in the CRS they are said to be in.
    """
    if sheet.table.shapes is None:
        raise _shapeless(sheet, allowed)
    shapes = _of_types(sheet, _closed(sheet, sheet.table.shapes.copy()), allowed)
    shapes = _of_size(sheet, shapes)
    positions, owner = shapely.get_coordinates(shapes, return_index=True)
    crs = sheet.settle_crs(positions[:, 0], positions[:, 1], owner)
    shapes = _valid(sheet, _in_korea(sheet, shapes, crs))

    in_metres: Shapes = shapely.transform(shapes, lambda at: np.column_stack(to_metres(at[:, 0], at[:, 1], crs)))
    # an outline that touches itself to the last digit can cross itself once projected
    sheet.places.shapes = _valid(sheet, in_metres)
    return sheet.places.shapes


def _shapeless(sheet: Sheet, allowed: frozenset[str]) -> MissingColumns:
    *others, last = GEOMETRY.headers
    message = (
        f"{sheet.file} is a table without shapes, expected {_spelled(allowed)} as WKT in a column named"
        f" {', '.join(others)} or {last}; rename it, say which it is with --map {GEOMETRY.name}=COLUMN, or give a"
        " GeoJSON file."
    )
    return MissingColumns(message, file=sheet.file, missing=[GEOMETRY.name], found=list(sheet.table.header))


def _closed(sheet: Sheet, shapes: Shapes) -> Shapes:
    """Refuse rings that were open, which the format has closed, unless that was asked for."""
    opened = np.isin(np.arange(len(sheet)), list(sheet.table.open_rings))
    closed = sheet.repair_or_refuse(
        opened,
        GEOMETRY.name,
        "open_ring",
        repair=OPEN_RING,
        proposals=["the ring closed"] * len(sheet),
        expected="rings that end where they begin",
        remedy="close the ring",
        values=[sheet.table.open_rings.get(i) for i in range(len(sheet))],
    )
    sheet.unread |= opened & ~closed
    return _without(shapes, opened & ~closed)


def _of_types(sheet: Sheet, shapes: Shapes, allowed: frozenset[str]) -> Shapes:
    kinds = np.array([None if shape is None else shape.geom_type for shape in shapes], dtype=object)
    missing = np.array([kind is None for kind in kinds], dtype=bool) & ~sheet.unread
    remedy = "draw the feature or delete it"
    sheet.refuse(missing, "geometry", "no_shape", expected=_spelled(allowed), remedy=remedy, values=[None] * len(sheet))
    others = np.array([kind is not None and kind not in allowed for kind in kinds], dtype=bool)
    remedy = "move features of other types to a file of their own"
    sheet.refuse(others, "geometry", "wrong_shape", expected=_spelled(allowed), remedy=remedy, values=kinds.tolist())
    return _without(shapes, others)


def _of_size(sheet: Sheet, shapes: Shapes) -> Shapes:
    vertices = shapely.get_num_coordinates(shapes)
    large = vertices > MOST_VERTICES
    values = [f"{count} vertices" for count in vertices]
    expected = f"at most {MOST_VERTICES} vertices"
    sheet.refuse(large, "geometry", "too_many_vertices", expected=expected, remedy="simplify the shape", values=values)
    return _without(shapes, large)


def _in_korea(sheet: Sheet, shapes: Shapes, crs: CRS) -> Shapes:
    positions, owner = shapely.get_coordinates(shapes, return_index=True)
    x, y = positions.T
    away = ~in_korea(x, y, crs)
    turned = away & in_korea(y, x, crs)
    values: list[str | None] = [None] * len(sheet)
    for i in np.flatnonzero(away)[::-1]:
        values[owner[i]] = f"({x[i]:.10g}, {y[i]:.10g})"
    outside, turned_any = _any_of(owner, away & ~turned, len(sheet)), _any_of(owner, turned, len(sheet))
    swapped = turned_any & ~outside
    whole = swapped & ~_any_of(owner, ~turned, len(sheet))
    told = {"expected": KOREA, "remedy": SWAP}
    sheet.refuse(swapped & ~whole, GEOMETRY.name, "swapped", values=values, **told)
    proposals = ["the shape with east and north exchanged"] * len(sheet)
    exchanged = sheet.repair_or_refuse(
        whole, GEOMETRY.name, "swapped", repair=SWAPPED, proposals=proposals, values=values, **told
    )
    if exchanged.any():
        shapes[exchanged] = shapely.transform(shapes[exchanged], lambda at: at[:, ::-1])
    remedy = "move the vertex, or say the CRS with --crs"
    sheet.refuse(outside, GEOMETRY.name, "out_of_korea", expected=KOREA, remedy=remedy, values=values)
    return _without(shapes, outside | (swapped & ~exchanged))


def _valid(sheet: Sheet, shapes: Shapes) -> Shapes:
    invalid = (shapely.get_dimensions(shapes) == 2) & ~shapely.is_valid(shapes)
    reasons: list[str | None] = [None] * len(sheet)
    for i in np.flatnonzero(invalid):
        reasons[i] = shapely.is_valid_reason(shapes[i])
    told = {"expected": "a valid outline", "remedy": "repair the outline at that place, in QGIS with Fix geometries"}
    untangled, same = _untangled(shapes, invalid)
    sheet.refuse(invalid & ~same, "geometry", "invalid_shape", values=reasons, **told)
    proposals = [f"{shapely.get_num_geometries(shape)} valid areas" if shape else "" for shape in untangled]
    mended = sheet.repair_or_refuse(
        invalid & same, "geometry", "invalid_shape", repair=INVALID_RING, proposals=proposals, values=reasons, **told
    )
    shapes[mended] = untangled[mended]
    return _without(shapes, invalid & ~mended)


def _untangled(shapes: Shapes, invalid: Mask) -> tuple[Shapes, Mask]:
    """Repair outlines, and tell which of them keep their area; lines and points that fall off are dropped."""
    untangled = np.full(len(shapes), None, dtype=object)
    for i in np.flatnonzero(invalid):
        parts = shapely.get_parts(shapely.make_valid(shapes[i]))
        areas = shapely.get_parts(parts)[shapely.get_dimensions(shapely.get_parts(parts)) == 2]
        untangled[i] = areas[0] if len(areas) == 1 else shapely.multipolygons(areas)
    before, after = shapely.area(shapes), shapely.area(untangled)
    return untangled, invalid & (np.abs(after - before) < _SAME_AREA * before)


def _without(shapes: Shapes, refused: Mask) -> Shapes:
    shapes[refused] = None
    return shapes


def _any_of(owner: NDArray[np.int64], where: Mask, count: int) -> Mask:
    """Tell which of ``count`` shapes own a vertex where something holds."""
    found = np.zeros(count, dtype=bool)
    found[owner[where]] = True
    return found


def _spelled(allowed: Iterable[str]) -> str:
    return "a " + " or ".join(sorted(allowed))
