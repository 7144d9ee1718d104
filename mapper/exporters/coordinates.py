"""Coordinates as columns of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from mapper.crs import WGS84
from mapper.exporters.rows import Batch, Names, Rows

_NAMES: Final = {
    (True, Names.KO): ("경도", "위도"),
    (True, Names.EN): ("lon", "lat"),
    (False, Names.KO): ("X좌표", "Y좌표"),
    (False, Names.EN): ("x", "y"),
}


def coordinate_names(rows: Rows) -> tuple[str, str]:
    """Return the names of the two columns of coordinates.

    Parameters
    ----------
    rows : Rows
        Whose CRS and language count.

    Returns
    -------
    tuple of str
        East, north.
    """
    return _NAMES[rows.crs == WGS84, rows.names]


def decimals(rows: Rows) -> int:
    """Return how many decimals of a coordinate say something.

    Parameters
    ----------
    rows : Rows
        Whose CRS counts.

    Returns
    -------
    int
        A centimetre in degrees, a millimetre in metres.
    """
    return 7 if rows.crs == WGS84 else 3


def shapes_of(batch: Batch) -> NDArray[np.object_]:
    """Read the shapes of rows.

    Parameters
    ----------
    batch : Batch
        With WKB in the last place.

    Returns
    -------
    ndarray, shape (n,)
        Shapely geometries, None kept.
    """
    shapes: NDArray[np.object_] = shapely.from_wkb(np.array([row[-1] for row in batch], dtype=object))
    return shapes


def middles_of(batch: Batch, *, digits: int) -> Sequence[tuple[Any, Any]]:
    """Return one point of each shape: a point itself, the middle of a line, a point inside an area.

    Parameters
    ----------
    batch : Batch
        With WKB in the last place.
    digits : int
        Decimals.

    Returns
    -------
    sequence of tuple
        East and north, or None and None without a shape.
    """
    shapes = shapes_of(batch)
    points = shapely.point_on_surface(shapes)
    lines = shapely.get_type_id(shapes) == shapely.GeometryType.LINESTRING
    points[lines] = shapely.line_interpolate_point(shapes[lines], 0.5, normalized=True)
    missing = shapely.is_missing(points)
    east, north = (np.round(values, digits).tolist() for values in (shapely.get_x(points), shapely.get_y(points)))
    return [(None, None) if gone else pair for gone, *pair in zip(missing, east, north, strict=True)]  # type: ignore[misc] # a pair has two
