"""Many points at once find the candidates that a patient search finds, and are placed as one point is."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from mapper.domain.placement import Candidates, place, search_radius
from mapper.errors import FrameFault
from mapper.spatial import matching
from mapper.spatial.matching import find_candidates, nearest_segments, place_points

Lines = Callable[..., gpd.GeoDataFrame]

WEST, SOUTH = 953_000.0, 1_952_000.0


def as_points(*xy: tuple[float, float], accuracy_m: float = 5.0, road_name: str | None = None) -> pd.DataFrame:
    x, y = np.array(xy, dtype=float).reshape(-1, 2).T
    columns = {"x": x + WEST, "y": y + SOUTH, "accuracy_m": float(accuracy_m), "road_name": road_name}
    return pd.DataFrame(columns, index=range(len(xy)))


@pytest.fixture(scope="module")
def lattice(alley_lines: Lines) -> gpd.GeoDataFrame:
    """A 45 m lattice of alleys that share their ends, of several widths, with ids in no order."""
    steps = range(0, 270, 45)
    ways = [[(x, y), (x + 45, y)] for x in steps for y in steps] + [[(x, y), (x, y + 45)] for x in steps for y in steps]
    rng = np.random.default_rng(5)
    return alley_lines(
        *ways,
        id=rng.permutation([f"segment-{number:03d}" for number in range(len(ways))]),
        name=[f"골목{number % 9}길" for number in range(len(ways))],
        width_m=rng.choice([np.nan, 3.0, 4.5, 12.0], len(ways)),
    )


@pytest.fixture(scope="module")
def scattered() -> pd.DataFrame:
    rng = np.random.default_rng(11)
    count = 400
    # half of them at whole metres: on junctions, on lines, and exactly between two
    xy = np.where(rng.random((count, 1)) < 0.5, rng.integers(-40, 320, (count, 2)), rng.uniform(-40, 320, (count, 2)))
    points = as_points(*xy.tolist())
    points["accuracy_m"] = rng.choice([0.0, 3.0, 8.0, 15.0, 60.0, np.nan], count)
    points["road_name"] = rng.choice(np.array(["골목1길", "골목 2길", "다른길", None], dtype=object), count)
    return points


def test_candidates_are_those_a_patient_search_finds(lattice: gpd.GeoDataFrame, scattered: pd.DataFrame) -> None:
    found = find_candidates(scattered, lattice)
    expected = set()
    for number, point in enumerate(scattered.itertuples()):
        radius = search_radius(np.array([point.accuracy_m])).item()
        for position, segment in enumerate(lattice.itertuples()):
            half = 0 if np.isnan(segment.width_m) else segment.width_m / 2
            if segment.geometry.distance(shapely.Point(point.x, point.y)) <= radius + half + 1e-9:
                expected.add((number, position))
    assert set(zip(found.point.tolist(), found.segment.tolist(), strict=True)) == expected
    assert len(found.point) == len(expected)
    spots = shapely.points(scattered[["x", "y"]])[found.point]
    assert (found.distance_m == shapely.distance(spots, lattice.geometry.to_numpy()[found.segment])).all()


def test_of_segments_equally_near_the_one_with_the_lowest_id_is_nearest(
    lattice: gpd.GeoDataFrame, scattered: pd.DataFrame
) -> None:
    found = nearest_segments(scattered, lattice, within_m=30)
    every = shapely.distance(shapely.points(scattered[["x", "y"]])[:, None], lattice.geometry.to_numpy()[None, :])
    for segment, distance, distances in zip(found.segment, found.distance_m, every, strict=True):
        near = lattice.loc[(distances <= 30) & (distances == distances.min()), "id"]
        assert segment == (near.idxmin() if len(near) else -1)
        assert distance == (distances.min() if len(near) else np.inf)


def test_points_are_placed_as_each_would_be_alone(lattice: gpd.GeoDataFrame, scattered: pd.DataFrame) -> None:
    together = place_points(scattered, lattice)
    assert set(together["decision"]) == {"assigned", "ask", "unassigned"}
    for (_, point), (_, row) in zip(scattered.iterrows(), together.iterrows(), strict=True):
        # as a database hands them over: everything within 60 m, its order and last bits its own
        near = lattice[lattice.distance(shapely.Point(point["x"], point["y"])) <= 60].iloc[::-1]
        asked = "" if pd.isna(point["road_name"]) else point["road_name"].replace(" ", "")
        candidates = Candidates.of_one_point(
            near["id"].tolist(),
            (near.distance(shapely.Point(point["x"], point["y"])) * (1 + 1e-15)).tolist(),
            near["width_m"].tolist(),
            (near["name"] == asked).tolist(),
        )
        alone = place(np.array([point["accuracy_m"]]), candidates)
        assert row["decision"] == alone.decision.item()
        assert (None if pd.isna(row["segment_id"]) else row["segment_id"]) == alone.segment.item()
        assert row["offer"] == alone.offer[0]
        assert list(row["offer"]) == list(alone.offer[0])


def test_blocks_do_not_show(
    lattice: gpd.GeoDataFrame, scattered: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = place_points(scattered, lattice)
    monkeypatch.setattr(matching, "_BLOCK", 7)
    pd.testing.assert_frame_equal(place_points(scattered, lattice), at_once)


def test_at_a_junction_the_offer_is_in_order_of_the_ids(lattice: gpd.GeoDataFrame) -> None:
    thin = lattice.assign(width_m=np.nan)
    offer = place_points(as_points((90, 90), accuracy_m=4), thin)["offer"].item()
    meeting = thin.loc[thin.distance(shapely.Point(WEST + 90, SOUTH + 90)) == 0, "id"]
    assert list(offer) == sorted(meeting)[:3]


def test_the_road_of_the_address_settles_a_doubt_whatever_its_blanks(alley_lines: Lines) -> None:
    segments = alley_lines([(0, 0), (50, 0)], [(0, 12), (50, 12)], id=["a", "b"], name=["흑석로13길", "흑석로 15길"])
    doubt, settled = (
        place_points(as_points((25, 8), accuracy_m=12, road_name=road), segments).iloc[0]
        for road in (None, "흑석로15길")
    )
    assert (doubt["decision"], list(doubt["offer"])) == ("ask", ["b", "a"])
    assert (settled["decision"], settled["segment_id"]) == ("assigned", "b")


def test_an_alley_without_a_name_matches_no_address(alley_lines: Lines) -> None:
    segments = alley_lines([(0, 0), (50, 0)], id=["a"])
    assert not find_candidates(as_points((25, 8)), segments).address_match.any()


def test_a_point_without_a_position_is_unassigned_and_says_so(lattice: gpd.GeoDataFrame) -> None:
    points = as_points((90, 80), (np.nan, np.nan))
    points.index = pd.Index(["here", "nowhere"])
    placed = place_points(points, lattice)
    assert placed.index.tolist() == ["here", "nowhere"]
    assert placed["method"].tolist() == ["posterior", "none"]
    assert placed.loc["nowhere", "decision"] == "unassigned"


def test_no_points_and_no_segments(lattice: gpd.GeoDataFrame) -> None:
    assert len(place_points(as_points(), lattice)) == 0
    assert place_points(as_points((90, 80)), lattice.iloc[:0])["decision"].tolist() == ["unassigned"]


def test_segments_in_another_crs_are_refused(lattice: gpd.GeoDataFrame) -> None:
    with pytest.raises(FrameFault, match=r"EPSG:4326.*EPSG:5179"):
        place_points(as_points((90, 80)), lattice.to_crs(4326))
