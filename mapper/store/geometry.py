"""The border between shapely and PostGIS: the only place where geometry changes its form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from mapper.crs import KOREA_TM


def to_ewkb(shapes: Any) -> list[str | None]:
    """Write shapes as hex EWKB that carries its SRID.

    Parameters
    ----------
    shapes : sequence of shapely geometries or None
        In EPSG:5179, shape (n,).

    Returns
    -------
    list of str or None
        One text each, None kept, as COPY takes them.
    """
    array = np.asarray(shapes, dtype=object)
    written: list[str | None] = shapely.to_wkb(shapely.set_srid(array, KOREA_TM), hex=True, include_srid=True).tolist()
    return written


def points_to_ewkb(x: NDArray[np.float64], y: NDArray[np.float64]) -> list[str | None]:
    """Write points as hex EWKB; a point with a NaN is no position and becomes None.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        Coordinates in EPSG:5179 [m].

    Returns
    -------
    list of str or None
        One text each.
    """
    known = np.isfinite(x) & np.isfinite(y)
    shapes = np.full(len(x), None, dtype=object)
    shapes[known] = shapely.points(x[known], y[known])
    return to_ewkb(shapes)


def from_wkb(values: Iterable[bytes | None]) -> NDArray[np.object_]:
    """Read a column selected with ``ST_AsBinary``.

    Parameters
    ----------
    values : iterable of bytes or None
        WKB in EPSG:5179.

    Returns
    -------
    ndarray, shape (n,)
        Shapely geometries, None kept.
    """
    shapes: NDArray[np.object_] = shapely.from_wkb(
        np.array([None if v is None else bytes(v) for v in values], dtype=object)
    )
    return shapes
