"""The border between shapely and PostGIS: the only place where geometry changes its form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from mapper.crs import KOREA_TM

_POINT: Final = np.dtype([("order", "u1"), ("kind", "<u4"), ("srid", "<u4"), ("x", "<f8"), ("y", "<f8")])
"""EWKB of a point."""

_LITTLE_ENDIAN: Final = 1
_POINT_WITH_SRID: Final = 0x20000001


def to_ewkb(shapes: Any) -> list[bytes | None]:
    """Write shapes as EWKB that carries its SRID.

    Parameters
    ----------
    shapes : sequence of shapely geometries or None
        In EPSG:5179, shape (n,).

    Returns
    -------
    list of bytes or None
        One each, None kept, as COPY takes them.
    """
    array = np.asarray(shapes, dtype=object)
    written: list[bytes | None] = shapely.to_wkb(shapely.set_srid(array, KOREA_TM), include_srid=True).tolist()
    return written


def points_to_ewkb(x: NDArray[np.float64], y: NDArray[np.float64]) -> pa.Array:
    """Write points as EWKB; a point with a NaN is no position and becomes NULL.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        Coordinates in EPSG:5179 [m].

    Returns
    -------
    pyarrow.Array
        Of binary values, as COPY takes them.
    """
    points = np.empty(len(x), _POINT)
    points["order"], points["kind"], points["srid"] = _LITTLE_ENDIAN, _POINT_WITH_SRID, KOREA_TM
    points["x"], points["y"] = x, y
    known = pa.array(np.isfinite(x) & np.isfinite(y)).buffers()[1]
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(_POINT.itemsize), len(x), [known, pa.py_buffer(points)])


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
