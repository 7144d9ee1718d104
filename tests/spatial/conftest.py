from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

ORIGIN = np.array([953_000.0, 1_952_000.0])
"""Somewhere in EPSG:5179; the fixtures count metres from here."""

Way = Sequence[tuple[float, float]]


def line(way: Way) -> shapely.LineString:
    return shapely.linestrings(np.asarray(way, dtype=float) + ORIGIN)


@pytest.fixture(scope="session")
def alley_lines() -> Callable[..., gpd.GeoDataFrame]:
    """Build an ALLEY_LINES frame from ways in metres; columns by keyword, one value or one for each."""

    def build(*ways: Way, **columns: Any) -> gpd.GeoDataFrame:
        ids = [f"way-{number}" for number in range(len(ways))]
        plain: dict[str, Any] = {
            "source_id": ids,
            "alley_key": ids,
            "name": None,
            "road_code": None,
            "width_m": np.nan,
            "road_class": "residential",
            "graded": True,
            "level": "",
        }
        index = range(len(ways))
        frame = pd.DataFrame({**plain, **columns}, index=index).astype({"graded": bool, "width_m": float})
        return gpd.GeoDataFrame(frame, geometry=[line(way) for way in ways], crs=5179)

    return build


@pytest.fixture(scope="session")
def district_areas() -> Callable[..., gpd.GeoDataFrame]:
    """Build a DISTRICTS frame from boxes of metres by code."""

    def build(**boxes: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
        areas = [shapely.box(*(np.asarray(box) + np.tile(ORIGIN, 2))) for box in boxes.values()]
        codes = [code.removeprefix("d") for code in boxes]
        return gpd.GeoDataFrame({"code": codes, "name": [f"{code}동" for code in codes]}, geometry=areas, crs=5179)

    return build


@pytest.fixture(scope="session")
def metres_of() -> Callable[[gpd.GeoDataFrame], list[list[tuple[float, float]]]]:
    """Read the coordinates of a frame's lines back as metres from the origin, to the millimetre."""

    def read(frame: gpd.GeoDataFrame) -> list[list[tuple[float, float]]]:
        shapes = [np.round(shapely.get_coordinates(shape) - ORIGIN, 3) + 0.0 for shape in frame.geometry]
        return [[(x, y) for x, y in shape.tolist()] for shape in shapes]

    return read
