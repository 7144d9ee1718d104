"""Where addresses of an official file are, but for points that cannot be those of their road."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapper.domain.address import Exactness
from mapper.importers.number import read_numbers
from mapper.importers.reference.position import in_korea, to_metres
from mapper.importers.repair import COORDINATE_TEXT
from mapper.importers.sheet import Sheet

FARTHEST_M: Final = 60_000.0
"""How far a point may be from the middle of its road's [m]: 45.9 km is the farthest that is right, between islands."""

_MOST_NAMED: Final = 8

Metres = NDArray[np.float64]


def read_points(sheet: Sheet, road_code: pd.Series[str]) -> tuple[Metres, Metres, NDArray[np.int64]]:
    """Read the point of each address: its entrance, else the centre of its building.

    Parameters
    ----------
    sheet : Sheet
        Takes a note of points that are left out: outside Korea, or farther than `FARTHEST_M` from their road.
    road_code : Series of str, shape (n,)
        By which points are judged: a box around a province would take islands for errors.

    Returns
    -------
    tuple of ndarray, shape (n,)
        Easting and northing in EPSG:5179 [m], NaN for none, and `Exactness`.
    """
    none = np.full(len(sheet), np.nan)
    if not sheet.has("x") and not sheet.has("centre_x"):
        return none, none, np.zeros(len(sheet), dtype=np.int64)
    x, y = (read_numbers(sheet, name, repair=COORDINATE_TEXT) for name in ("x", "y"))
    east, north = (read_numbers(sheet, name, repair=COORDINATE_TEXT) for name in ("centre_x", "centre_y"))
    best = Exactness.BASE_NUMBER if sheet.has("town_code") else Exactness.ENTRANCE
    given = np.isfinite(x) & np.isfinite(y) & (x != 0)
    central = ~given & np.isfinite(east) & np.isfinite(north) & (east != 0)
    x = np.where(given, x, np.where(central, east, np.nan))
    y = np.where(given, y, np.where(central, north, np.nan))
    crs = sheet.settle_crs(x, y)
    outside = np.isfinite(x) & ~in_korea(x, y, crs)
    _refuse_exchanged(sheet, outside & in_korea(y, x, crs))
    x, y = to_metres(np.where(outside, np.nan, x), np.where(outside, np.nan, y), crs)
    astray = outside | _far_from_road(road_code, x, y)
    _note(sheet, astray)
    x, y = np.where(astray, np.nan, x), np.where(astray, np.nan, y)
    sheet.places.x, sheet.places.y = x, y
    exactness = np.select([given & ~astray, central & ~astray], [best, Exactness.CENTRE], Exactness.NONE)
    return x, y, exactness.astype(np.int64)


def _refuse_exchanged(sheet: Sheet, exchanged: NDArray[np.bool_]) -> None:
    """Refuse rows that lie in Korea the other way round: somebody exchanged columns, and others may be wrong as well."""
    name = "x" if sheet.has("x") else "centre_x"
    sheet.refuse(exchanged, name, "swapped", expected="east before north", remedy="exchange the two columns")


def _far_from_road(road_code: pd.Series[str], x: Metres, y: Metres) -> NDArray[np.bool_]:
    points = pd.DataFrame({"road": road_code.to_numpy(dtype=object), "x": x, "y": y})
    middle = points.groupby("road")[["x", "y"]].transform("median")
    east, north = ((points[name] - middle[name]).to_numpy(dtype=float) for name in ("x", "y"))
    far: NDArray[np.bool_] = np.hypot(east, north) > FARTHEST_M
    return far


def _note(sheet: Sheet, astray: NDArray[np.bool_]) -> None:
    rows = sheet.rows[astray].tolist()
    if rows:
        some = ", ".join(map(str, rows[:_MOST_NAMED])) + (" …" if len(rows) > _MOST_NAMED else "")
        message = f"{len(rows)} points are far from all others of their road or outside Korea, and are left out (lines {some})."
        sheet.note("points_astray", message, rows=len(rows), some=some)
