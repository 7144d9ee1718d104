"""The real roads of 흑석동, wherever the folder that holds them stands beside the checkout."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from mapper.spatial.public_points import public_points
from mapper.spatial.segmenting import Cut, cut_alleys

ROADS = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "roads-heukseok-osm" / "heukseok_roads.geojson"

if ROADS.is_file():

    @pytest.fixture(scope="module")
    def lines() -> gpd.GeoDataFrame:
        roads = gpd.read_file(ROADS).to_crs(5179)
        return gpd.GeoDataFrame(
            {
                "source_id": roads["osm_id"],
                "alley_key": roads["name"].fillna(roads["osm_id"]),
                "name": roads["name"],
                "road_code": None,
                "width_m": np.nan,
                "road_class": roads["highway"],
                "graded": roads["highway"].isin(["residential", "service"]),
                "level": np.where(roads["other_tags"].fillna("").str.contains('"tunnel"'), "tunnel", ""),
            },
            geometry=roads.geometry,
        )

    @pytest.fixture(scope="module")
    def cut(lines: gpd.GeoDataFrame) -> Cut:
        return cut_alleys(lines)

    def test_length_in_is_length_out(lines: gpd.GeoDataFrame, cut: Cut) -> None:
        doubles_m = sum(double.length_m for double in cut.report.doubles)
        assert cut.report.lines == len(lines) == 136
        assert cut.report.largest_difference_m < 0.001
        assert (cut.report.graded_km + cut.report.context_km) * 1000 == pytest.approx(
            lines.length.sum() - doubles_m, abs=0.001
        )

    def test_junctions_are_those_of_the_noded_network(lines: gpd.GeoDataFrame, cut: Cut) -> None:
        arcs = [
            shapely.get_parts(shapely.node(shapely.union_all(on_level.to_numpy())))
            for _, on_level in lines.geometry.groupby(lines["level"])
        ]
        ends = [shapely.get_coordinates(shapely.get_point(np.concatenate(arcs), end)) for end in (0, -1)]
        arms = np.unique(np.concatenate(ends).round(2), axis=0, return_counts=True)[1]
        assert cut.report.junctions == (arms >= 3).sum()

    def test_segments_are_of_walkable_length(cut: Cut) -> None:
        assert cut.segments["length_m"].max() <= 150
        assert 60 < cut.segments["length_m"].median() < 120
        assert cut.report.graded_segments > 200

    def test_the_one_stretch_drawn_twice_is_found(cut: Cut) -> None:
        assert [(double.source_id, double.kept_source_id) for double in cut.report.doubles] == [
            ("521182512", "385515540")
        ]

    def test_every_alley_has_a_public_point(cut: Cut) -> None:
        points = public_points(cut.segments)
        assert points["group"].notna().equals(cut.segments["graded"])
