"""What a layer takes, and how it refuses the rest."""

from __future__ import annotations

import geopandas as gpd
import pytest
from shapely.geometry import Point

from layers import LAYERS, MapLayer, Segments, layer_of
from layers.base import to_web
from layers.segments import axis_totals
from mapper.crs import KOREA_TM, WEB_MERCATOR, WGS84
from mapper.errors import FrameFault, InvalidInput, UnknownKind


def frame_of(key: str, request: pytest.FixtureRequest) -> gpd.GeoDataFrame:
    frame: gpd.GeoDataFrame = request.getfixturevalue(key)
    return frame


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.key)
@pytest.mark.parametrize("crs", [WGS84, WEB_MERCATOR, None])
def test_another_crs_is_refused_with_both_codes(
    layer: type[MapLayer], crs: int | None, request: pytest.FixtureRequest
) -> None:
    frame = frame_of(layer.key, request)
    moved = frame.to_crs(crs) if crs else frame.set_crs(None, allow_override=True)
    with pytest.raises(FrameFault) as refused:
        layer(moved)
    assert str(KOREA_TM) in str(refused.value)
    assert (str(crs) if crs else "no CRS") in str(refused.value)


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.key)
def test_every_fault_of_a_frame_is_named(layer: type[MapLayer], request: pytest.FixtureRequest) -> None:
    frame = frame_of(layer.key, request)
    columns = sorted(layer.contract.columns)
    with pytest.raises(FrameFault) as refused:
        layer(frame.drop(columns=columns))
    assert all(f"column {column} is missing" in str(refused.value) for column in columns)


def test_geometry_that_the_layer_cannot_draw_is_refused(segments: gpd.GeoDataFrame) -> None:
    points = segments.set_geometry([Point(0, 0)] * len(segments), crs=KOREA_TM)
    with pytest.raises(FrameFault, match="Point"):
        Segments(points)


def test_a_grade_that_does_not_exist_is_refused(segments: gpd.GeoDataFrame) -> None:
    segments.loc[2, "walking"] = "F"
    with pytest.raises(FrameFault, match="column walking holds 'F', expected one of A, B, C, D, E"):
        Segments(segments)


@pytest.mark.parametrize(
    "address",
    [
        "https://tiles.example.org/{z}/{x}/{y}.mvt",
        "//tiles.example.org/{z}/{x}/{y}.mvt",
        "tiles/{z}/{x}/{y}.mvt",
        "/tiles/segments.mvt",
    ],
)
def test_tiles_come_from_our_own_host_only(address: str) -> None:
    with pytest.raises(InvalidInput, match="our own host"):
        Segments(address)


def test_metres_become_degrees_in_one_place() -> None:
    # the origin of EPSG:5179 is 127.5 E, 38 N, with one million and two million metres added
    frame = gpd.GeoDataFrame(geometry=[Point(1_000_000, 2_000_000)], crs=KOREA_TM)
    point = to_web(frame).geometry.iloc[0]
    assert (point.x, point.y) == (127.5, 38.0)


def test_bounds_of_a_frame_are_the_layers(segments: gpd.GeoDataFrame) -> None:
    (south, west), (north, east) = Segments(segments).get_bounds()
    expected = segments.to_crs(WGS84).total_bounds
    assert (west, south, east, north) == pytest.approx(tuple(expected), abs=1e-6)


def test_totals_count_every_segment_once_on_every_axis(segments: gpd.GeoDataFrame) -> None:
    totals = axis_totals(segments)
    for axis in totals.values():
        assert sum(entry["segments"] for entry in axis.values()) == len(segments)
        assert sum(entry["km"] for entry in axis.values()) == pytest.approx(0.36)
    assert totals["confidence"]["low"] == {"segments": 2, "km": 0.12}
    assert totals["overall"]["ungraded"] == {"segments": 1, "km": 0.06}


def test_a_layer_is_found_by_its_key() -> None:
    assert layer_of("segments") is Segments
    with pytest.raises(UnknownKind, match="expected one of districts, roads, segments, issues"):
        layer_of("households")
