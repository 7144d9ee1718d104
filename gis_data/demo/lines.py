"""Alleys as lines of a file, the way an importer would read them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from shapely import LineString

from gis_data.demo.alleys import Alley
from gis_data.demo.streets import Street
from mapper.crs import KOREA_TM
from mapper.frames import ALLEY_LINES

_GRADED: Final = frozenset({"residential", "service", "footway", "steps"})
_CITY: Final = "41150"
_ROAD_CODES_FROM: Final = 9_000_001
"""Above every code the ministry has given, so that a made road is never taken for a real one."""


def line_frame(alleys: list[Alley], origin: tuple[float, float]) -> gpd.GeoDataFrame:
    """Return all alleys and main roads as lines.

    Parameters
    ----------
    alleys : list of Alley
        With their names.
    origin : tuple of float
        Middle of the city [m, EPSG:5179].

    Returns
    -------
    geopandas.GeoDataFrame
        By the contract ALLEY_LINES.
    """
    rows = [row for number, alley in enumerate(alleys) for row in _rows(alley, _ROAD_CODES_FROM + number, origin)]
    frame = gpd.GeoDataFrame(rows, crs=KOREA_TM)
    frame.insert(0, "source_id", [f"GM-{number:06d}" for number in range(1, len(frame) + 1)])
    ALLEY_LINES.check(frame)
    return frame


def _rows(alley: Alley, code: int, origin: tuple[float, float]) -> Iterator[dict[str, Any]]:
    for (road_class, level), streets in groupby(sorted(alley.streets, key=_kind), key=_kind):
        for line in _lines(list(streets), merge=road_class not in _GRADED, origin=origin):
            yield {
                "alley_key": f"{_CITY}{code}",
                "name": alley.name or None,
                "road_code": f"{_CITY}{code}" if alley.name else None,
                "width_m": alley.width,
                "road_class": road_class,
                "graded": road_class in _GRADED,
                "level": level,
                "geometry": line,
            }


def _kind(street: Street) -> tuple[str, str]:
    return street.road_class, street.level


def _lines(streets: list[Street], *, merge: bool, origin: tuple[float, float]) -> list[LineString]:
    """Return one line a street; the pieces of a main road are joined to long lines."""
    lines = [LineString(np.round(np.add(street.jointed(), origin), 3)) for street in streets]
    if merge:
        merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines)))
        lines = sorted(merged, key=lambda line: line.coords[:])
    return lines
