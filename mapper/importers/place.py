"""Where the rows of a file are: one position each, or none."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from mapper.crs import KOREA_LAT, KOREA_LON
from mapper.domain.placement import FINEST_ACCURACY_M
from mapper.importers.field import Field
from mapper.importers.number import read_between, read_numbers
from mapper.importers.reference.position import in_korea, to_metres
from mapper.importers.repair import COORDINATE_TEXT, SWAPPED
from mapper.importers.sheet import Mask, Sheet

Coordinates = NDArray[np.float64]

KOREA: Final = f"a place in Korea (lon {KOREA_LON[0]:g}-{KOREA_LON[1]:g}, lat {KOREA_LAT[0]:g}-{KOREA_LAT[1]:g})"
SWAP: Final = "east and north are swapped: exchange the two"

_WORST_ACCURACY_M: Final = 10_000

LON: Final = Field(
    "lon",
    "경도",
    ("경도", "lon", "longitude", "lng", "long", "WGS84경도", "정제WGS84경도", "x좌표", "x", "x_coord", "coord_x"),
)
LAT: Final = Field(
    "lat", "위도", ("위도", "lat", "latitude", "WGS84위도", "정제WGS84위도", "y좌표", "y", "y_coord", "coord_y")
)
ACCURACY: Final = Field(
    "accuracy", "위치 정확도(m)", ("accuracy", "accuracy_m", "정확도", "위치정확도", "horizontal_accuracy")
)


def read_places(sheet: Sheet) -> tuple[Coordinates, Coordinates]:
    """Read positions from point features, or from two columns.

    Parameters
    ----------
    sheet : Sheet
        Takes the faults: half a position, another shape than a point, swapped axes, outside Korea.

    Returns
    -------
    tuple of ndarray, shape (n,)
        Easting and northing in EPSG:5179 [m]; NaN where a row has no position or was refused.

    Raises
    ------
    WrongCrs
        When the numbers cannot be in the CRS they are said to be in.
    """
    x, y = _from_columns(sheet) if sheet.table.shapes is None else _from_points(sheet)
    crs = sheet.settle_crs(x, y)
    placed = np.isfinite(x)
    x, y = _in_korea(sheet, x, y, crs)
    unplaced = int((~placed & ~sheet.refused).sum())
    if unplaced:
        sheet.note("unplaced", f"Rows without a position: {unplaced}.", rows=unplaced)
    sheet.places.x, sheet.places.y = to_metres(x, y, crs)
    return sheet.places.x, sheet.places.y


def _in_korea(sheet: Sheet, x: Coordinates, y: Coordinates, crs: CRS) -> tuple[Coordinates, Coordinates]:
    outside = np.isfinite(x) & ~in_korea(x, y, crs)
    if not outside.any():
        return x, y
    swapped = outside & in_korea(y, x, crs)
    column, swap = "geometry", SWAP
    if sheet.table.shapes is None:
        column = LON.name
        swap += f", or all of them with --map lon={sheet.column('lat')} --map lat={sheet.column('lon')}"
    values = [f"({east:.10g}, {north:.10g})" for east, north in zip(x, y, strict=True)]
    proposals = [f"({north:.10g}, {east:.10g})" for east, north in zip(x, y, strict=True)]
    told = {"expected": KOREA, "remedy": swap, "repair": SWAPPED}
    turned = sheet.repair_or_refuse(swapped, column, "swapped", proposals=proposals, values=values, **told)
    x, y = np.where(turned, y, x), np.where(turned, x, y)
    remedy = "correct it, or leave it blank if the place is unknown"
    sheet.refuse(outside & ~swapped, column, "out_of_korea", expected=KOREA, remedy=remedy, values=values)
    away = outside & ~turned
    return np.where(away, np.nan, x), np.where(away, np.nan, y)


def _from_columns(sheet: Sheet) -> tuple[Coordinates, Coordinates]:
    if sheet.has("lon") != sheet.has("lat"):
        sheet.require_any("lat" if sheet.has("lon") else "lon")
    x, y = (read_numbers(sheet, name, repair=COORDINATE_TEXT) for name in (LON.name, LAT.name))
    for name, other in (("lon", "lat"), ("lat", "lon")):
        half = (sheet.text(name).isna() & sheet.text(other).notna()).to_numpy()
        remedy = "fill in the other half, or leave both blank"
        sheet.refuse(half, name, "half_a_position", expected="both coordinates or neither", remedy=remedy)
    both = np.isfinite(x) & np.isfinite(y)
    return np.where(both, x, np.nan), np.where(both, y, np.nan)


def _from_points(sheet: Sheet) -> tuple[Coordinates, Coordinates]:
    shapes: Any = sheet.table.shapes
    kinds = [None if shape is None else shape.geom_type for shape in shapes]
    others: Mask = np.array([kind not in (None, "Point") for kind in kinds], dtype=bool)
    remedy = "give one point per feature"
    sheet.refuse(others, "geometry", "wrong_shape", expected="a Point", remedy=remedy, values=kinds)
    points = np.where(others, None, shapes)
    return shapely.get_x(points), shapely.get_y(points)


def read_accuracy(sheet: Sheet) -> Coordinates:
    """Read how far off positions may be.

    Parameters
    ----------
    sheet : Sheet
        Takes the faults.

    Returns
    -------
    ndarray, shape (n,)
        68 % radius [m], NaN when unknown.
    """
    return read_between(sheet, ACCURACY.name, above=FINEST_ACCURACY_M, up_to=_WORST_ACCURACY_M, unit="metres")
