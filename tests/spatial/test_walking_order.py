"""Walks over a network: together what lies together, and not much longer than the shortest there is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import numpy as np
import pytest
import shapely

from mapper.spatial.streets import DETOUR, Streets
from mapper.spatial.walking_order import walking_order

SIDE, BLOCK = 5, 60.0
Junctions = list[int]


def town(seed: int) -> Streets:
    """A crooked grid of which a quarter of the blocks is missing."""
    draw = np.random.default_rng(seed)
    places = np.array([(column, row) for column in range(SIDE) for row in range(SIDE)]) * BLOCK
    places = places + draw.uniform(-20, 20, places.shape) + (958_000, 1_971_000)
    blocks = [(place, place + 1) for place in range(SIDE**2) if (place + 1) % SIDE]
    blocks += [(place, place + SIDE) for place in range(SIDE**2 - SIDE)]
    kept = [block for block in blocks if draw.random() < 0.75]
    return Streets(shapely.linestrings([[places[one], places[other]] for one, other in kept]))


def walked(streets: Streets, order: Sequence[int], begins: Junctions) -> float:
    """The shortest walk along segments in this order, each from either end."""
    far: dict[int, float] = {}
    for segment in order:
        one, other = streets.ends[segment].tolist()
        ways = {}
        for entered, left in ((one, other), (other, one)):
            if far:
                before = min(far[end] + streets.distances([end], [entered])[0] for end in far)
            else:
                before = streets.distances(begins, [entered])[0]
            ways[left] = before + float(streets.length_m[segment])
        far = ways
    return min(far.values())


@pytest.mark.parametrize("seed", range(12))
def test_a_walk_is_not_much_longer_than_the_shortest(seed: int) -> None:
    streets = town(seed)
    begins = [streets.corner()]
    draw = np.random.default_rng(seed)
    stops = draw.choice(len(streets.ends), 5, replace=False).tolist()
    order = walking_order(streets, stops, begins)
    assert sorted(order) == sorted(stops)
    shortest = min(walked(streets, other, begins) for other in permutations(stops))
    assert walked(streets, order, begins) <= 1.25 * shortest


def test_a_walk_is_the_same_in_whatever_order_its_stops_come() -> None:
    streets = town(3)
    stops = list(range(0, len(streets.ends), 2))
    order = walking_order(streets, stops, [streets.corner()])
    assert walking_order(streets, stops[::-1], [streets.corner()]) == order
    assert walking_order(streets, [], [0]) == []


def test_segments_in_a_row_are_walked_in_that_row() -> None:
    lines = shapely.linestrings([[(x, 0), (x + 50, 0)] for x in (100, 0, 150, 50)])
    streets = Streets(lines)
    assert walking_order(streets, range(4), [streets.corner()]) == [1, 3, 0, 2]


def test_what_is_gathered_hangs_together_and_leaves_out_what_is_taken() -> None:
    lines = shapely.linestrings([[(x, 0), (x + 50, 0)] for x in range(0, 500, 50)])
    streets = Streets(lines)
    assert streets.gather([streets.corner()], {2, 3, 4, 5, 9}, 3) == [2, 3, 4]
    assert streets.gather(streets.ends_of([5]), {2, 3, 9}, 2) == [3, 2]


def test_where_no_way_leads_the_straight_line_counts() -> None:
    streets = Streets(shapely.linestrings([[(0, 0), (50, 0)], [(150, 0), (200, 0)], [(900, 0), (950, 0)]]))
    begin, _ = streets.ends[0].tolist()
    island = streets.ends[1].tolist()[0]
    assert streets.distances([begin], [island]) == pytest.approx([DETOUR * 150])
    assert streets.gather([begin], {1, 2}, 2) == [1, 2]
    assert walking_order(streets, [2, 1, 0], [begin]) == [0, 1, 2]
