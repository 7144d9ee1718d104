"""The grid finds what shapely finds, to the last bit, wherever points and lines are."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mapper.spatial import segment_grid
from mapper.spatial.compiling import compiled
from mapper.spatial.segment_grid import SegmentGrid

WEST, SOUTH = 953_000.0, 1_952_000.0


@pytest.fixture(scope="module")
def lines() -> np.ndarray:
    """A jittered 45 m lattice of bent lines in no order that share their ends."""
    random = np.random.default_rng(2)
    side = 10
    node = np.stack(np.mgrid[:side, :side], -1) * 45.0 + random.uniform(-12, 12, (side, side, 2)) + [WEST, SOUTH]
    ends = [(node[:-1], node[1:]), (node[:, :-1], node[:, 1:])]
    first, last = (np.concatenate([pair[which].reshape(-1, 2) for pair in ends]) for which in (0, 1))
    middle = (first + last) / 2 + random.uniform(-3, 3, first.shape)
    return random.permutation(shapely.linestrings(np.stack([first, middle, last], axis=1)))


@pytest.fixture(scope="module")
def xy(lines: np.ndarray) -> np.ndarray:
    """Points anywhere, and on every vertex, where several lines are as near."""
    random = np.random.default_rng(3)
    anywhere = np.add(random.uniform(-90, 500, (600, 2)), (WEST, SOUTH))
    return random.permutation(np.concatenate([anywhere, shapely.get_coordinates(lines)]))


def patient(lines: Any, xy: np.ndarray) -> np.ndarray:
    """Every distance, by GEOS."""
    return shapely.distance(shapely.points(xy)[:, None], np.asarray(lines)[None, :])


@pytest.mark.parametrize("within_m", [0.0, 3.0, 30.0, 200.0])
def test_the_nearest_is_what_geopandas_joins_and_of_equals_the_first(
    lines: np.ndarray, xy: np.ndarray, within_m: float
) -> None:
    line, distance = SegmentGrid.of(lines).nearest(*xy.T, within_m=within_m)
    points, segments = gpd.GeoDataFrame(geometry=shapely.points(xy)), gpd.GeoDataFrame(geometry=lines)
    # geopandas takes no 0 for a limit
    joined = gpd.sjoin_nearest(points, segments, max_distance=within_m or 1e-300)
    lowest = joined.groupby(level=0)["index_right"].min().reindex(range(len(xy)), fill_value=-1)
    assert line.tolist() == lowest.tolist()
    assert joined.index.duplicated().any()
    found = line >= 0
    assert (distance[found] == shapely.distance(shapely.points(xy[found]), lines[line[found]])).all()
    assert np.isinf(distance[~found]).all()


def test_all_that_is_near_is_found_once_to_the_last_bit(lines: np.ndarray, xy: np.ndarray) -> None:
    random = np.random.default_rng(4)
    radius, half_width = random.uniform(0, 60, len(xy)), random.choice([0.0, 1.5, 6.0], len(lines))
    point, line, distance = SegmentGrid.of(lines).near(*xy.T, radius_m=radius, half_width_m=half_width)
    every = patient(lines, xy)
    sure = every - half_width <= radius[:, None]
    assert set(zip(*np.nonzero(sure), strict=True)) <= set(zip(point, line, strict=True))
    assert (distance == every[point, line]).all()
    assert (distance - half_width[line] <= radius[point] + 0.0011).all()
    assert not pd.DataFrame({"point": point, "line": line}).duplicated().any()
    assert (np.diff(point) >= 0).all()


def test_neither_threads_nor_room_show(lines: np.ndarray, xy: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    grid, width = SegmentGrid.of(lines), np.full(len(lines), 2.0)

    def answers() -> list[np.ndarray]:
        near = grid.near(*xy.T, radius_m=np.full(len(xy), 30.0), half_width_m=width)
        return [*grid.nearest(*xy.T, within_m=30.0), *near]

    at_once = answers()
    monkeypatch.setattr(segment_grid, "_BLOCK", 7)
    monkeypatch.setattr(segment_grid, "_PAIRS_PER_POINT", 0)
    for cores in (1, 2):
        monkeypatch.setattr(segment_grid.os, "cpu_count", lambda cores=cores: cores)
        for one, other in zip(answers(), at_once, strict=True):
            np.testing.assert_array_equal(one, other)


METRES = st.integers(-40, 40).map(float) | st.sampled_from([-16.0, 0.0, 16.0, 5_000.0, -70_000.0]) | st.floats(-99, 99)
SPOT = st.tuples(METRES, METRES)


@settings(max_examples=50)
@given(
    st.lists(st.lists(SPOT, min_size=2, max_size=4), min_size=1, max_size=6),
    st.lists(SPOT, min_size=1, max_size=8),
    st.floats(0, 120) | st.integers(0, 40).map(float),
)
@example([[(0, 0), (0, 0)], [(3, 0), (3, 0), (3, 0)]], [(0, 0), (1.5, 0)], 1.5)
@example([[(-70_000, -70_000), (70_000, 69_000)], [(0, 0), (5, 5)]], [(0, 0), (70_000, 69_000)], 50.0)
def test_lines_of_any_shape_are_found_by_any_point(
    ways: list[list[tuple[float, float]]], spots: list[tuple[float, float]], radius_m: float
) -> None:
    lines = np.array([shapely.LineString(np.add(way, (WEST, SOUTH))) for way in ways])
    xy = np.add(spots, (WEST, SOUTH))
    every, grid = patient(lines, xy), SegmentGrid.of(lines)
    nearest, distance = grid.nearest(*xy.T, within_m=radius_m)
    within = every.min(axis=1) <= radius_m
    assert nearest.tolist() == np.where(within, every.argmin(axis=1), -1).tolist()
    assert distance.tolist() == np.where(within, every.min(axis=1), np.inf).tolist()
    point, line, _ = grid.near(*xy.T, radius_m=np.full(len(xy), radius_m), half_width_m=np.zeros(len(lines)))
    assert set(zip(*np.nonzero(every <= radius_m), strict=True)) <= set(zip(point, line, strict=True))


def test_a_point_that_is_nowhere_is_near_nothing(lines: np.ndarray) -> None:
    nowhere = np.array([np.nan, np.inf, -np.inf, 1e300, -1e12, 0.0])
    for x, y in ((nowhere, np.full(6, SOUTH)), (np.full(6, WEST), nowhere), (nowhere, nowhere)):
        grid = SegmentGrid.of(lines)
        assert (grid.nearest(x, y, within_m=50.0)[0] == -1).all()
        near = grid.near(x, y, radius_m=np.full(6, 50.0), half_width_m=np.full(len(lines), 6.0))
        assert [len(column) for column in near] == [0, 0, 0]


@pytest.mark.parametrize(
    "lines",
    [[], [shapely.LineString()], [shapely.LineString([(np.inf, 0), (1, 1)])]],
    ids=["none", "empty", "infinite"],
)
def test_lines_that_are_nowhere_are_near_nothing(lines: list[shapely.LineString]) -> None:
    grid, x = SegmentGrid.of(np.array(lines, dtype=object)), np.zeros(3)
    assert grid.nearest(x, x, within_m=50.0)[0].tolist() == [-1, -1, -1]
    assert len(grid.near(x, x, radius_m=x + 50, half_width_m=np.zeros(len(lines)))[0]) == 0
    assert len(grid.nearest(x[:0], x[:0], within_m=50.0)[0]) == 0


def test_one_line_far_away_takes_no_more_memory(lines: np.ndarray) -> None:
    far = np.append(lines, shapely.LineString([(WEST + 9e6, SOUTH + 9e6), (WEST + 9e6 + 5, SOUTH + 9e6)]))
    assert SegmentGrid.of(far).cells.starts.size <= 4 * 2 * len(far) + 1
    assert SegmentGrid.of(far).nearest(np.array([WEST + 9e6]), np.array([SOUTH + 9e6 + 3]), within_m=5)[1] == [3.0]


def test_where_nothing_can_be_kept_a_kernel_is_compiled_all_the_same() -> None:
    # a function without a file is one that numba can keep nowhere
    space: dict[str, Any] = {}
    exec("def twice(x):\n    return 2 * x", space)
    assert compiled(space["twice"])(21) == 42
