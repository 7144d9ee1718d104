"""Reference systems of real files, wherever the folder that holds them stands beside the checkout."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from mapper.frames import ALLEY_LINES, DISTRICTS
from mapper.importers import Reading, read

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
TODAY = dt.date(2025, 6, 30)
KOSTAT = DATA / "boundaries-seoul-kostat2013-bessel-cp949" / "seoul_submunicipalities.shp"
EMD = DATA / "boundaries-uijeongbu"
ROADS = DATA / "roads-heukseok-osm"


def crs_of(reading: Reading) -> dict[str, Any]:
    [note] = [note for note in reading.notes if note.code == "crs"]
    return note.fields


def apart(one: Any, other: Any) -> float:
    """Return the largest distance of a vertex of one to the nearest of the other [m]."""
    found, true = (shapely.get_coordinates(frame.geometry.to_numpy()) for frame in (one, other))
    tree = shapely.STRtree(shapely.points(true))
    _, distances = tree.query_nearest(shapely.points(found), return_distance=True, all_matches=False)
    return float(np.max(distances))


if DATA.is_dir():

    def test_the_old_boundaries_of_seoul_lie_where_they_are() -> None:
        reading = read("districts", KOSTAT, today=TODAY, mapping={"kostat_code": "code"})
        frame = reading.frame(DISTRICTS)
        assert (reading.rows_in, len(frame)) == (423, 423)
        [sajik] = frame.loc[frame["name"] == "사직동"].geometry
        assert np.hypot(sajik.centroid.x - 953_204, sajik.centroid.y - 1_952_884) < 20
        assert crs_of(reading)["crs"] == "EPSG:5174"
        assert "it would lie 362 m off" in crs_of(reading)["reason"]
        west, south, east, north = frame.geometry.to_crs(4326).total_bounds
        assert (west, south, east, north) == pytest.approx((126.76428, 37.42849, 127.18355, 37.70138), abs=2e-5)

    @pytest.mark.parametrize(
        ("kind", "bare", "code", "twin"),
        [
            ("districts", EMD / "TL_SCCO_EMD.shp", "EPSG:5179", EMD / "uijeongbu_bjdong_2023.geojson"),
            ("alleys", ROADS / "TL_SPRD_MANAGE.shp", "EPSG:5179", ROADS / "heukseok_roads.geojson"),
            ("alleys", ROADS / "MOCT_LINK.shp", "EPSG:5186", ROADS / "heukseok_roads.geojson"),
        ],
    )
    def test_official_layers_lie_on_their_twins_in_degrees(kind: str, bare: Path, code: str, twin: Path) -> None:
        contract = DISTRICTS if kind == "districts" else ALLEY_LINES
        found, true = (read(kind, path, today=TODAY) for path in (bare, twin))
        assert (crs_of(found)["crs"], crs_of(true)["crs"]) == (code, "EPSG:4326")
        assert apart(found.frame(contract), true.frame(contract)) < 1.0
