"""Where the first rows of a file lie as it is read now, so that a person sees whether that is right."""

from __future__ import annotations

import json
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from mapper.crs import KOREA_TM, WGS84
from mapper.importers import Reading

MOST_ROWS: Final = 20
"""How many rows are shown of a file."""

_KEYS: Final = ("source_key", "source_id", "key", "code")
_COARSE_M: Final = 5
"""A boundary is drawn as exactly as a small map shows it [m]."""

_DECIMALS: Final = 1e-6


def sample_rows(reading: Reading) -> list[tuple[int, list[str]]]:
    """Return the first rows as they stand in the file.

    Parameters
    ----------
    reading : Reading
        The file.

    Returns
    -------
    list of tuple
        Number of the row as a person counts it, and its cells.
    """
    return [(int(number), reading.rows.cells(int(number))) for number in reading.rows.numbers[:MOST_ROWS]]


def sample_places(reading: Reading) -> list[dict[str, Any]]:
    """Return where the first rows lie, as far as they can be used and have a place of their own.

    Parameters
    ----------
    reading : Reading
        The file.

    Returns
    -------
    list of dict
        ``row``, its number or None, and ``shape``, a geometry of GeoJSON.
    """
    frame = next(iter(reading.frames.values())).head(MOST_ROWS)
    first = {number for number, _ in sample_rows(reading)}
    numbered = [reading.rows.number_of(key) for key in _keys(frame)]
    shapes = _shapes(frame)
    told = [
        (number, shape)
        for number, shape in zip(numbered, shapes, strict=True)
        if shape is not None and not shape.is_empty and (number is None or number in first)
    ]
    return [{"row": number, "shape": json.loads(shapely.to_geojson(shape))} for number, shape in told]


def _keys(frame: pd.DataFrame) -> list[str]:
    name = next(name for name in _KEYS if name in frame)
    return [str(key) for key in frame[name]]


def _shapes(frame: pd.DataFrame) -> list[Any]:
    if isinstance(frame, gpd.GeoDataFrame):
        metres = frame.geometry.simplify(_COARSE_M)
    else:
        metres = gpd.GeoSeries.from_xy(frame["x"], frame["y"], crs=KOREA_TM)
    # a point without a position must not become one at the end of the world
    metres = metres.where(metres.is_valid & ~metres.is_empty)
    return list(shapely.set_precision(metres.to_crs(WGS84).to_numpy(), _DECIMALS))
