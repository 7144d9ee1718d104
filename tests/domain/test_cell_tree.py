"""The tree of publication cells: made of public counts alone, nested, and never too fine."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.domain.cell_overlay import lay_over
from mapper.domain.cell_tree import CellTree, Ground, Places, grow, recounted

Grow = Callable[..., CellTree]


@settings(max_examples=15, derandomize=True, deadline=None)
@given(seed=st.integers(0, 1000), districts=st.integers(1, 7), mean=st.sampled_from([2.0, 12.0, 60.0]))
def test_nodes_are_large_enough_and_their_halves_make_them_up(
    *, seed: int, districts: int, mean: float, grow_city: Grow
) -> None:
    tree = grow_city(seed=seed, districts=districts, mean=mean)
    for node in tree.nodes:
        halves = tree.children(node.path)
        if node.path and tree.by_path[""].households >= 500:
            assert node.households >= 500
            assert node.buildings is not None
            assert node.buildings >= 20
        if halves:
            assert sum(half.households for half in halves) == node.households
            joined = shapely.union_all([half.boundary for half in halves])
            assert shapely.area(shapely.symmetric_difference(joined, node.boundary)) < 1e-3
            assert shapely.area(shapely.intersection(halves[0].boundary, halves[1].boundary)) < 1e-3
            assert set(halves[0].district_codes) | set(halves[1].district_codes) == set(node.district_codes)


def test_the_same_counts_give_the_same_tree_in_whatever_order_they_come(grow_city: Grow) -> None:
    one, again = grow_city(seed=3), grow_city(seed=3)
    assert one.digest == again.digest
    assert one.digest != grow_city(seed=4).digest
    assert len(one.leaves) > 4, "districts are cut"


def test_a_district_whose_buildings_nobody_counted_stands_as_a_whole(grow_city: Grow) -> None:
    tree = grow_city(districts=3, buildings=False)
    assert sorted(leaf.district_codes for leaf in tree.leaves) == [(f"11110510{number:02d}",) for number in range(3)]


def test_a_district_with_few_households_is_never_alone(grow_city: Grow) -> None:
    large = grow_city(districts=2)
    places = Places(np.array([952_500.0]), np.array([1_950_500.0]), np.array([499]), np.array([90]))
    small = Ground("1111059900", shapely.box(952_000, 1_950_000, 953_000, 1_951_000), places, buildings_known=True)
    grounds = [
        Ground(leaf.district_codes[0], leaf.boundary, _middle(leaf.boundary, leaf.households), buildings_known=True)
        for leaf in large.districts.values()
    ]
    tree = grow([*grounds, small])
    assert len(tree.districts["1111059900"].district_codes) > 1


def _middle(boundary: shapely.Geometry, households: int) -> Places:
    at = shapely.point_on_surface(boundary)
    return Places(np.array([at.x]), np.array([at.y]), np.array([households]), np.array([100]))


@pytest.mark.parametrize("households", [0, 1, 499])
def test_a_city_that_is_too_small_is_one_area(households: int) -> None:
    box = shapely.box(950_000, 1_950_000, 951_000, 1_951_000)
    tree = grow([Ground("1111051000", box, _middle(box, households), buildings_known=True)])
    assert [leaf.path for leaf in tree.leaves] == [""]


def test_next_year_is_cut_alike_as_long_as_every_area_holds_enough() -> None:
    x, y = (side.ravel() for side in np.meshgrid(np.arange(50.0, 1000, 100), np.arange(50.0, 1000, 100)))

    def ground(households: int, *, width: float = 1000.0) -> Ground:
        counts = np.full(x.size, households, dtype=np.int64)
        box = shapely.box(0, 0, width, 1000)
        return Ground("1111051000", box, Places(x, y, counts, counts), buildings_known=True)

    this_year = grow([ground(12)])
    next_year = recounted(this_year, [ground(30)])
    assert next_year is not None
    assert [node.path for node in next_year.nodes] == [node.path for node in this_year.nodes]
    assert [node.households for node in next_year.nodes] == [3000, 1500, 1500]
    assert len(grow([ground(30)]).nodes) > 3, "anew it would be finer"
    assert len(lay_over([this_year, next_year]).most) == 3, "two cells and who has no place"
    assert recounted(this_year, [ground(9)]) is None, "450 on one side"
    assert recounted(this_year, [ground(12, width=1100)]) is None, "the district moved"


def test_every_cell_of_every_year_is_made_of_pieces(grow_city: Grow) -> None:
    one, other = grow_city(seed=1), grow_city(seed=2)
    overlay = lay_over([one, other])
    assert len(overlay.most) > max(len(one.leaves), len(other.leaves))
    for tree in (one, other):
        held = [overlay.made_of[tree.digest, leaf.path] for leaf in tree.leaves]
        assert all(held)
        assert len(frozenset().union(*held)) == sum(map(len, held)), "no piece is in two cells of one tree"
        for leaf, pieces in zip(tree.leaves, held, strict=True):
            assert sum(overlay.most[piece] for piece in pieces) >= 0.9 * min(leaf.households, 500)
    assert len(lay_over([one, one]).most) == len(one.leaves) + len(one.districts)
