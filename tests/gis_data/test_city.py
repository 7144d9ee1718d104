"""The made city looks like a city: whole districts, lines that meet, alleys that can be reached and named."""

from __future__ import annotations

import re

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis_data.demo import City, build_city
from gis_data.demo.districts import DISTRICT_CODES
from mapper.crs import KOREA_LAT, KOREA_LON, WGS84
from mapper.errors import InvalidInput
from mapper.frames import ALLEY_LINES, DISTRICTS
from mapper.spatial.segmenting import cut_alleys


def test_the_frames_keep_their_contracts(city: City) -> None:
    DISTRICTS.check(city.districts)
    ALLEY_LINES.check(city.alleys)
    assert city.alleys["source_id"].is_unique


def test_all_fifteen_districts_carry_the_codes_of_the_ministry(city: City) -> None:
    assert dict(zip(city.districts["name"], city.districts["code"], strict=True)) == DISTRICT_CODES
    assert len(DISTRICT_CODES) == 15
    assert city.districts["code"].str.fullmatch(r"41150\d{5}").all()
    assert (city.districts["household_count"] >= 500).all()


def test_districts_are_whole_and_leave_neither_gap_nor_overlap(city: City) -> None:
    areas = city.districts.geometry
    assert areas.is_valid.all()
    assert (areas.geom_type == "Polygon").all()
    whole = shapely.union_all(areas.to_numpy())
    assert areas.area.sum() == pytest.approx(whole.area, abs=0.01)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors


def test_every_graded_line_lies_in_korea_and_in_a_district(city: City, segments: gpd.GeoDataFrame) -> None:
    west, south, east, north = city.alleys.to_crs(WGS84).total_bounds
    assert KOREA_LON[0] < west < east < KOREA_LON[1]
    assert KOREA_LAT[0] < south < north < KOREA_LAT[1]
    assert (west + east) / 2 == pytest.approx(127.03, abs=0.02)
    assert (south + north) / 2 == pytest.approx(37.74, abs=0.02)
    assert segments.loc[segments["graded"], "district_code"].notna().all()
    assert set(segments["district_code"]) >= set(DISTRICT_CODES.values())


@pytest.mark.parametrize("seed", [1, 7, 2024])
def test_the_default_size_is_met_within_five_percent(seed: int) -> None:
    segments = cut_alleys(build_city(seed=seed, segments=3_000).alleys).segments
    graded = segments[segments["graded"]]
    assert len(graded) == pytest.approx(3_000, rel=0.05)
    assert 44 < graded["length_m"].mean() < 51
    assert graded["length_m"].min() > 10


@pytest.mark.parametrize("size", [700, 6_000])
def test_other_sizes_are_met_within_a_tenth(size: int) -> None:
    city = build_city(seed=3, segments=size)
    cut = cut_alleys(city.alleys, city.districts)
    assert cut.segments["graded"].sum() == pytest.approx(size, rel=0.1)
    assert not cut.report.doubles
    assert not cut.report.outside
    assert len(city.districts) == 15


def test_a_size_without_room_for_the_districts_is_refused() -> None:
    with pytest.raises(InvalidInput, match="ask for 300 or more"):
        build_city(seed=1, segments=200)


def test_lines_of_one_level_meet_only_at_points_of_both(city: City) -> None:
    lines = city.alleys.geometry.to_numpy()
    level = city.alleys["level"].to_numpy()
    corners = [set(line.coords) for line in lines]
    one, other = shapely.STRtree(lines).query(lines, predicate="intersects")
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a < b and level[a] == level[b]]
    meetings = shapely.intersection(lines[[a for a, _ in pairs]], lines[[b for _, b in pairs]])
    assert set(shapely.get_type_id(meetings)) <= {shapely.GeometryType.POINT, shapely.GeometryType.MULTIPOINT}
    for (a, b), meeting in zip(pairs, meetings, strict=True):
        for point in shapely.get_coordinates(meeting).tolist():
            assert any(np.hypot(x - point[0], y - point[1]) < 1e-6 for x, y in corners[a] & corners[b])


def test_every_alley_can_be_reached(segments: gpd.GeoDataFrame) -> None:
    ends = shapely.get_coordinates(shapely.get_point(segments.geometry.to_numpy(), [[0], [-1]])).reshape(2, -1, 2)
    _, corner = np.unique(ends.reshape(-1, 2), axis=0, return_inverse=True)
    start, end = corner.reshape(2, -1)
    reached = np.arange(corner.max() + 1)
    while (reached[start] != reached[end]).any():
        lowest = np.minimum(reached[start], reached[end])
        np.minimum.at(reached, start, lowest)
        np.minimum.at(reached, end, lowest)
    assert (reached == 0).all()


def test_bridges_cross_the_water_and_stand_on_both_banks(city: City) -> None:
    bridges = city.alleys[city.alleys["level"] == "bridge"]
    ground = {point for line in city.alleys.geometry[city.alleys["level"] == ""] for point in line.coords}
    assert len(bridges) >= 15
    assert (bridges["road_class"] == "footway").sum() >= 3
    for line in bridges.geometry:
        assert {line.coords[0], line.coords[-1]} <= ground
    assert bridges.length.max() < 150


def test_alleys_are_named_after_the_road_they_leave(city: City) -> None:
    alleys = city.alleys[city.alleys["road_class"].isin(["residential", "steps"])]
    assert alleys["name"].notna().all()
    roads = set(city.alleys.loc[~city.alleys["graded"], "name"])
    numbered = alleys["name"].str.extract(r"^(.+로)\d+번안?길$")[0]
    assert set(numbered.dropna()) <= roads
    assert set(alleys.loc[numbered.isna(), "name"]) == {"귀락마을길", "야식해길"}
    assert all(re.fullmatch(r"[가-힣0-9]+", name) for name in city.alleys["name"].dropna())


def test_one_name_is_one_alley(city: City) -> None:
    named = city.alleys.dropna(subset="name")
    assert (named.groupby("name")["alley_key"].nunique() == 1).all()
    assert (named["road_code"] == named["alley_key"]).all()
    assert (city.alleys.groupby("alley_key")["width_m"].nunique() == 1).all()


def test_patterns_differ_by_district(city: City, segments: gpd.GeoDataFrame) -> None:
    graded = segments[segments["graded"]]
    share = graded.groupby("district_code")["road_class"].value_counts(normalize=True).unstack(fill_value=0.0)
    assert share.loc[DISTRICT_CODES["가능동"], "steps"] > 0.1
    assert share.loc[DISTRICT_CODES["의정부1동"], "steps"] == 0
    assert share.loc[DISTRICT_CODES["송산3동"], "service"] > 0.2
    lengths = graded.groupby("district_code")["length_m"].mean()
    assert lengths[DISTRICT_CODES["의정부1동"]] < lengths[DISTRICT_CODES["송산2동"]]
    assert set(city.alleys["road_class"]) == {
        *("primary", "secondary", "tertiary"),
        *("residential", "service", "steps", "footway"),
    }
