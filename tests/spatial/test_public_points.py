"""Public points stand for at least eight addresses of one district, and follow from the network alone."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from mapper.spatial.public_points import public_points

Lines = Callable[..., gpd.GeoDataFrame]

WEST, SOUTH = 953_000.0, 1_952_000.0


@pytest.fixture(scope="module")
def segments(alley_lines: Lines) -> Lines:
    """Build a NETWORK frame, one segment per way."""

    def build(*ways: list[tuple[float, float]], **columns: object) -> gpd.GeoDataFrame:
        names = [f"print-{number:03d}" for number in range(len(ways))]
        frame = alley_lines(*ways, **{"fingerprint": names, "district_code": "1", **columns})
        return frame.assign(length_m=frame.length)

    return build


@pytest.fixture(scope="module")
def town(segments: Lines) -> gpd.GeoDataFrame:
    """A jittered lattice over two districts, some of it context roads, some of it outside."""
    rng = np.random.default_rng(3)
    corners = 40 * np.stack(np.meshgrid(np.arange(16), np.arange(16)), axis=-1) + rng.uniform(-9, 9, (16, 16, 2))
    pairs = [
        *zip(corners[1:].reshape(-1, 2), corners[:-1].reshape(-1, 2), strict=True),
        *zip(corners[:, 1:].reshape(-1, 2), corners[:, :-1].reshape(-1, 2), strict=True),
    ]
    ways = [[tuple(one), tuple(other)] for one, other in pairs if rng.random() < 0.8]
    west = np.array([way[0][0] for way in ways])
    district = np.select([west < 250, west < 500], ["1", "2"], "")
    return segments(
        *ways,
        fingerprint=[f"{number:04x}" for number in rng.permutation(len(ways))],
        district_code=pd.array(np.where(district == "", None, district), dtype="string"),
        graded=rng.random(len(ways)) < 0.9,
    )


def test_each_point_stands_for_eight_addresses_of_one_district(town: gpd.GeoDataFrame) -> None:
    points = public_points(town)
    shown = town.join(points[["group", "x", "y"]]).dropna(subset="group")
    groups = shown.groupby("group")
    assert groups["length_m"].sum().min() >= 80
    assert len(shown[["group", "district_code", "x", "y"]].drop_duplicates()) == groups.ngroups
    assert shown["graded"].all()
    assert len(shown) == town["graded"].sum()
    assert groups.ngroups > len(shown) / 5


def test_groups_hang_together_where_the_network_does(segments: Lines) -> None:
    across = [[(x, y), (x + 35, y)] for x in range(0, 350, 35) for y in range(0, 385, 35)]
    lattice = segments(*across, *([way[0][::-1], way[1][::-1]] for way in across))
    points = public_points(lattice)
    assert points["group"].notna().all()
    for _, members in lattice.groupby(points["group"]):
        assert shapely.get_num_geometries(shapely.union_all(members.buffer(0.1).to_numpy())) == 1


def test_the_point_is_the_middle_of_the_longest_segment(town: gpd.GeoDataFrame) -> None:
    shown = town.join(public_points(town)[["group", "x", "y"]]).dropna(subset="group")
    longest = shown.sort_values(["length_m", "fingerprint"], ascending=[False, True]).drop_duplicates("group")
    middles = shapely.line_interpolate_point(longest.geometry.to_numpy(), 0.5, normalized=True)
    assert shapely.distance(middles, shapely.points(longest["x"], longest["y"])).max() < 1e-6


def test_the_order_of_the_rows_changes_nothing(town: gpd.GeoDataFrame) -> None:
    shuffled = town.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(public_points(shuffled).loc[town.index], public_points(town))


def test_a_segment_long_enough_is_its_own_point(segments: Lines) -> None:
    points = public_points(segments([(0, 0), (80, 0)], [(80, 0), (170, 0)]))
    assert points["group"].tolist() == [0, 1]
    assert (points["x"] - WEST).tolist() == [40, 125]
    assert (points["y"] - SOUTH).tolist() == [0, 0]


def test_short_segments_grow_along_the_network(segments: Lines) -> None:
    points = public_points(segments(*([(x, 0), (x + 30, 0)] for x in range(0, 180, 30))))
    assert points["group"].value_counts().tolist() == [3, 3]


def test_a_leftover_joins_the_nearest_group_even_across_a_gap(segments: Lines) -> None:
    points = public_points(segments([(0, 0), (100, 0)], [(0, 500), (100, 500)], [(50, 30), (70, 30)]))
    assert points["group"].tolist() == [0, 1, 0]


def test_a_group_does_not_cross_a_district_line(segments: Lines) -> None:
    ways = ([(0, 0), (50, 0)], [(50, 0), (100, 0)], [(100, 0), (150, 0)], [(150, 0), (200, 0)])
    points = public_points(segments(*ways, district_code=["1", "1", "2", "2"]))
    assert points["group"].tolist() == [0, 0, 1, 1]


def test_a_district_with_too_few_addresses_has_no_point(segments: Lines) -> None:
    ways = ([(0, 0), (79, 0)], [(79, 0), (179, 0)])
    points = public_points(segments(*ways, district_code=["1", "2"]))
    assert points["group"].isna().tolist() == [True, False]
    assert points[["x", "y"]].isna().all(axis=1).tolist() == [True, False]


def test_context_roads_are_no_address_and_no_bridge(segments: Lines) -> None:
    ways = ([(0, 0), (40, 0)], [(40, 0), (90, 0)], [(90, 0), (120, 0)])
    points = public_points(segments(*ways, graded=[True, False, True]))
    assert points["group"].isna().all()


def test_no_segments(segments: Lines) -> None:
    assert len(public_points(segments([(0, 0), (1, 0)]).iloc[:0])) == 0
