"""Tiles as they are written, beside how PostGIS and a reader of others understand the same lines."""

from __future__ import annotations

import uuid
from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import shape

from mapper.domain.tile import BUFFER, EXTENT, WORLD_M, TileAddress
from mapper.spatial import tile_kernels, vector_tile
from mapper.spatial.vector_tile import ABSENT

AT = TileAddress(14, 13973, 6339)
STEP = WORLD_M / 2**AT.z / EXTENT


def in_metres(*lines: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    """Vertices and counts of lines that are given in steps from the corner of the tile."""
    corner = (np.array([AT.x, AT.y]) * EXTENT - EXTENT * 2**AT.z / 2) * STEP
    vertices = (corner + np.array([vertex for line in lines for vertex in line], float).reshape(-1, 2) * STEP) * [1, -1]
    return vertices, np.array([len(line) for line in lines], np.int32)


def written(*lines: list[tuple[float, float]], tolerance: float = 0.0) -> list[dict[str, Any]]:
    drawn = vector_tile.on_tile(*in_metres(*lines), AT, tolerance=tolerance)
    count = len(lines)
    ids = np.array([uuid.UUID(int=number).bytes for number in range(count)], "S16")
    tags = np.column_stack([np.arange(count), np.full(count, ABSENT)])
    tile = vector_tile.write_tile(
        "lines", drawn, np.arange(count + 1), keys=("id", "name"), values=vector_tile.uuids(ids), tags=tags
    )
    read = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True}) if tile else {}
    return read["lines"]["features"] if read else []


steps = st.integers(-BUFFER, EXTENT + BUFFER)
paths = st.lists(st.tuples(steps, steps), min_size=2, max_size=6).filter(lambda path: len(set(path)) > 1)


@given(st.lists(paths, min_size=1, max_size=4))
def test_others_read_every_line_with_its_id(lines: list[list[tuple[int, int]]]) -> None:
    found = {one["properties"]["id"]: one for one in written(*lines)}
    for number, line in enumerate(lines):
        one = found[str(uuid.UUID(int=number))]
        assert shapely.hausdorff_distance(shape(one["geometry"]), shapely.LineString(line)) == 0
        assert one["properties"].keys() == {"id"}


@given(paths, st.floats(0.5, 300))
def test_a_line_moves_no_farther_than_it_may(line: list[tuple[int, int]], tolerance: float) -> None:
    for one in written(line, tolerance=tolerance):
        thinned = shape(one["geometry"])
        assert all(thinned.distance(shapely.Point(vertex)) <= tolerance + 1e-6 for vertex in line)


@pytest.mark.parametrize("line", [[(5.1, 5.2), (4.9, 5.0)], [(-300, 5), (-65, 9)], [(9, EXTENT + 65), (9, 9000)]])
def test_what_is_not_to_be_seen_is_left_out(line: list[tuple[float, float]]) -> None:
    assert written(line) == []


def test_a_line_that_reaches_in_is_drawn_whole() -> None:
    (one,) = written([(-9000, 100), (10, 100)])
    assert one["geometry"]["coordinates"] == [[-9000, 100], [10, 100]]


def test_lines_of_one_feature_follow_each_other() -> None:
    drawn = vector_tile.on_tile(*in_metres([(1, 1), (5, 5)], [(9, 2), (7, 700)]), AT, tolerance=0.0)
    tile = vector_tile.write_tile("lines", drawn, np.array([0, 2]), keys=(), values=(), tags=np.empty((1, 0), np.int64))
    (one,) = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})["lines"]["features"]
    assert one["geometry"]["coordinates"] == [[[1, 1], [5, 5]], [[9, 2], [7, 700]]]


def test_a_loop_within_the_tolerance_is_no_line() -> None:
    grid = np.array([[0, 0], [1, 1], [0, 0]])
    assert not tile_kernels.thinned(grid, np.array([0, 3]), 4.0, 0, 9).any()


def test_nothing_makes_a_tile_with_nothing_on_it() -> None:
    assert written() == []
