"""Where the first rows of a file lie as it is read now, so that a person sees whether that is right."""

from __future__ import annotations

import json
from typing import Any, Final

import geopandas as gpd
import shapely

from mapper.crs import KOREA_TM, WGS84
from mapper.importers import Reading
from mapper.store.engine import Session
from mapper.store.segments import graded_lines

MOST_ROWS: Final = 20
"""How many rows are shown of a file."""

_KEYS: Final = ("source_key", "source_id", "key", "code")
_PART: Final = "#"
"""Stands between the id of a line of several parts and the number of each."""

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
    return [(number, reading.rows.cells(number)) for number in _first(reading)]


def sample_places(session: Session, reading: Reading) -> list[dict[str, Any]]:
    """Return where the first rows lie: by their own coordinates, or else on the segment that they name.

    Parameters
    ----------
    session : Session
        Only read, for the segments.
    reading : Reading
        The file.

    Returns
    -------
    list of dict
        ``row``, its number, and ``shape``, a geometry of GeoJSON; also of rows with a fault whose place is good, and
        not of those that are left out in silence, such as sums of others.
    """
    rows, told = reading.rows, _told(reading)
    shapes = {number: rows.shape(number) for number in _first(reading) if number in told}
    segments = {number: rows.segment(number) for number, shape in shapes.items() if shape is None}
    named = {number: segment for number, segment in segments.items() if segment is not None}
    lines = graded_lines(session, set(named.values()))
    placed = {number: lines.get(named[number]) if number in named else shape for number, shape in shapes.items()}
    return _drawn({number: shape for number, shape in placed.items() if shape is not None and not shape.is_empty})


def _first(reading: Reading) -> list[int]:
    return [int(number) for number in reading.rows.numbers[:MOST_ROWS]]


def _told(reading: Reading) -> set[int | None]:
    """Find the rows that are used, of the first ones, and those with a fault."""
    frame = next(iter(reading.frames.values()))
    column = next(name for name in _KEYS if name in frame)
    number_of = reading.rows.number_of
    used = {number_of(key) or number_of(key.rpartition(_PART)[0]) for key in map(str, frame[column].head(MOST_ROWS))}
    return used | {row for fault in reading.faults for row in fault.rows}


def _drawn(shapes: dict[int, Any]) -> list[dict[str, Any]]:
    metres = gpd.GeoSeries(list(shapes.values()), crs=KOREA_TM).simplify(_COARSE_M)
    degrees = shapely.set_precision(metres.to_crs(WGS84).to_numpy(), _DECIMALS)
    return [
        {"row": number, "shape": json.loads(shapely.to_geojson(shape))}
        for number, shape in zip(shapes, degrees, strict=True)
    ]
