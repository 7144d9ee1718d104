"""Orders of stops: the shortest there is of a few, a good one of many, over the shortest ways of a graph."""

from __future__ import annotations

from functools import cache
from itertools import pairwise, permutations
from typing import Any

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from mapper.spatial.streets import DETOUR
from mapper.spatial.visiting_order import EXACT_STOPS, visiting_order
from mapper.spatial.walking_graph import Places, WalkingGraph

X, Y = 958_000.0, 1_971_000.0


def apart(seed: int, count: int) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """How far made-up places are from each other, from a beginning, and from an end."""
    draw = np.random.default_rng(seed)
    places = draw.uniform(0, 1000, (count + 2, 2))
    far = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    return far[:count, :count], far[count, :count], far[:count, count + 1]


def walked(order: tuple[int, ...], between: Any, begin: Any, end: Any) -> float:
    ends = (0.0 if begin is None else begin[order[0]]) + (0.0 if end is None else end[order[-1]])
    return float(ends + sum(between[one, other] for one, other in pairwise(order)))


@cache
def orders(count: int) -> NDArray[np.int64]:
    """Every order of so many stops, shape (n!, n)."""
    return np.array(list(permutations(range(count))))


def shortest_of_all(between: NDArray[Any], begin: NDArray[Any] | None, end: NDArray[Any] | None) -> float:
    """The length of the shortest order, every one of them walked."""
    every = orders(len(between))
    metres = between[every[:, :-1], every[:, 1:]].sum(axis=1)
    if begin is not None:
        metres += begin[every[:, 0]]
    if end is not None:
        metres += end[every[:, -1]]
    return float(metres.min())


@pytest.mark.parametrize("seed", range(200))
def test_the_order_of_a_few_is_the_shortest_there_is(seed: int) -> None:
    count, turn = 2 + seed % 8, seed // 8  # 25 cases each of 2, 3, …, 9 stops
    between, begin, end = apart(seed, count)
    begin, end = (begin if turn % 2 else None), (end if turn % 3 else None)
    found = visiting_order(between, begin=begin, end=end)
    shortest = shortest_of_all(between, begin, end)
    assert found.is_exact
    assert found.metres == pytest.approx(shortest)
    assert walked(found.stops, between, begin, end) == pytest.approx(shortest)


def test_the_order_of_many_is_no_longer_than_the_walk_along_a_ring() -> None:
    turns = np.random.default_rng(3).permutation(40) * (2 * np.pi / 40)
    places = np.column_stack([np.cos(turns), np.sin(turns)]) * 500
    between = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    found = visiting_order(between)
    assert not found.is_exact
    assert sorted(found.stops) == list(range(40))
    assert found.metres == pytest.approx(39 * 1000 * np.sin(np.pi / 40))


def test_many_stops_are_ordered_as_well_as_the_exact_way_orders_them() -> None:
    between, begin, end = apart(11, EXACT_STOPS)
    lonely = np.full(EXACT_STOPS + 1, 1e4)  # one more stop, far from all others: the rest is as before
    padded = np.block([[between, lonely[:-1, None]], [lonely[None, :-1], np.zeros((1, 1))]])
    found = visiting_order(padded, begin=np.append(begin, 1e4), end=np.append(end, 0.0))
    assert found.metres <= 1.05 * (visiting_order(between, begin=begin).metres + 1e4)


def test_no_stops_and_one_stop_are_no_trouble() -> None:
    assert visiting_order(np.zeros((0, 0))).stops == ()
    assert visiting_order(np.zeros((1, 1)), begin=np.array([7.0])).metres == 7.0


def grid(side: int) -> NDArray[Any]:
    """Blocks of 100 m, each side a segment."""
    lines = [[(x, y), (x + 100, y)] for x in range(0, side * 100, 100) for y in range(0, side * 100 + 1, 100)]
    lines += [[(x, y), (x, y + 100)] for x in range(0, side * 100 + 1, 100) for y in range(0, side * 100, 100)]
    return shapely.linestrings(np.add(lines, (X, Y)))


def test_ways_are_the_shortest_and_their_lines_are_as_long() -> None:
    graph = WalkingGraph(grid(4))
    points = shapely.points([(X + 20, Y), (X + 350, Y + 300), (X + 20, Y + 400), (X + 80, Y)])
    ways = graph.ways(graph.nearest(points))
    expected = np.array([[0, 630, 440, 60], [630, 0, 430, 570], [440, 430, 0, 500], [60, 570, 500, 0]])
    assert ways.metres == pytest.approx(expected)
    assert not ways.is_guess.any()
    for one in range(4):
        for other in range(4):
            walk = ways.walk(one, other)
            assert walk.line.length == pytest.approx(ways.metres[one, other])
            assert walk.line.coords[0] == pytest.approx((points[one].x, points[one].y))
            assert walk.line.coords[-1] == pytest.approx((points[other].x, points[other].y))
    assert len(ways.walk(0, 3).segments) == 1


def test_a_stop_at_a_junction_and_two_in_one_place_are_reached() -> None:
    graph = WalkingGraph(grid(1))
    ways = graph.ways(graph.nearest(shapely.points([(X, Y), (X, Y), (X + 100, Y + 100)])))
    assert ways.metres[0] == pytest.approx([0, 0, 200], abs=1e-3)
    assert not ways.is_guess.any()


def test_where_no_way_leads_the_straight_line_counts_and_is_called_a_guess() -> None:
    island = shapely.linestrings(np.add([[(0, 900), (100, 900)]], (X, Y)))
    graph = WalkingGraph(np.concatenate([grid(1), island]))
    ways = graph.ways(Places(np.array([0, len(grid(1))]), np.array([50.0, 50.0])))
    assert ways.is_guess[0, 1]
    assert ways.metres[0, 1] == pytest.approx(DETOUR * shapely.distance(*[graph.lines[at] for at in (0, -1)]), rel=0.2)
    assert ways.walk(0, 1).segments == ()


def test_rings_and_double_lines_take_the_shorter_side() -> None:
    ring = shapely.linestrings(np.add([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)], (X, Y)))
    detour = shapely.linestrings(np.add([(0, 0), (0, -50), (200, -50), (200, 0)], (X, Y)))
    direct = shapely.linestrings(np.add([(0, 0), (200, 0)], (X, Y)))
    graph = WalkingGraph(np.array([ring, detour, direct], dtype=object))
    ways = graph.ways(graph.nearest(shapely.points([(X, Y + 30), (X + 200, Y)])))
    assert ways.metres[0, 1] == pytest.approx(230)
    assert ways.walk(0, 1).line.length == pytest.approx(230)
